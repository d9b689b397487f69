//! One HTTP request, before it is signed.

use std::fmt;

use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::base::error::RequestSummary;
use crate::base::redact;
use crate::http::body::BodyLimit;
use crate::http::deadline::Deadline;
use crate::http::{RequestBody, UploadProgress};

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

/// Who reads the body of a successful response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The caller, as it arrives.
    Stream,
    /// The pipeline, as part of the attempt.
    Whole,
}

/// What the layers tell each other about the attempt that is under way.
#[derive(Clone, Default)]
pub struct AttemptState {
    /// When it must be over, once its time has begun.
    pub deadline: Option<Deadline>,
    /// The service answered with a challenge.
    pub was_challenged: bool,
    /// How it was signed.
    pub authorization: Option<HeaderValue>,
    /// Where it began, when a redirect has led on from there.
    redirected_from: Option<Box<RedirectTarget>>,
}

/// What a redirect changes of a request.
#[derive(Clone)]
struct RedirectTarget {
    method: Method,
    url: Url,
    body: RequestBody,
}

/// One HTTP request: complete, but for the headers that each attempt adds (date, authorization).
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
    /// Counts how much of the body was sent, when somebody watches.
    pub progress: Option<UploadProgress>,
    /// Whether it may be sent again.
    pub repeat: Repeat,
    /// What it may be answered with.
    pub expected: Expected,
    /// Who reads the body of a success.
    pub delivery: Delivery,
    /// The attempt that is under way.
    pub attempt: AttemptState,
}

impl Request {
    /// A request without headers or body, that may be repeated. Its response may be as short as an error is.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: RequestBody::default(),
            progress: None,
            repeat: Repeat::Safe,
            expected: Expected { success: &[200, 201, 202, 204, 206], limit: BodyLimit::ERROR },
            delivery: Delivery::Whole,
            attempt: AttemptState::default(),
        }
    }

    /// Asks for a service version at least as new as this one. What asks for a newer one keeps it.
    pub fn at_least(&mut self, version: &'static str) {
        let asked = self.headers.entry("x-ms-version").or_insert(HeaderValue::from_static(version));
        if *asked < version {
            *asked = HeaderValue::from_static(version);
        }
    }

    /// Begins a new attempt where the first one did, whatever a redirect has made of the request since.
    pub(super) fn begin_attempt(&mut self) {
        if let Some(target) = std::mem::take(&mut self.attempt).redirected_from {
            RedirectTarget { method: self.method, url: self.url, body: self.body } = *target;
        }
    }

    /// Goes on to another place; as a GET without a body, if so.
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
