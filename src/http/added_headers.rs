//! Headers that a caller adds to every attempt of a call, such as those that tie it to a trace.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::base::error::{Error, Result};
use crate::http::policy::{Next, Policy};
use crate::http::{Request, Response};

/// A policy that adds headers. They replace headers with the same names.
#[derive(Debug, Default)]
pub struct AddedHeaders(HeaderMap);

impl AddedHeaders {
    /// Reads names and values from a JSON object.
    ///
    /// # Errors
    /// An argument error: it is not an object, or a name or value is invalid in a header.
    pub fn from_json(json: &str) -> Result<Self> {
        let wrong = |what: &str, why: &dyn std::fmt::Display| {
            let message = format!(
                "{what} cannot be sent: {why}. Headers are added by options.requestOptions.customHeaders and, for a trace, by \
                 options.tracingOptions."
            );
            Error::argument_range("headers", message)
        };
        let pairs: BTreeMap<String, String> =
            serde_json::from_str(json).map_err(|error| wrong("The added headers", &error))?;
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let what = format!("The added header {name:?}");
            let name = HeaderName::try_from(name).map_err(|error| wrong(&what, &error))?;
            headers.insert(name, HeaderValue::try_from(value).map_err(|error| wrong(&what, &error))?);
        }
        Ok(Self(headers))
    }
}

impl Policy for AddedHeaders {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        for (name, value) in &self.0 {
            request.headers.insert(name, value.clone());
        }
        next.send(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_parsed_from_an_object() {
        let headers = AddedHeaders::from_json(r#"{"traceparent":"00-1-2-01","Tracestate":""}"#).expect("headers");
        assert_eq!(
            (&headers.0["traceparent"], &headers.0["tracestate"]),
            (&"00-1-2-01".parse().unwrap(), &"".parse().unwrap())
        );
        for wrong in ["", "[]", r#"{"a b":"c"}"#, r#"{"a":"\n"}"#, r#"{"a":1}"#] {
            assert!(AddedHeaders::from_json(wrong).is_err(), "{wrong}");
        }
    }
}
