//! A request to the control endpoint, and its response: JSON in, JSON out.

use bytes::Bytes;
use http::request::Parts;
use http::{StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::body::Body;
use crate::response::ServiceResponse;
use crate::service::Service;

/// A request.
#[derive(Debug)]
pub struct ControlRequest<'a> {
    /// Its head.
    pub parts: &'a Parts,
    /// Its body.
    pub body: &'a Bytes,
}

/// The response to a request, or why it is rejected.
pub type ControlResult = Result<ServiceResponse, ControlError>;

/// The rejection of a request.
#[derive(Debug)]
pub struct ControlError(pub StatusCode, pub String);

/// A route: method, path (one that ends with `/` is for everything under it, one that starts with `*` for
/// everything that ends so), and what does it.
pub type Route = (&'static str, &'static str, fn(&Service, &ControlRequest<'_>) -> ControlResult);

/// Handles a request with the route that fits.
pub fn respond(routes: &[Route], service: &Service, request: &ControlRequest<'_>) -> ServiceResponse {
    let path = request.parts.uri.path();
    let fits = |route: &&Route| match route.1.strip_prefix('*') {
        Some(end) => path.ends_with(end),
        None => path == route.1 || (route.1.ends_with('/') && path.starts_with(route.1)),
    };
    let mut known = routes.iter().filter(fits).peekable();
    if known.peek().is_none() {
        return reject(&ControlError(StatusCode::NOT_FOUND, "there is no such thing to control".to_owned()));
    }
    match known.find(|route| request.parts.method.as_str() == route.0) {
        Some((_, _, run)) => run(service, request).unwrap_or_else(|error| reject(&error)),
        None => reject(&ControlError(StatusCode::METHOD_NOT_ALLOWED, "this path has other methods".to_owned())),
    }
}

impl ControlRequest<'_> {
    /// The body; a rejection names the field that is wrong.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ControlError> {
        let mut reader = serde_json::Deserializer::from_slice(self.body);
        let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            bad(if path == "." { error.inner().to_string() } else { format!("{path}: {}", error.inner()) })
        })?;
        reader.end().map_err(bad)?;
        Ok(value)
    }

    /// The query; a rejection names the parameter that is wrong.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, ControlError> {
        let pairs = url::form_urlencoded::parse(self.parts.uri.query().unwrap_or_default().as_bytes());
        let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into()));
        serde_json::from_value(serde_json::Value::Object(pairs.collect())).map_err(bad)
    }
}

/// A 200 response with this content.
#[expect(clippy::unnecessary_wraps, reason = "it is how most routes end")]
pub fn reply(value: &impl Serialize) -> ControlResult {
    Ok(write(StatusCode::OK, value))
}

/// A 200 response without content.
pub fn done() -> ControlResult {
    reply(&json!({}))
}

/// A rejection of the request.
#[expect(clippy::needless_pass_by_value, reason = "it takes errors as `map_err` hands them over")]
pub fn bad(why: impl ToString) -> ControlError {
    ControlError(StatusCode::BAD_REQUEST, why.to_string())
}

fn reject(ControlError(status, why): &ControlError) -> ServiceResponse {
    write(*status, &json!({ "error": why }))
}

/// A response in JSON.
pub fn write(status: StatusCode, value: &impl Serialize) -> ServiceResponse {
    let mut response = ServiceResponse::new(status);
    response.constant(header::CONTENT_TYPE, "application/json");
    response.body = Body::from(serde_json::to_string(value).unwrap_or_default());
    response
}
