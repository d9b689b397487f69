//! One HTTP request, before it is signed.

use std::fmt;

use http::{HeaderMap, Method};
use url::Url;

use crate::base::error::RequestSummary;
use crate::base::redact;
use crate::http::body::BodyLimit;
use crate::http::{RequestBody, Sent};

/// Whether a request that may have taken effect can be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Sending it twice ends in the same state as sending it once, or the service refuses the second one with an error
    /// that the caller can recognise.
    Safe,
    /// It is sent again only when it certainly did not reach the service, or the service says that it did not take it on.
    OnlyIfUnsent,
}

/// What a request may be answered with.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// The statuses that mean success.
    pub success: &'static [u16],
    /// How long the body of a success may be, where it is read whole.
    pub limit: BodyLimit,
}

impl Expected {
    /// Whether this status means success.
    #[must_use]
    pub fn is_success(self, status: u16) -> bool {
        self.success.contains(&status)
    }
}

/// One HTTP request: complete, but for the headers that each try adds (date, authorization).
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The URL, with its query.
    pub url: Url,
    /// The headers. Values that must not be seen are marked sensitive.
    pub headers: HeaderMap,
    /// The body; empty for most operations.
    pub body: RequestBody,
    /// Counts how much of the body has gone out, when somebody watches.
    pub sent: Option<Sent>,
    /// Whether it may be sent again.
    pub repeat: Repeat,
    /// What it may be answered with.
    pub answer: Expected,
}

impl Request {
    /// A request without headers or body, that may be repeated. Its answer may be as short as an error is.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: RequestBody::default(),
            sent: None,
            repeat: Repeat::Safe,
            answer: Expected { success: &[200, 201, 202, 204, 206], limit: BodyLimit::ERROR },
        }
    }

    /// What may be shown of the request: no signature, no sensitive header.
    pub fn summary(&self) -> RequestSummary {
        RequestSummary {
            method: self.method.to_string(),
            url: redact::url(&self.url),
            headers: redact::headers(&self.headers),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Request");
        shown.field("summary", &self.summary()).field("body_length", &self.body.len()).field("repeat", &self.repeat);
        shown.finish_non_exhaustive()
    }
}
