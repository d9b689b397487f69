//! Attempts: what they send, when they are made, and how a request ends.

mod accounts;
mod bench;
mod policies;
mod responses;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::stream::StreamExt;
use http::Method;
use http::header::{AUTHORIZATION, HeaderValue};
use proptest::prelude::*;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use self::bench::*;
use super::retry::set_parameter;
use crate::base::error::ErrorKind;
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::{Repeat, Request, ResponseBody};

#[tokio::test(start_paused = true)]
async fn each_request_gets_the_common_headers() {
    let bench = Bench::new(r#"{"userAgent": "me/1"}"#, [Act::Respond(200, &[])]);
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
async fn headers_of_the_request_take_precedence() {
    let bench = Bench::new(r#"{"serviceVersion": "2025-11-05"}"#, [Act::Respond(200, &[]), Act::Respond(200, &[])]);
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
async fn busy_responses_are_retried_signed_again_with_the_same_id() {
    let bench = Bench::new(
        "{}",
        [Act::Respond(503, &[]), Act::Respond(500, &[]), Act::Respond(429, &[]), Act::Respond(202, &[])],
    );
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
async fn retry_after_lengthens_the_wait() {
    let bench = Bench::new(
        r#"{"retryOptions": {"maxRetryDelayInMs": 5000}}"#,
        [
            Act::Respond(503, &[("retry-after", "7")]),
            Act::Respond(429, &[("x-ms-retry-after-ms", "1")]),
            Act::Respond(503, &[("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT")]),
            Act::Respond(200, &[]),
        ],
    );
    bench.send(get(URL)).await.unwrap();
    assert_eq!(bench.waits(), seconds(&[7, 4, 60]));
}

#[tokio::test(start_paused = true)]
async fn the_last_response_is_returned() {
    let bench = Bench::new(r#"{"retryOptions": {"maxTries": 2}}"#, [Act::Respond(503, &[]), Act::Respond(503, &[])]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (503, 2));
    assert_eq!(exchange.response.body.collect().await.unwrap(), "body");
}

#[tokio::test(start_paused = true)]
async fn rejections_and_redirects_elsewhere_are_returned_unchanged() {
    for status in [301, 302, 304, 307, 400, 403, 404, 409, 412] {
        let bench = Bench::new("{}", [Act::Respond(status, &[("location", "http://elsewhere/")])]);
        let exchange = bench.send(get(URL)).await.unwrap();
        assert_eq!((exchange.response.status, exchange.response.attempts), (status, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_names_peer_attempts_and_advice() {
    let refused = || Act::Fail("ECONNREFUSED", AttemptPhase::Connect, true);
    let bench = Bench::new("{}", [refused(), refused(), refused(), refused()]);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::Transport, Some("ECONNREFUSED"), 4));
    assert_eq!(
        error.message(),
        "connect ECONNREFUSED (a.blob.core.windows.net:443), after 4 attempts. \
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
async fn a_permanent_failure_is_not_retried() {
    let bench = Bench::new("{}", [Act::Fail("CERT_HAS_EXPIRED", AttemptPhase::Connect, false)]);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("CERT_HAS_EXPIRED"), 1));
    assert!(error.message().contains("after 1 attempt."), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_ambiguous_request_is_retried_only_if_safe() {
    let once = || Request { repeat: Repeat::OnlyIfUnsent, ..get(URL) };
    let bench = Bench::new("{}", [Act::Fail("ECONNREFUSED", AttemptPhase::Connect, true), Act::Respond(200, &[])]);
    assert_eq!(bench.send(once()).await.unwrap().response.attempts, 2);
    let bench = Bench::new("{}", [Act::Fail("ECONNRESET", AttemptPhase::Exchange, true)]);
    assert_eq!(bench.send(once()).await.unwrap_err().attempts(), 1);
    let bench = Bench::new("{}", [Act::Respond(503, &[])]);
    assert_eq!(bench.send(once()).await.unwrap().response.status, 503);
    let bench = Bench::new(r#"{"retryOptions": {"tryTimeoutInMs": 1000}}"#, [Act::Hang]);
    assert_eq!(bench.send(once()).await.unwrap_err().code(), Some("ETIMEDOUT"));
}

#[tokio::test(start_paused = true)]
async fn reads_alternate_with_the_secondary_host() {
    let options = r#"{"retryOptions": {"secondaryHost": "second", "maxTries": 6}}"#;
    let bench = Bench::new(
        options,
        [
            Act::Respond(503, &[]),
            Act::Respond(503, &[]),
            Act::Respond(500, &[]),
            Act::Respond(404, &[]),
            Act::Respond(503, &[]),
            Act::Respond(200, &[]),
        ],
    );
    let exchange = bench.send(get("http://first:10000/c/b?x=1")).await.unwrap();
    let (first, second) = ("http://first:10000/c/b?x=1", "http://second:10000/c/b?x=1");
    assert_eq!(bench.urls(), [first, second, first, second, first, first]);
    assert_eq!(exchange.request.url.as_str(), first);
    let waits = bench.waits();
    assert_eq!(waits[1], Duration::from_millis(500));
    assert_eq!(waits[3], Duration::from_millis(500));

    let bench = Bench::new(options, [Act::Respond(503, &[]), Act::Respond(201, &[])]);
    bench.send(Request { method: Method::PUT, ..get(first) }).await.unwrap();
    assert_eq!(bench.urls(), [first, first]);

    let bench = Bench::new(options, [Act::Respond(404, &[])]);
    assert_eq!(bench.send(get(first)).await.unwrap().response.status, 404);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_a_time_limit_here_and_at_the_service() {
    let bench = Bench::new(r#"{"retryOptions": {"tryTimeoutInMs": 2500, "maxTries": 2}}"#, [Act::Hang, Act::Hang]);
    let start = Instant::now();
    let error = bench.send(get("http://h:1/c?timeout=9&sv=a%2Bb")).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    assert_eq!(bench.urls(), ["http://h:1/c?sv=a%2Bb&timeout=2"; 2]);
    assert_eq!((error.code(), error.attempts()), (Some("ETIMEDOUT"), 2));
    assert!(error.message().starts_with("ETIMEDOUT: h:1 did not respond within 2500 ms, after 2 attempts."), "{error}");
    assert_eq!(bench.script.dropped.load(Ordering::SeqCst), 2, "an abandoned attempt is dropped");
}

#[tokio::test(start_paused = true)]
async fn an_aborted_request_is_dropped_at_any_stage() {
    let cancel = CancellationToken::new();
    cancel.cancel();
    let bench = Bench::new("{}", []);
    let error = bench.pipeline.send(get(URL), &cancel).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Aborted, "The operation was aborted."));
    assert!(bench.urls().is_empty());
    assert_eq!(bench.signer.signed.load(Ordering::SeqCst), 0);

    let in_flight = "The operation was aborted. Rejecting from abort signal callback while making request.";
    for (act, message) in
        [(Act::Hang, in_flight), (Act::Respond(503, &[("retry-after", "100")]), "The operation was aborted.")]
    {
        let cancel = CancellationToken::new();
        let bench = Bench::new("{}", [act]);
        let later = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            cancel.cancel();
        };
        let start = Instant::now();
        let (result, ()) = tokio::join!(bench.pipeline.send(get(URL), &cancel), later);
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Aborted, message));
        assert_eq!(start.elapsed(), Duration::from_secs(1));
        assert_eq!(bench.urls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_abort_ends_a_body_with_an_error() {
    let cancel = CancellationToken::new();
    let bench = Bench::new("{}", [Act::Respond(200, &[])]);
    let exchange = bench.pipeline.send(get(URL), &cancel).await.unwrap();
    let ResponseBody::Stream(mut pieces) = exchange.response.body else { panic!("not a stream") };
    assert_eq!(pieces.next().await.unwrap().unwrap(), "bo");
    cancel.cancel();
    assert_eq!(pieces.next().await.unwrap().unwrap_err().kind(), ErrorKind::Aborted);
    assert!(pieces.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_truncated_body_read_within_the_attempt_is_retried() {
    let bench = Bench::new("{}", [Act::CutOff, Act::Respond(200, &[])]);
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
async fn a_challenge_is_met_once_and_does_not_count_as_an_attempt() {
    let unauthorized = || Act::Respond(401, &[("www-authenticate", "Bearer authorization_uri=x")]);
    let challenged_signer = || Signer { meets_challenges: true, ..Signer::default() };

    let bench = Bench::signed("{}", challenged_signer(), [unauthorized(), Act::Respond(200, &[])]);
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 1));
    assert_eq!(*bench.signer.challenges.lock().unwrap(), ["Bearer authorization_uri=x"]);
    assert_eq!(bench.header(1, "authorization").as_deref(), Some("signature 2"));

    let bench = Bench::signed("{}", challenged_signer(), [unauthorized(), unauthorized()]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.status, 401);

    let bench = Bench::new("{}", [unauthorized()]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.status, 401);
    assert_eq!(bench.signer.challenges.lock().unwrap().len(), 1);

    let bench = Bench::signed("{}", challenged_signer(), [Act::Respond(401, &[])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.status, 401);
    assert!(bench.signer.challenges.lock().unwrap().is_empty());

    let bench =
        Bench::signed("{}", challenged_signer(), [Act::Respond(503, &[]), unauthorized(), Act::Respond(200, &[])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_credential_that_fails_ends_the_request() {
    let signer = Signer { fails_at: Some(1), ..Signer::default() };
    let bench = Bench::signed("{}", signer, []);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.kind(), error.credential_error(), error.attempts()), (ErrorKind::Credential, Some(7), 0));

    let signer = Signer { fails_at: Some(2), ..Signer::default() };
    let bench = Bench::signed("{}", signer, [Act::Respond(503, &[])]);
    let error = bench.send(get(URL)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credential, 1));
}

proptest! {
    #[test]
    fn setting_a_parameter_leaves_the_others_unchanged(
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
