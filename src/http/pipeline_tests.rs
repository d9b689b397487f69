use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};
use http::Method;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::retry::set_parameter;
use super::{Authorize, Exchange, Pipeline, PipelineOptions, Transport};
use crate::base::error::{Error, ErrorKind, Result};
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::{ChallengeOutcome, Repeat, Request, Response, ResponseBody};

/// What the scripted transport does with one attempt.
enum Act {
    Answer(u16, &'static [(&'static str, &'static str)]),
    Fail(&'static str, AttemptPhase, bool),
    /// Headers and one piece of the body arrive, then the connection breaks.
    CutOff,
    Hang,
}

#[derive(Default)]
struct Script {
    acts: Mutex<VecDeque<Act>>,
    /// The requests as they were sent, with the time.
    seen: Mutex<Vec<(Request, Instant)>>,
    dropped: Arc<AtomicU32>,
}

/// Counts futures that were dropped before they completed.
struct OnDrop(Arc<AtomicU32>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Transport for Script {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        self.seen.lock().unwrap().push((request.clone(), Instant::now()));
        let act = self.acts.lock().unwrap().pop_front().expect("no more tries were expected");
        Box::pin(async move {
            let respond = |status, pairs: &[(&'static str, &'static str)], body| {
                let headers = pairs
                    .iter()
                    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                    .collect::<HeaderMap>();
                Ok(Response::new(status, headers, body))
            };
            match act {
                Act::Answer(status, pairs) => {
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
struct Signer {
    signed: AtomicU32,
    challenges: Mutex<Vec<String>>,
    answers_challenges: bool,
    fails_at: Option<u32>,
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
        let answer = if self.answers_challenges { ChallengeOutcome::Answered } else { ChallengeOutcome::NotAnswered };
        Box::pin(async { Ok(answer) })
    }
}

/// A clock that stands still. Dates in tests are relative to it.
fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
}

struct Bench {
    script: Arc<Script>,
    signer: Arc<Signer>,
    pipeline: Pipeline,
}

impl Bench {
    fn new(options: &str, acts: impl IntoIterator<Item = Act>) -> Self {
        Self::signed(options, Signer::default(), acts)
    }

    fn signed(options: &str, signer: Signer, acts: impl IntoIterator<Item = Act>) -> Self {
        let script = Arc::new(Script { acts: Mutex::new(acts.into_iter().collect()), ..Script::default() });
        let signer = Arc::new(signer);
        let options = PipelineOptions::from_json(options).unwrap();
        let pipeline = Pipeline::new(Arc::clone(&script) as _, Arc::clone(&signer) as _, options);
        Self { script, signer, pipeline: pipeline.with_clock(noon, || 0.5) }
    }

    async fn send(&self, request: Request) -> Result<Exchange> {
        let result = self.pipeline.send(request, &CancellationToken::new()).await;
        assert!(self.script.acts.lock().unwrap().is_empty(), "fewer tries than expected");
        result
    }

    fn header(&self, attempt: usize, name: &str) -> Option<String> {
        let seen = self.script.seen.lock().unwrap();
        seen[attempt].0.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }

    fn urls(&self) -> Vec<String> {
        self.script.seen.lock().unwrap().iter().map(|(request, _)| request.url.to_string()).collect()
    }

    fn waits(&self) -> Vec<Duration> {
        let seen = self.script.seen.lock().unwrap();
        seen.windows(2).map(|pair| pair[1].1 - pair[0].1).collect()
    }
}

fn get(url: &str) -> Request {
    Request::new(Method::GET, Url::parse(url).unwrap())
}

const URL: &str = "https://a.blob.core.windows.net/c/b?sv=1&sig=secret";

fn seconds(values: &[u64]) -> Vec<Duration> {
    values.iter().copied().map(Duration::from_secs).collect()
}

#[tokio::test(start_paused = true)]
async fn each_request_gets_the_headers_that_every_request_has() {
    let bench = Bench::new(r#"{"userAgent": "me/1"}"#, [Act::Answer(200, &[])]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!(bench.header(0, "x-ms-version").as_deref(), Some(super::SERVICE_VERSION));
    assert_eq!(bench.header(0, "user-agent").as_deref(), Some("me/1"));
    assert_eq!(bench.header(0, "accept").as_deref(), Some("application/xml"));
    let id = bench.header(0, "x-ms-client-request-id").unwrap();
    assert_eq!(uuid::Uuid::parse_str(&id).unwrap().get_version_num(), 4);
    assert_eq!(bench.header(0, "authorization").as_deref(), Some("signature 1"));
    assert!(!exchange.request.headers.contains_key(AUTHORIZATION));
    assert_eq!(exchange.request.headers["x-ms-client-request-id"], id.as_str());
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 1));
    assert_eq!(exchange.response.body.collect().await.unwrap(), "body");
}

#[tokio::test(start_paused = true)]
async fn headers_of_the_request_itself_stay() {
    let bench = Bench::new(r#"{"serviceVersion": "2025-11-05"}"#, [Act::Answer(200, &[]), Act::Answer(200, &[])]);
    let mut request = get(URL);
    for (name, value) in [("x-ms-version", "2099-01-01"), ("accept", "*/*"), ("x-ms-client-request-id", "mine")] {
        request.headers.insert(name, HeaderValue::from_static(value));
    }
    bench.pipeline.send(request, &CancellationToken::new()).await.unwrap();
    assert_eq!(bench.header(0, "x-ms-version").as_deref(), Some("2099-01-01"));
    assert_eq!(bench.header(0, "accept").as_deref(), Some("*/*"));
    assert_eq!(bench.header(0, "x-ms-client-request-id").as_deref(), Some("mine"));
    bench.send(get(URL)).await.unwrap();
    assert_eq!(bench.header(1, "x-ms-version").as_deref(), Some("2025-11-05"));
}

#[tokio::test(start_paused = true)]
async fn busy_responses_are_tried_again_signed_anew_with_the_same_id() {
    let bench =
        Bench::new("{}", [Act::Answer(503, &[]), Act::Answer(500, &[]), Act::Answer(429, &[]), Act::Answer(202, &[])]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (202, 4));
    assert_eq!(bench.waits(), seconds(&[0, 4, 12]));
    assert_eq!(bench.signer.signed.load(Ordering::SeqCst), 4);
    for attempt in 0..4 {
        assert_eq!(bench.header(attempt, "authorization").unwrap(), format!("signature {}", attempt + 1));
        assert_eq!(bench.header(attempt, "x-ms-client-request-id"), bench.header(0, "x-ms-client-request-id"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_service_may_ask_for_a_longer_wait() {
    let bench = Bench::new(
        r#"{"retryOptions": {"maxRetryDelayInMs": 5000}}"#,
        [
            Act::Answer(503, &[("retry-after", "7")]),
            Act::Answer(429, &[("x-ms-retry-after-ms", "1")]),
            Act::Answer(503, &[("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT")]),
            Act::Answer(200, &[]),
        ],
    );
    bench.send(get(URL)).await.unwrap();
    assert_eq!(bench.waits(), seconds(&[7, 4, 60]));
}

#[tokio::test(start_paused = true)]
async fn the_last_response_is_the_response() {
    let bench = Bench::new(r#"{"retryOptions": {"maxTries": 2}}"#, [Act::Answer(503, &[]), Act::Answer(503, &[])]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (503, 2));
    assert_eq!(exchange.response.body.collect().await.unwrap(), "body");
}

#[tokio::test(start_paused = true)]
async fn rejections_and_redirects_to_elsewhere_come_back_as_they_are() {
    for status in [301, 302, 304, 307, 400, 403, 404, 409, 412] {
        let bench = Bench::new("{}", [Act::Answer(status, &[("location", "http://elsewhere/")])]);
        let exchange = bench.send(get(URL)).await.unwrap();
        assert_eq!((exchange.response.status, exchange.response.attempts), (status, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_says_to_whom_how_often_and_what_to_do() {
    let refused = || Act::Fail("ECONNREFUSED", AttemptPhase::Connect, true);
    let bench = Bench::new("{}", [refused(), refused(), refused(), refused()]);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::Transport, Some("ECONNREFUSED"), 4));
    assert_eq!(
        error.message(),
        "connect ECONNREFUSED (a.blob.core.windows.net:443), after 4 tries. \
         Nothing listens there: check the URL's host and port, and that the service or emulator runs."
    );
    let summary = error.request().unwrap();
    assert_eq!(
        (summary.method.as_str(), summary.url.as_str()),
        ("GET", "https://a.blob.core.windows.net/c/b?sv=1&sig=REDACTED")
    );
    assert!(summary.headers.iter().all(|(name, _)| name != "authorization"));
    assert!(!format!("{error:?}").contains("secret") && !format!("{error:?}").contains("signature"));
    assert!(TransportFailure::of(&error).is_some_and(|failure| failure.phase == AttemptPhase::Connect));
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_would_happen_again_is_not_tried_again() {
    let bench = Bench::new("{}", [Act::Fail("CERT_HAS_EXPIRED", AttemptPhase::Connect, false)]);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("CERT_HAS_EXPIRED"), 1));
    assert!(error.message().contains("after 1 try."), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_repeated_only_if_that_is_safe() {
    let once = || Request { repeat: Repeat::OnlyIfUnsent, ..get(URL) };
    let bench = Bench::new("{}", [Act::Fail("ECONNREFUSED", AttemptPhase::Connect, true), Act::Answer(200, &[])]);
    assert_eq!(bench.send(once()).await.unwrap().response.attempts, 2);
    let bench = Bench::new("{}", [Act::Fail("ECONNRESET", AttemptPhase::Exchange, true)]);
    assert_eq!(bench.send(once()).await.unwrap_err().attempts(), 1);
    let bench = Bench::new("{}", [Act::Answer(503, &[])]);
    assert_eq!(bench.send(once()).await.unwrap().response.status, 503);
    let bench = Bench::new(r#"{"retryOptions": {"tryTimeoutInMs": 1000}}"#, [Act::Hang]);
    assert_eq!(bench.send(once()).await.unwrap_err().code(), Some("ETIMEDOUT"));
}

#[tokio::test(start_paused = true)]
async fn reads_move_to_the_secondary_host_and_back() {
    let options = r#"{"retryOptions": {"secondaryHost": "second", "maxTries": 6}}"#;
    let bench = Bench::new(
        options,
        [
            Act::Answer(503, &[]),
            Act::Answer(503, &[]),
            Act::Answer(500, &[]),
            Act::Answer(404, &[]),
            Act::Answer(503, &[]),
            Act::Answer(200, &[]),
        ],
    );
    let exchange = bench.send(get("http://first:10000/c/b?x=1")).await.unwrap();
    let (first, second) = ("http://first:10000/c/b?x=1", "http://second:10000/c/b?x=1");
    assert_eq!(bench.urls(), [first, second, first, second, first, first]);
    assert_eq!(exchange.request.url.as_str(), first);
    let waits = bench.waits();
    assert_eq!(waits[1], Duration::from_millis(500));
    assert_eq!(waits[3], Duration::from_millis(500));

    let bench = Bench::new(options, [Act::Answer(503, &[]), Act::Answer(201, &[])]);
    bench.send(Request { method: Method::PUT, ..get(first) }).await.unwrap();
    assert_eq!(bench.urls(), [first, first]);

    let bench = Bench::new(options, [Act::Answer(404, &[])]);
    assert_eq!(bench.send(get(first)).await.unwrap().response.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_try_is_limited_in_time_here_and_at_the_service() {
    let bench = Bench::new(r#"{"retryOptions": {"tryTimeoutInMs": 2500, "maxTries": 2}}"#, [Act::Hang, Act::Hang]);
    let start = Instant::now();
    let error = bench.send(get("http://h:1/c?timeout=9&sv=a%2Bb")).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    assert_eq!(bench.urls(), ["http://h:1/c?sv=a%2Bb&timeout=2"; 2]);
    assert_eq!((error.code(), error.attempts()), (Some("ETIMEDOUT"), 2));
    assert!(error.message().starts_with("ETIMEDOUT: h:1 did not respond within 2500 ms, after 2 tries."), "{error}");
    assert_eq!(bench.script.dropped.load(Ordering::SeqCst), 2, "a try that is given up is dropped");
}

#[tokio::test(start_paused = true)]
async fn an_aborted_request_is_dropped_wherever_it_is() {
    let cancel = CancellationToken::new();
    cancel.cancel();
    let bench = Bench::new("{}", []);
    let error = bench.pipeline.send(get(URL), &cancel).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Aborted, "The operation was aborted."));
    assert!(bench.urls().is_empty());
    assert_eq!(bench.signer.signed.load(Ordering::SeqCst), 0);

    for acts in [vec![Act::Hang], vec![Act::Answer(503, &[("retry-after", "100")])]] {
        let cancel = CancellationToken::new();
        let bench = Bench::new("{}", acts);
        let later = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            cancel.cancel();
        };
        let start = Instant::now();
        let (result, ()) = tokio::join!(bench.pipeline.send(get(URL), &cancel), later);
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Aborted);
        assert_eq!(start.elapsed(), Duration::from_secs(1));
        assert_eq!(bench.urls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_body_with_an_error() {
    let cancel = CancellationToken::new();
    let bench = Bench::new("{}", [Act::Answer(200, &[])]);
    let exchange = bench.pipeline.send(get(URL), &cancel).await.unwrap();
    let ResponseBody::Stream(mut pieces) = exchange.response.body else { panic!("not a stream") };
    assert_eq!(pieces.next().await.unwrap().unwrap(), "bo");
    cancel.cancel();
    assert_eq!(pieces.next().await.unwrap().unwrap_err().kind(), ErrorKind::Aborted);
    assert!(pieces.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_body_read_as_part_of_the_try_is_tried_again_when_it_is_cut_off() {
    let bench = Bench::new("{}", [Act::CutOff, Act::Answer(200, &[])]);
    let exchange = bench.pipeline.send_and_read(get(URL), &CancellationToken::new()).await.unwrap();
    assert_eq!(exchange.response.attempts, 2);
    assert!(matches!(exchange.response.body, ResponseBody::Full(body) if body == "body"));

    let bench = Bench::new("{}", [Act::CutOff]);
    let request = Request { repeat: Repeat::OnlyIfUnsent, ..get(URL) };
    let error = bench.pipeline.send_and_read(request, &CancellationToken::new()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("ECONNRESET"), 1));

    let bench = Bench::new("{}", [Act::CutOff]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!(exchange.response.body.collect().await.unwrap_err().code(), Some("ECONNRESET"));
}

#[tokio::test(start_paused = true)]
async fn a_challenge_is_answered_once_and_is_no_try() {
    let unauthorized = || Act::Answer(401, &[("www-authenticate", "Bearer authorization_uri=x")]);
    let answering = || Signer { answers_challenges: true, ..Signer::default() };

    let bench = Bench::signed("{}", answering(), [unauthorized(), Act::Answer(200, &[])]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 1));
    assert_eq!(*bench.signer.challenges.lock().unwrap(), ["Bearer authorization_uri=x"]);
    assert_eq!(bench.header(1, "authorization").as_deref(), Some("signature 2"));

    let bench = Bench::signed("{}", answering(), [unauthorized(), unauthorized()]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.status, 401);

    let bench = Bench::new("{}", [unauthorized()]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.status, 401);
    assert_eq!(bench.signer.challenges.lock().unwrap().len(), 1);

    let bench = Bench::signed("{}", answering(), [Act::Answer(401, &[])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.status, 401);
    assert!(bench.signer.challenges.lock().unwrap().is_empty());

    let bench = Bench::signed("{}", answering(), [Act::Answer(503, &[]), unauthorized(), Act::Answer(200, &[])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_fails_ends_the_request() {
    let signer = Signer { fails_at: Some(1), ..Signer::default() };
    let bench = Bench::signed("{}", signer, []);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.kind(), error.credential_error(), error.attempts()), (ErrorKind::Credential, Some(7), 0));

    let signer = Signer { fails_at: Some(2), ..Signer::default() };
    let bench = Bench::signed("{}", signer, [Act::Answer(503, &[])]);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credential, 1));
}

proptest! {
    #[test]
    fn setting_a_parameter_leaves_the_others_as_they_are(
        pairs in prop::collection::vec("[a-z]{1,3}(=[a-zA-Z0-9%+/]{0,5})?", 0..5),
        at in 0_usize..5,
    ) {
        let mut given = pairs.clone();
        given.insert(at.min(given.len()), "timeout=1".to_owned());
        let mut url = Url::parse(&format!("http://h/p?{}", given.join("&"))).unwrap();
        set_parameter(&mut url, "timeout", "30");
        let mut expected = pairs;
        expected.push("timeout=30".to_owned());
        prop_assert_eq!(url.query().unwrap(), expected.join("&"));
    }
}

#[path = "pipeline_response_tests.rs"]
mod responses;

#[path = "pipeline_policy_tests.rs"]
mod policies;

#[path = "pipeline_account_tests.rs"]
mod accounts;
