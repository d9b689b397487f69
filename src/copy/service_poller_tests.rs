//! The poller against scripted responses, under a paused clock.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;
use url::Url;

use super::*;
use crate::auth::Anonymous;
use crate::copy::saved::read_service;
use crate::http::Transport;
use crate::http::{Pipeline, PipelineOptions, Request, Response, ResponseBody};
use crate::rest::shared::SourceUrl;

const SOURCE: &str = "https://a.blob.core.windows.net/c/source?sig=SECRET";

/// One scripted response: status and headers.
type ScriptedResponse = (u16, &'static [(&'static str, &'static str)]);

const PENDING: ScriptedResponse = (202, &[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "pending")]);

const fn seen(headers: &'static [(&'static str, &'static str)]) -> ScriptedResponse {
    (200, headers)
}

/// Responds to each request with the next line of the script, and records method, path and time.
struct Script {
    responses: Mutex<VecDeque<ScriptedResponse>>,
    began: Instant,
    requests: Mutex<Vec<(String, Duration)>>,
}

impl Script {
    fn new(responses: &[ScriptedResponse]) -> Arc<Self> {
        Arc::new(Self {
            responses: Mutex::new(responses.iter().copied().collect()),
            began: Instant::now(),
            requests: Mutex::default(),
        })
    }

    fn requests(&self) -> Vec<(String, Duration)> {
        self.requests.lock().expect("no test panics here").clone()
    }

    fn times(&self, method: &str) -> Vec<u64> {
        let of_method = |(line, time): (String, Duration)| line.starts_with(method).then_some(time);
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).expect("a test's time");
        self.requests().into_iter().filter_map(of_method).map(milliseconds).collect()
    }
}

impl Transport for Script {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let line = format!("{} {}", request.method, request.url);
        self.requests.lock().expect("no test panics here").push((line, self.began.elapsed()));
        let response = self.responses.lock().expect("no test panics here").pop_front();
        Box::pin(async move {
            let (status, pairs) = response.expect("the script has a response for every request");
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            Ok(Response::new(status, headers, ResponseBody::Full(bytes::Bytes::new())))
        })
    }
}

async fn begin(script: &Arc<Script>, interval: Option<Duration>) -> Result<CopyPoller> {
    resume(script, interval, None).await
}

async fn resume(script: &Arc<Script>, interval: Option<Duration>, resume: Option<CopyState>) -> Result<CopyPoller> {
    let transport: Arc<dyn Transport> = Arc::<Script>::clone(script);
    let pipeline = Pipeline::new(transport, Arc::new(Anonymous), PipelineOptions::default());
    let url = Url::parse("https://b.blob.core.windows.net/c/destination").expect("a URL");
    let request = UrlCopyRequest {
        destination: BlobEndpoint::new(Arc::new(pipeline), url),
        operation: StartCopyFromURL { copy_source: SourceUrl(SOURCE.into()), ..Default::default() },
        interval,
        resume,
    };
    CopyPoller::begin(request, &CancellationToken::new()).await.map(|(poller, _)| poller)
}

async fn until_done(poller: &CopyPoller) -> Result<u32> {
    let mut changes = 0;
    while !poller.state().is_done() {
        poller.poll_until_change(poller.stops(), &CancellationToken::new()).await?;
        changes += 1;
    }
    Ok(changes)
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_completes_at_once_needs_one_request() {
    let script = Script::new(&[(202, &[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "success")])]);
    let poller = begin(&script, None).await.expect("started");
    assert!(poller.state().is_done());
    assert_eq!(until_done(&poller).await.expect("done"), 0);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_adaptive_timer_polls_early_and_reports_each_change_once() {
    let pending = seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "pending"), ("x-ms-copy-progress", "0/10")]);
    let done = seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "success"), ("x-ms-copy-progress", "10/10")]);
    let script = Script::new(&[PENDING, pending, pending, done]);
    let poller = begin(&script, None).await.expect("started");
    assert_eq!(until_done(&poller).await.expect("done"), 2, "progress once, the end once");
    assert_eq!(script.times("HEAD"), [100, 200, 300]);
}

