//! Policies: what they see, and what happens to their changes.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tokio_util::sync::CancellationToken;

use super::bench::*;
use crate::base::error::{Error, ErrorKind, Result};
use crate::http::failure::AttemptPhase;
use crate::http::pipeline::Pipeline;
use crate::http::policy::{Next, Policy};
use crate::http::{Authorize, ChallengeOutcome, PipelineOptions, Request, Response, ResponseBody};

/// Records what passes, and numbers the requests in a header.
#[derive(Default)]
struct Numbering {
    name: &'static str,
    passed: Arc<Mutex<Vec<String>>>,
    sent: AtomicU32,
}

impl Policy for Numbering {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let number = self.sent.fetch_add(1, Ordering::SeqCst) + 1;
            assert!(!request.headers.contains_key(AUTHORIZATION), "it is not signed yet");
            self.passed.lock().unwrap().push(format!("{} {number} {}", self.name, request.url.path()));
            request.headers.insert("x-ms-meta-number", number.into());
            let response = next.send(request).await;
            let shown = match &response {
                Ok(response) => response.status.to_string(),
                Err(error) => error.code().unwrap_or_default().to_owned(),
            };
            self.passed.lock().unwrap().push(format!("{} {number} = {shown}", self.name));
            response
        })
    }
}

/// Signs the header that a policy changes, as a shared key does.
#[derive(Default)]
struct SignsNumber;

impl Authorize for SignsNumber {
    fn authorize<'a>(&'a self, request: &'a mut Request, _: SystemTime) -> BoxFuture<'a, Result<()>> {
        let number = request.headers.get("x-ms-meta-number").map_or("none", |number| number.to_str().unwrap());
        let signature = format!("signature of {number}").parse().unwrap();
        request.headers.insert(AUTHORIZATION, signature);
        Box::pin(async { Ok(()) })
    }

    fn challenged<'a>(&'a self, _: &'a [String], _: &'a Request) -> BoxFuture<'a, Result<ChallengeOutcome>> {
        Box::pin(async { Ok(ChallengeOutcome::Authorized) })
    }
}

fn pipeline(acts: impl IntoIterator<Item = Act>) -> (Arc<Script>, Pipeline) {
    let script = Arc::new(Script { acts: Mutex::new(acts.into_iter().collect()), ..Script::default() });
    let pipeline = Pipeline::new(Arc::clone(&script) as _, Arc::new(SignsNumber), PipelineOptions::default());
    (script, pipeline.with_clock(noon, || 0.5))
}

fn signatures(script: &Script) -> Vec<String> {
    let seen = script.seen.lock().unwrap();
    seen.iter().map(|(request, _)| request.headers[AUTHORIZATION].to_str().unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_policy_sees_every_attempt_before_it_is_signed_and_its_response() {
    let (script, pipeline) = pipeline([
        Act::Respond(503, &[]),
        Act::Fail("ECONNRESET", AttemptPhase::Exchange, true),
        Act::Respond(307, &[("location", "/d")]),
        Act::Respond(401, &[("www-authenticate", "Bearer x=y")]),
        Act::Respond(200, &[]),
    ]);
    let passed = Arc::default();
    let policies: Vec<Arc<dyn Policy>> = ["outer", "inner"]
        .into_iter()
        .map(|name| Arc::new(Numbering { name, passed: Arc::clone(&passed), ..Numbering::default() }) as _)
        .collect();
    let pipeline = pipeline.with_policies(policies);
    let exchange = pipeline.send(get(URL), &CancellationToken::new()).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 3));
    // Policies do not see challenges.
    let expected = [(1, "/c/b", "503"), (2, "/c/b", "ECONNRESET"), (3, "/c/b", "307"), (4, "/d", "200")];
    let expected: Vec<_> = expected
        .into_iter()
        .flat_map(|(number, path, outcome)| {
            let sent = ["outer", "inner"].map(|name| format!("{name} {number} {path}"));
            let came_back = ["inner", "outer"].map(|name| format!("{name} {number} = {outcome}"));
            sent.into_iter().chain(came_back)
        })
        .collect();
    assert_eq!(*passed.lock().unwrap(), expected);
    let signed = [1, 2, 3, 4, 4].map(|number| format!("signature of {number}"));
    assert_eq!(signatures(&script), signed, "what a policy changes is what is signed");
}

#[tokio::test(start_paused = true)]
async fn a_call_policy_sees_each_call_once() {
    let (script, pipeline) =
        pipeline([Act::Respond(503, &[]), Act::Respond(307, &[("location", "/d")]), Act::Respond(200, &[])]);
    let once = Arc::new(Numbering { name: "once", ..Numbering::default() });
    let pipeline = pipeline.with_call_policies(vec![Arc::clone(&once) as _]);
    pipeline.send(get(URL), &CancellationToken::new()).await.unwrap();
    assert_eq!(*once.passed.lock().unwrap(), ["once 1 /c/b", "once 1 = 200"]);
    assert_eq!(signatures(&script), ["signature of 1"; 3]);
}

/// Returns its own response, sends several requests, or turns an error into a response, as a script might.
struct Responding(fn(u32) -> Option<Result<Response>>, AtomicU32);

impl Policy for Responding {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            if let Some(outcome) = (self.0)(self.1.fetch_add(1, Ordering::SeqCst)) {
                return outcome;
            }
            let first = next.send(&mut *request).await?;
            if first.status == 404 { next.send(request).await } else { Ok(first) }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_may_respond_itself_send_twice_or_fail() {
    let send = async |respond, acts: Vec<Act>| {
        let (script, pipeline) = pipeline(acts);
        let pipeline = pipeline.with_policies(vec![Arc::new(Responding(respond, AtomicU32::new(0)))]);
        let outcome = pipeline.send(get(URL), &CancellationToken::new()).await;
        assert!(script.acts.lock().unwrap().is_empty());
        outcome.map(|exchange| (exchange.response.status, exchange.response.attempts))
    };
    let own = |number| {
        let status = if number == 0 { 503 } else { 299 };
        Some(Ok(Response::new(status, HeaderMap::new(), ResponseBody::Full(Bytes::new()))))
    };
    assert_eq!(send(own, vec![]).await.unwrap(), (299, 2), "its own response is retried as any other");
    assert_eq!(send(|_| None, vec![Act::Respond(404, &[]), Act::Respond(200, &[])]).await.unwrap(), (200, 1));
    let fails = |_| Some(Err(Error::new(ErrorKind::Internal, "thrown")));
    let error = send(fails, vec![]).await.unwrap_err();
    assert_eq!((error.message(), error.attempts()), ("thrown", 0), "it ends the request");
}

/// Records the authorization of requests.
struct Seen(Arc<Mutex<Vec<HeaderValue>>>);

impl Policy for Seen {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        self.0.lock().unwrap().push(request.headers[AUTHORIZATION].clone());
        next.send(request)
    }
}

#[tokio::test(start_paused = true)]
async fn an_authorization_header_set_by_a_policy_is_kept() {
    let (script, pipeline) = pipeline([Act::Respond(503, &[]), Act::Respond(200, &[])]);
    let mut request = get(URL);
    request.headers.insert(AUTHORIZATION, HeaderValue::from_static("mine"));
    let seen = Arc::default();
    let pipeline = pipeline.with_policies(vec![Arc::new(Seen(Arc::clone(&seen)))]);
    pipeline.send(request, &CancellationToken::new()).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), ["mine", "mine"]);
    assert_eq!(signatures(&script), ["signature of none"; 2]);
}
