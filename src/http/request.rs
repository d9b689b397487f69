//! One HTTP request, before it is signed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::base::error::{CallerError, Error, RequestSummary, Result};
use crate::base::redact;
use crate::http::body::BodyLimit;
use crate::http::deadline::Deadline;
use crate::http::{RequestBody, Spelling, TransferProgress};

/// Whether a request that may have taken effect can be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Sending it twice has the same effect as sending it once, or the service rejects the second one with an error
    /// that the caller can recognize.
    Safe,
    /// It is sent again only if it certainly did not reach the service, or the service says that it did not process it.
    OnlyIfUnsent,
}

/// What the pipeline expects of a response.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// The statuses of a success.
    pub success: &'static [u16],
    /// The maximum length of the body of a success, if it is read whole.
    pub limit: BodyLimit,
}

impl Expected {
    /// Whether this status is a success.
    #[must_use]
    pub fn is_success(self, status: u16) -> bool {
        self.success.contains(&status)
    }
}

/// A response as its operation has read it.
pub struct ReadResponse {
    /// The result, as JSON.
    pub json: String,
    /// Lists in slices with the body that they were read from. For an operation without lists, only the body.
    pub bytes: Option<Vec<u8>>,
}

/// Reads the headers and the body of a successful response.
pub type ParseResponse = fn(&HeaderMap, &[u8]) -> Result<ReadResponse>;

/// Which side reads the body of a successful response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The caller, as it arrives.
    Stream,
    /// The pipeline, as part of the attempt.
    Whole,
}

/// The state of the current attempt that the layers share.
#[derive(Clone, Default)]
pub struct AttemptState {
    /// When the attempt times out, once its time has started.
    pub deadline: Option<Deadline>,
    /// The time limit of the attempt, if it is lower than that of the pipeline.
    pub limit: Option<Duration>,
    /// Whether it was sent, and no response has arrived.
    pub in_flight: bool,
    /// Whether the service responded with a challenge.
    pub was_challenged: bool,
    /// The authorization that was sent.
    pub authorization: Option<HeaderValue>,
    /// The original request, if a redirect was followed.
    redirected_from: Option<Box<RedirectTarget>>,
}

/// The parts of a request that a redirect changes.
#[derive(Clone)]
struct RedirectTarget {
    method: Method,
    url: Url,
    body: RequestBody,
}

/// One HTTP request, complete except for the headers that each attempt adds (date, authorization).
#[derive(Clone)]
pub struct Request {
    /// The name of the operation that it was written for, as declared; `None` if a caller wrote it.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: Method,
    /// The URL, with its query.
    pub url: Url,
    /// The headers. Secret values are marked sensitive.
    pub headers: HeaderMap,
    /// How their names are written.
    pub spelling: Spelling,
    /// The body; empty for most operations.
    pub body: RequestBody,
    /// Counts the bytes of the body, if the caller watches.
    pub progress: Option<TransferProgress>,
    /// Whether it may be sent again.
    pub repeat: Repeat,
    /// The response that is expected.
    pub expected: Expected,
    /// Which side reads the body of a success.
    pub delivery: Delivery,
    /// The current attempt.
    pub attempt: AttemptState,
    /// The caller's time limit for an attempt without a response.
    pub time_limit: Option<Duration>,
    /// How its operation reads the response, for policies that need the result.
    pub parse: Option<ParseResponse>,
    /// The request object that policies have seen, if any: the same in all attempts.
    pub companion: Option<Arc<dyn CallerError>>,
}

impl Request {
    /// The error of an abort now. As in the reference, the message says whether the request was on its way.
    pub fn aborted(&self) -> Error {
        let error = Error::aborted();
        if !self.attempt.in_flight {
            return error;
        }
        error.with_message("The operation was aborted. Rejecting from abort signal callback while making request.")
    }

    /// A request without headers or body that may be repeated. Its response may be as long as an error.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            operation: None,
            method,
            url,
            headers: HeaderMap::new(),
            spelling: Spelling::default(),
            body: RequestBody::default(),
            progress: None,
            repeat: Repeat::Safe,
            expected: Expected { success: &[200, 201, 202, 204, 206], limit: BodyLimit::ERROR },
            delivery: Delivery::Whole,
            attempt: AttemptState::default(),
            time_limit: None,
            parse: None,
            companion: None,
        }
    }

    /// Requires a service version at least as new as this one. A request for a newer one keeps it.
    pub fn at_least(&mut self, version: &'static str) {
        let header = self.headers.entry("x-ms-version").or_insert(HeaderValue::from_static(version));
        if *header < version {
            *header = HeaderValue::from_static(version);
        }
    }

    /// Starts a new attempt with the original request, even if a redirect has changed it.
    pub(super) fn begin_attempt(&mut self) {
        if let Some(target) = std::mem::take(&mut self.attempt).redirected_from {
            RedirectTarget { method: self.method, url: self.url, body: self.body } = *target;
        }
    }

    /// Redirects the request to another URL, as a GET without a body if `as_get`.
    pub(super) fn redirect(&mut self, url: Url, as_get: bool) {
        self.attempt.redirected_from.get_or_insert_with(|| {
            Box::new(RedirectTarget { method: self.method.clone(), url: self.url.clone(), body: self.body.clone() })
        });
        self.url = url;
        self.headers.remove(AUTHORIZATION);
        if as_get {
            self.method = Method::GET;
            self.headers.remove(CONTENT_LENGTH);
            self.body = RequestBody::default();
        }
    }

    /// The request without signature and sensitive headers.
    pub fn summary(&self) -> RequestSummary {
        let mut headers = redact::headers(&self.headers);
        if !self.spelling.is_empty() {
            for (name, _) in &mut headers {
                *name = self.spelling.of(name).to_owned();
            }
        }
        RequestSummary { method: self.method.to_string(), url: redact::url(&self.url), headers }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Request");
        shown.field("summary", &self.summary()).field("body_length", &self.body.len()).field("repeat", &self.repeat);
        shown.finish_non_exhaustive()
    }
}
