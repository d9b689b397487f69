//! A service that is a function, for the tests in this folder.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::Anonymous;
use crate::base::arguments;
use crate::base::error::Result;
use crate::copy::{BeginCopyFrom, StartedCopy, saved};
use crate::http::Transport;
use crate::http::{Authorize, Pipeline, PipelineOptions, Request, Response, ResponseBody};
use crate::rest::BlobEndpoint;

pub const SOURCE: &str = "https://a.blob.core.windows.net/c/source";
pub const DESTINATION: &str = "https://b.blob.core.windows.net/c/destination";
pub const ETAG: &str = "\"source\"";

/// The response to a request: status, headers, body.
pub struct Reply(pub u16, pub Vec<(&'static str, String)>, pub Bytes);

impl Reply {
    pub fn of(status: u16) -> Self {
        Self(status, Vec::new(), Bytes::new())
    }

    pub fn error(status: u16, code: &str) -> Self {
        Self(status, vec![("x-ms-error-code", code.to_owned())], Bytes::new())
    }

    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts alike, without a sign in front")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.1.push((name, value.to_string()));
        self
    }
}

pub type Responder = dyn Fn(&Service, &ReceivedRequest, usize) -> Option<Reply> + Send + Sync;

/// One request, as the tests see it.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: Bytes,
}

impl ReceivedRequest {
    pub fn is(&self, method_and_part: &str) -> bool {
        let (method, part) = method_and_part.split_once(' ').expect("a method and a part of the URL");
        self.line.starts_with(method) && self.line.contains(part)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// A source of this many bytes and a destination, for all pipelines of a test.
pub struct Service {
    pub content: Bytes,
    seen: Mutex<Vec<ReceivedRequest>>,
    /// Requests in flight, and their maximum.
    pub load: Mutex<(usize, usize)>,
    /// Called first; if it returns nothing, the request succeeds. The number counts requests of the same kind.
    response: Box<Responder>,
}

impl Service {
    pub fn new(
        length: usize,
        response: impl Fn(&Self, &ReceivedRequest, usize) -> Option<Reply> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let content = (0..length).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
        Arc::new(Self { content, seen: Mutex::default(), load: Mutex::default(), response: Box::new(response) })
    }

    pub fn pipeline(self: &Arc<Self>, credential: Arc<dyn Authorize>) -> Arc<Pipeline> {
        let transport: Arc<dyn Transport> = Arc::<Self>::clone(self);
        let options = PipelineOptions::from_json(r#"{"retryOptions":{"maxTries":2,"retryDelayInMs":1}}"#);
        Arc::new(Pipeline::new(transport, credential, options.expect("options")))
    }

    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.seen.lock().expect("no test panics here").clone()
    }

    pub fn those(&self, part: &str) -> Vec<ReceivedRequest> {
        self.requests().into_iter().filter(|seen| seen.is(part)).collect()
    }

    pub fn obliging(&self, seen: &ReceivedRequest) -> Reply {
        if seen.is("HEAD /c/source") {
            return Reply::of(200)
                .with("content-length", self.content.len())
                .with("etag", ETAG)
                .with("x-ms-blob-type", "BlockBlob")
                .with("content-type", "text/plain")
                .with("x-ms-access-tier", "Cool")
                .with("x-ms-meta-owner", "me");
        }
        if seen.is("HEAD /c/destination") {
            let made = |seen: &ReceivedRequest| seen.is("PUT /c/destination") && !seen.is("PUT comp=block&");
            return if self.requests().iter().any(made) {
                Reply::of(200).with("content-length", self.content.len()).with("etag", "\"made\"")
            } else {
                Reply::error(404, "BlobNotFound")
            };
        }
        if seen.is("GET /c/source") {
            let range = seen.header("x-ms-range").and_then(|range| range.strip_prefix("bytes="));
            let (first, last) = range.and_then(|range| range.split_once('-')).unwrap_or(("0", ""));
            let first: usize = first.parse().expect("a number");
            let end = last.parse::<usize>().map_or(self.content.len(), |last| last + 1);
            let part = self.content.slice(first..end);
            let length = part.len();
            return Reply(206, vec![("content-length", length.to_string()), ("etag", ETAG.into())], part);
        }
        if seen.is("DELETE ") {
            return Reply::of(202);
        }
        if seen.header("x-ms-requires-sync").is_some() {
            return Reply::of(202).with("etag", "\"made\"").with("x-ms-copy-status", "success");
        }
        Reply::of(201).with("etag", "\"made\"")
    }
}

impl Transport for Service {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let headers = request.headers.iter();
        let seen = ReceivedRequest {
            line: format!("{} {}", request.method, request.url),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
                .collect(),
            body: request.body.whole(),
        };
        let kind = |seen: &ReceivedRequest| seen.line.split("blockid").next().unwrap_or_default().to_owned();
        let count = self.requests().iter().filter(|earlier| kind(earlier) == kind(&seen)).count();
        self.seen.lock().expect("no test panics here").push(seen.clone());
        Box::pin(async move {
            {
                let mut load = self.load.lock().expect("no test panics here");
                load.0 += 1;
                load.1 = load.1.max(load.0);
            }
            for _ in 0..5 {
                yield_now().await;
            }
            self.load.lock().expect("no test panics here").0 -= 1;
            let Reply(status, pairs, body) =
                (self.response)(self, &seen, count).unwrap_or_else(|| self.obliging(&seen));
            if status == 0 {
                return std::future::pending().await;
            }
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).expect("a header"));
            }
            Ok(Response::new(status, headers, ResponseBody::Full(body)))
        })
    }
}

pub fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

pub async fn begin_as(service: &Arc<Service>, source: Arc<dyn Authorize>, options: &str) -> Result<StartedCopy> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct ResumeFrom {
        resume_from: Option<String>,
    }
    let ResumeFrom { resume_from } = arguments::parse(options)?;
    let request = BeginCopyFrom {
        source: BlobEndpoint::new(service.pipeline(source), url(SOURCE)),
        destination: BlobEndpoint::new(service.pipeline(Arc::new(Anonymous)), url(DESTINATION)),
        options: arguments::parse(options)?,
        resume: resume_from.map(|text| saved::read(&text)).transpose()?,
    };
    StartedCopy::begin(request, &CancellationToken::new()).await.map(|(copy, _)| copy)
}

pub async fn begin(service: &Arc<Service>, options: &str) -> StartedCopy {
    let copy = begin_as(service, Arc::new(Anonymous), options).await.expect("it begins");
    assert!(matches!(copy, StartedCopy::Local(_) | StartedCopy::Ended(_)), "the service copies itself");
    copy
}

pub async fn end(copy: &StartedCopy) -> Result<Value> {
    while !copy.state().is_done() {
        copy.poll_until_change(copy.stops(), &CancellationToken::new()).await?;
    }
    let state = copy.state();
    match (&state.error, &state.result) {
        (Some(error), _) => Err(error.clone()),
        (None, Some(result)) => Ok(serde_json::to_value(result).expect("JSON")),
        other => panic!("no end: {other:?}"),
    }
}
