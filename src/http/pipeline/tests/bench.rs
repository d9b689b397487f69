//! A pipeline whose transport and credential follow a script, with a clock that stands still.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};
use http::Method;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::pipeline::{Exchange, Pipeline};
use crate::http::{Authorize, ChallengeOutcome, PipelineOptions, Request, Response, ResponseBody, Transport};

/// An action of the scripted transport on one attempt.
pub(super) enum Act {
    Respond(u16, &'static [(&'static str, &'static str)]),
    Fail(&'static str, AttemptPhase, bool),
    /// Headers and one piece of the body arrive, then the connection breaks.
    CutOff,
    Hang,
}

#[derive(Default)]
pub(super) struct Script {
    pub(super) acts: Mutex<VecDeque<Act>>,
    /// The requests as they were sent, with the time.
    pub(super) seen: Mutex<Vec<(Request, Instant)>>,
    pub(super) dropped: Arc<AtomicU32>,
}

/// Counts futures that were dropped before they completed.
pub(super) struct OnDrop(pub(super) Arc<AtomicU32>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Transport for Script {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        self.seen.lock().unwrap().push((request.clone(), Instant::now()));
        let act = self.acts.lock().unwrap().pop_front().expect("no more attempts were expected");
        Box::pin(async move {
            let respond = |status, pairs: &[(&'static str, &'static str)], body| {
                let headers = pairs
                    .iter()
                    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                    .collect::<HeaderMap>();
                Ok(Response::new(status, headers, body))
            };
            match act {
                Act::Respond(status, pairs) => {
                    let pieces = stream::iter([Ok(Bytes::from_static(b"bo")), Ok(Bytes::from_static(b"dy"))]).boxed();
                    respond(status, pairs, ResponseBody::Stream(pieces))
                }
                Act::CutOff => {
                    let broken = TransportFailure::new("ECONNRESET", AttemptPhase::Body, true).into_error("aborted");
                    let pieces = stream::iter([Ok(Bytes::from_static(b"bo")), Err(broken)]).boxed();
                    respond(200, &[], ResponseBody::Stream(pieces))
                }
                Act::Fail(code, phase, transient) => {
                    Err(TransportFailure::new(code, phase, transient).into_error(format!("connect {code}")))
                }
                Act::Hang => {
                    let _guard = OnDrop(Arc::clone(&self.dropped));
                    std::future::pending().await
                }
            }
        })
    }
}

/// Signs with the number of the signature and its time.
#[derive(Default)]
pub(super) struct Signer {
    pub(super) signed: AtomicU32,
    pub(super) challenges: Mutex<Vec<String>>,
    pub(super) meets_challenges: bool,
    pub(super) fails_at: Option<u32>,
}

impl Authorize for Signer {
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let number = self.signed.fetch_add(1, Ordering::SeqCst) + 1;
            if self.fails_at == Some(number) {
                return Err(Error::new(ErrorKind::Credential, "no token").with_credential_error(7));
            }
            request.headers.insert("x-ms-date", httpdate::fmt_http_date(now).parse().unwrap());
            request.headers.insert(AUTHORIZATION, format!("signature {number}").parse().unwrap());
            Ok(())
        })
    }

    fn challenged<'a>(
        &'a self,
        challenges: &'a [String],
        request: &'a Request,
    ) -> BoxFuture<'a, Result<ChallengeOutcome>> {
        assert!(request.headers.contains_key(AUTHORIZATION));
        self.challenges.lock().unwrap().extend_from_slice(challenges);
        let outcome = if self.meets_challenges { ChallengeOutcome::Authorized } else { ChallengeOutcome::Unhandled };
        Box::pin(async { Ok(outcome) })
    }
}

/// A clock that stands still. Dates in tests are relative to it.
pub(super) fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
}

pub(super) struct Bench {
    pub(super) script: Arc<Script>,
    pub(super) signer: Arc<Signer>,
    pub(super) pipeline: Pipeline,
}

impl Bench {
    pub(super) fn new(options: &str, acts: impl IntoIterator<Item = Act>) -> Self {
        Self::signed(options, Signer::default(), acts)
    }

    pub(super) fn signed(options: &str, signer: Signer, acts: impl IntoIterator<Item = Act>) -> Self {
        let script = Arc::new(Script { acts: Mutex::new(acts.into_iter().collect()), ..Script::default() });
        let signer = Arc::new(signer);
        let options = PipelineOptions::from_json(options).unwrap();
        let pipeline = Pipeline::new(Arc::clone(&script) as _, Arc::clone(&signer) as _, options);
        Self { script, signer, pipeline: pipeline.with_clock(noon, || 0.5) }
    }

    pub(super) async fn send(&self, request: Request) -> Result<Exchange> {
        let result = self.pipeline.send(request, &CancellationToken::new()).await;
        assert!(self.script.acts.lock().unwrap().is_empty(), "fewer attempts than expected");
        result
    }

    pub(super) fn header(&self, attempt: usize, name: &str) -> Option<String> {
        let seen = self.script.seen.lock().unwrap();
        seen[attempt].0.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    pub(super) fn urls(&self) -> Vec<String> {
        self.script.seen.lock().unwrap().iter().map(|(request, _)| request.url.to_string()).collect()
    }

    pub(super) fn waits(&self) -> Vec<Duration> {
        let seen = self.script.seen.lock().unwrap();
        seen.windows(2).map(|pair| pair[1].1 - pair[0].1).collect()
    }
}

pub(super) fn get(url: &str) -> Request {
    Request::new(Method::GET, Url::parse(url).unwrap())
}

pub(super) const URL: &str = "https://a.blob.core.windows.net/c/b?sv=1&sig=secret";

pub(super) fn seconds(values: &[u64]) -> Vec<Duration> {
    values.iter().copied().map(Duration::from_secs).collect()
}