#[tokio::test(start_paused = true)]
async fn an_explicit_interval_is_obeyed_exactly_between_polls() {
    let pending = seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "pending")]);
    let done = seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "success")]);
    let script = Script::new(&[PENDING, pending, pending, done]);
    let poller = begin(&script, Some(Duration::from_millis(2500))).await.expect("started");
    until_done(&poller).await.expect("done");
    assert_eq!(script.times("HEAD"), [0, 2500, 5000]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_fails_leaves_the_poller_usable() {
    let done = seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "success")]);
    let script = Script::new(&[PENDING, (403, &[("x-ms-error-code", "AuthorizationFailure")]), done]);
    let poller = begin(&script, None).await.expect("started");
    let error = until_done(&poller).await.expect_err("rejected");
    assert_eq!(error.code(), Some("AuthorizationFailure"));
    assert!(!poller.state().is_done());
    until_done(&poller).await.expect("the next poll continues");
    assert!(poller.state().result.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_pending_copy_started_by_an_earlier_attempt_is_adopted() {
    let ours = seen(&[
        ("x-ms-copy-id", "ours"),
        ("x-ms-copy-status", "pending"),
        ("x-ms-copy-source", "https://a.blob.core.windows.net/c/source"),
    ]);
    let script = Script::new(&[(500, &[]), (409, &[("x-ms-error-code", "PendingCopyOperation")]), ours]);
    let poller = begin(&script, None).await.expect("adopted");
    assert_eq!(poller.state().copy_id.as_deref(), Some("ours"));
    assert!(!poller.state().is_done());
}

#[tokio::test(start_paused = true)]
async fn a_pending_copy_of_another_client_is_not_adopted() {
    let theirs = seen(&[
        ("x-ms-copy-id", "theirs"),
        ("x-ms-copy-status", "pending"),
        ("x-ms-copy-source", "https://a.blob.core.windows.net/c/another"),
    ]);
    let conflict: ScriptedResponse = (409, &[("x-ms-error-code", "PendingCopyOperation")]);
    let script = Script::new(&[(500, &[]), conflict, theirs]);
    let error = begin(&script, None).await.err().expect("rejected");
    assert_eq!(error.code(), Some("PendingCopyOperation"));
    // Without an earlier attempt of ours, no pending copy can be ours, so there is no second check.
    let script = Script::new(&[conflict]);
    assert!(begin(&script, None).await.is_err());
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_finished_copy_started_by_an_earlier_attempt_is_adopted() {
    for (ended, adopted) in [("Sun, 22 Nov 2026 13:11:11 GMT", true), ("Sun, 22 Nov 2026 13:11:01 GMT", false)] {
        let headers = vec![
            ("date", "Sun, 22 Nov 2026 13:11:12 GMT"),
            ("x-ms-copy-id", "ours"),
            ("x-ms-copy-status", "success"),
            ("x-ms-copy-completion-time", ended),
            ("x-ms-copy-source", "https://a.blob.core.windows.net/c/source"),
        ];
        let exists: ScriptedResponse = (409, &[("x-ms-error-code", "BlobAlreadyExists")]);
        let script = Script::new(&[(500, &[]), exists, seen(headers.leak())]);
        let started = begin(&script, None).await;
        match started {
            Ok(poller) => assert!(adopted && poller.state().is_done()),
            Err(error) => assert!(!adopted && error.code() == Some("BlobAlreadyExists"), "{error}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn canceling_aborts_the_copy_and_ends_the_wait() {
    let script = Script::new(&[PENDING, (204, &[])]);
    let poller = begin(&script, None).await.expect("started");
    let cancel = CancellationToken::new();
    let (waited, cancelled) =
        tokio::join!(poller.poll_until_change(poller.stops(), &cancel), poller.cancel_operation(&cancel));
    waited.expect("the waiting ends without an error");
    cancelled.expect("the service has stopped the copy");
    assert_eq!(poller.state().is_cancelled, Some(true));
    let abort = &script.requests()[1].0;
    assert!(abort.ends_with("?comp=copy&copyid=ours"), "{abort}");
}

#[tokio::test(start_paused = true)]
async fn stopping_ends_the_wait_and_the_copy_continues() {
    let script = Script::new(&[PENDING]);
    let poller = begin(&script, None).await.expect("started");
    let cancel = CancellationToken::new();
    let (waited, ()) = tokio::join!(poller.poll_until_change(poller.stops(), &cancel), async { poller.stop() });
    waited.expect("stopped");
    assert!(!poller.state().is_done());
    assert_eq!(script.requests().len(), 1, "no request was sent");
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_wait_requested_before_and_started_after_it() {
    let script = Script::new(&[PENDING, seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "success")])]);
    let poller = begin(&script, None).await.expect("started");
    let (stops, cancel) = (poller.stops(), CancellationToken::new());
    poller.stop();
    poller.poll_until_change(stops, &cancel).await.expect("stopped");
    assert_eq!(script.requests().len(), 1, "no request was sent");
    poller.poll_until_change(poller.stops(), &cancel).await.expect("an earlier stop is not for this one");
    assert!(poller.state().is_done());
}

#[tokio::test(start_paused = true)]
async fn a_saved_poller_resumes_without_starting_again() {
    let first = Script::new(&[PENDING]);
    let saved = begin(&first, None).await.expect("started").save();
    assert!(!saved.contains("SECRET"), "{saved}");
    let done = seen(&[("x-ms-copy-id", "ours"), ("x-ms-copy-status", "success")]);
    let second = Script::new(&[done]);
    let saved = read_service(&saved).expect("saved state");
    let poller = resume(&second, None, Some(saved)).await.expect("resumed");
    assert!(poller.state().is_done());
    assert!(second.requests()[0].0.starts_with("HEAD "));
}
