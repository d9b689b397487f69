//! The messages that the engine and JavaScript policies exchange while a request passes through the policies.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderName};
use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use crate::base::error::{CallerError, Error, Result};
use crate::base::header_text::header_value;
use crate::base::redact::latin1;
use crate::base::url::parse;
use crate::binding::call_result::CallResult;
use crate::http::{Delivery, ParseResponse, Request, RequestBody, ResponseBody, Spelling, secrets};

/// The headers of a message, as JSON.
pub type Headers = Vec<(String, String)>;

/// A request as it is passed to JavaScript.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PassageRequest<'r> {
    place: u8,
    /// The operation, unless the caller wrote the request.
    operation: Option<&'static str>,
    method: &'r str,
    url: &'r str,
    headers: Headers,
    body_length: u64,
    is_streamed: bool,
    success: &'r [u16],
    companion: Option<u32>,
    /// In milliseconds; 0 means none.
    timeout: u128,
}

impl<'r> PassageRequest<'r> {
    pub fn new(request: &'r Request, place: u8) -> Self {
        Self {
            place,
            operation: request.operation,
            method: request.method.as_str(),
            url: request.url.as_str(),
            headers: spelled(shown_headers(&request.headers), &request.spelling),
            body_length: request.body.len(),
            is_streamed: request.delivery == Delivery::Stream,
            success: request.expected.success,
            companion: request.companion.as_ref().map(|companion| companion.number()),
            timeout: request.time_limit.map_or(0, |limit| limit.as_millis()),
        }
    }
}

/// The same headers with the original spelling of their names.
fn spelled(mut headers: Headers, spelling: &Spelling) -> Headers {
    if !spelling.is_empty() {
        for (name, _) in &mut headers {
            *name = spelling.of(name).to_owned();
        }
    }
    headers
}

/// All headers, also secret ones: policies and HTTP clients are the caller's own code.
pub fn shown_headers(headers: &HeaderMap) -> Headers {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), latin1(value.as_bytes()))).collect()
}

/// JavaScript's changes of a request. Absent members are unchanged.
#[derive(Deserialize)]
pub struct NativeChange {
    method: Option<String>,
    url: Option<String>,
    headers: Option<Headers>,
    pub companion: Option<u32>,
    /// In milliseconds; 0 means none.
    timeout: Option<u64>,
}

/// The same, ready to be applied.
pub struct RequestChange {
    head: NativeChange,
    body: Option<Bytes>,
    companion: Option<Arc<dyn CallerError>>,
}

impl RequestChange {
    /// `companion` is the object that the number of the same name in `head` refers to.
    pub fn new(head: NativeChange, body: Option<Bytes>, companion: Option<Arc<dyn CallerError>>) -> Self {
        Self { head, body, companion }
    }

    /// Changes the request.
    pub fn apply(self, request: &mut Request) -> Result<()> {
        let Self { head: NativeChange { method, url, headers, timeout, .. }, body, companion } = self;
        if let Some(timeout) = timeout {
            request.time_limit = (timeout > 0).then(|| Duration::from_millis(timeout));
        }
        if companion.is_some() {
            request.companion = companion;
        }
        if let Some(method) = method {
            let wrong =
                || Error::argument_type("request.method", format!("A request policy set the method \"{method}\"."));
            request.method = Method::from_bytes(method.as_bytes()).map_err(|_| wrong())?;
        }
        if let Some(url) = url {
            request.url = parse(&url)?;
        }
        if let Some(headers) = headers {
            request.headers = changed_headers(&headers, &request.headers)?;
            request.spelling = headers.iter().map(|(name, _)| name.as_str()).collect();
        }
        if let Some(body) = body {
            request.body = body.into();
            request.headers.remove(CONTENT_LENGTH);
        }
        secrets::require_https(request)
    }
}

/// Headers as JavaScript has them. An unchanged value stays secret if it was.
pub fn changed_headers(pairs: &[(String, String)], before: &HeaderMap) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(pairs.len());
    for (name, value) in pairs {
        let wrong = |what: &str| {
            let message = format!("A request policy set the header \"{name}\" to what no {what} of a header can be.");
            Error::argument_type("request.headers", message)
        };
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("name"))?;
        let known = before.get_all(&key).iter().find(|known| latin1(known.as_bytes()) == *value);
        let header = match known {
            Some(known) => known.clone(),
            None => header_value(value).ok_or_else(|| wrong("value"))?,
        };
        headers.append(key, header);
    }
    Ok(headers)
}

/// The result of the policies. Without a status, it is an error, or the outcome of a request that they sent.
pub struct PassageEnd {
    pub from: Option<u32>,
    pub status: Option<u16>,
    pub headers: Option<HeaderMap>,
    pub body: Option<ResponseBody>,
    pub caller_error: Option<Arc<dyn CallerError>>,
    /// Whether another attempt may succeed after this error.
    pub retry: bool,
    pub message: String,
    /// The request in its final form.
    pub request: RequestChange,
}

/// A step of JavaScript in a passage.
pub enum PassageStep {
    /// Send this request. The outcome is returned.
    Next(RequestChange, oneshot::Sender<CallResult>),
    /// The passage has ended.
    End(Box<PassageEnd>),
}

/// A passage that was not delivered to JavaScript yet.
pub struct Passage {
    /// The policies.
    pub source: u32,
    /// The call that it belongs to, if there is one.
    pub call: Option<u32>,
    /// The request, as JSON.
    pub shown: String,
    /// Receives JavaScript's steps.
    pub steps: mpsc::UnboundedSender<PassageStep>,
    /// The body of the request.
    pub body: RequestBody,
    /// How the response is read.
    pub parse: Option<ParseResponse>,
}

impl fmt::Debug for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passage").field("source", &self.source).field("call", &self.call).finish_non_exhaustive()
    }
}
