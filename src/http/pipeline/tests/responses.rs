//! Responses that are odd, hostile, or belong to another request.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::HeaderValue;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::bench::*;
use crate::base::error::{ErrorKind, Result};
use crate::http::pipeline::Exchange;
use crate::http::{BodyLimit, Expected, Repeat, Request, ResponseBody};

fn put() -> Request {
    Request { method: Method::PUT, body: Bytes::from_static(b"content").into(), ..get(URL) }
}

fn expecting(length: usize) -> Request {
    Request { expected: Expected { success: &[200, 201], limit: BodyLimit { length, of: "a test" } }, ..get(URL) }
}

async fn read(bench: &Bench, request: Request) -> Result<Exchange> {
    bench.pipeline.send_and_read(request, &CancellationToken::new()).await
}

#[tokio::test(start_paused = true)]
async fn an_excessive_retry_after_ends_the_request() {
    for header in [("retry-after", "301"), ("retry-after-ms", "1e300"), ("x-ms-retry-after-ms", "300001")] {
        let pairs: &'static [_] = Box::leak(Box::new([header]));
        let bench = Bench::new("{}", [Act::Respond(503, pairs)]);
        let Exchange { response, .. } = bench.send(get(URL)).await.unwrap();
        assert_eq!((response.status, response.attempts, response.notes.len()), (503, 1, 1));
        assert!(response.notes[0].contains(&format!("{}: {}", header.0, header.1)), "{:?}", response.notes);
    }
    let bench = Bench::new(
        r#"{"retryOptions": {"maxRetryDelayInMs": 600000}}"#,
        [Act::Respond(503, &[("retry-after", "Sun, 06 Nov 1994 08:59:37 GMT")]), Act::Respond(200, &[])],
    );
    bench.send(get(URL)).await.unwrap();
    assert_eq!(bench.waits(), seconds(&[600]));
    let bench = Bench::new("{}", [Act::Respond(503, &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")])]);
    assert!(bench.send(get(URL)).await.unwrap().response.notes[0].contains("31 Dec 9999"));
    // It would not be retried in any case.
    let bench = Bench::new(r#"{"retryOptions": {"maxTries": 1}}"#, [Act::Respond(503, &[("retry-after", "301")])]);
    assert!(bench.send(get(URL)).await.unwrap().response.notes.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_redirect_within_the_origin_is_followed_and_signed_again() {
    let bench = Bench::new(
        "{}",
        [Act::Respond(307, &[("location", "/d?x=1")]), Act::Respond(301, &[("location", "e")]), Act::Respond(200, &[])],
    );
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 1));
    let host = "https://a.blob.core.windows.net";
    assert_eq!(bench.urls(), [URL.to_owned(), format!("{host}/d?x=1"), format!("{host}/e")]);
    assert_eq!(exchange.request.url.as_str(), format!("{host}/e"));
    assert_eq!(bench.header(2, "authorization").as_deref(), Some("signature 3"));
    assert_eq!(bench.header(2, "x-ms-client-request-id"), bench.header(0, "x-ms-client-request-id"));

    let once = Request { repeat: Repeat::OnlyIfUnsent, ..put() };
    let bench = Bench::new("{}", [Act::Respond(307, &[("location", "/d")]), Act::Respond(201, &[])]);
    bench.send(once).await.unwrap();
    assert_eq!(bench.script.seen.lock().unwrap()[1].0.body.whole(), "content");
}

#[tokio::test(start_paused = true)]
async fn the_next_attempt_starts_at_the_original_url() {
    let bench = Bench::new(
        "{}",
        [
            Act::Respond(303, &[("location", "/d")]),
            Act::Respond(503, &[]),
            Act::Respond(303, &[("location", "/d")]),
            Act::Respond(200, &[]),
        ],
    );
    let exchange = bench.send(Request { method: Method::POST, ..put() }).await.unwrap();
    assert_eq!(exchange.response.attempts, 2);
    let seen: Vec<_> = bench
        .script
        .seen
        .lock()
        .unwrap()
        .iter()
        .map(|(request, _)| format!("{} {} {}", request.method, request.url.path(), request.body.len()))
        .collect();
    assert_eq!(seen, ["POST /c/b 7", "GET /d 0", "POST /c/b 7", "GET /d 0"]);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_loop_ends() {
    let bench = Bench::new("{}", (0..21).map(|_| Act::Respond(307, &[("location", "/c/b")])));
    let response = bench.send(get(URL)).await.unwrap().response;
    assert_eq!(response.status, 307);
    assert!(response.notes[0].contains("after 20 times"), "{:?}", response.notes);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_another_origin_is_named_and_not_followed() {
    let bench = Bench::new("{}", [Act::Respond(307, &[("location", "https://elsewhere/c?sig=secret")])]);
    let response = bench.send(get(URL)).await.unwrap().response;
    assert!(response.notes[0].contains("https://elsewhere/c?sig=REDACTED"), "{:?}", response.notes);
    assert_eq!(bench.urls(), [URL]);
}

#[tokio::test(start_paused = true)]
async fn redirects_share_the_time_limit_of_their_attempt() {
    let bench = Bench::new(
        r#"{"retryOptions": {"tryTimeoutInMs": 2000, "maxTries": 1}}"#,
        [Act::Respond(307, &[("location", "/d")]), Act::Hang],
    );
    let start = Instant::now();
    let error = bench.send(get("http://h:1/c")).await.unwrap_err();
    assert_eq!((error.code(), start.elapsed()), (Some("ETIMEDOUT"), Duration::from_secs(2)));
}

#[tokio::test(start_paused = true)]
async fn a_response_to_another_request_is_rejected() {
    const OTHER: &[(&str, &str)] = &[("x-ms-client-request-id", "another")];
    let bench = Bench::new("{}", [Act::Respond(200, OTHER), Act::Respond(200, &[])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.attempts, 2);

    let bench = Bench::new("{}", [Act::Respond(404, OTHER)]);
    let error = bench.send(Request { repeat: Repeat::OnlyIfUnsent, ..put() }).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::Protocol, Some("PARSE_ERROR"), 1));
    for part in ["a.blob.core.windows.net:443", "\"another\"", "after 1 attempt."] {
        assert!(error.message().contains(part), "{error}");
    }
    assert!(error.request().is_some());
}

#[tokio::test(start_paused = true)]
async fn repeated_headers_are_joined() {
    let bench = Bench::new("{}", [Act::Respond(200, &[("x-ms-meta-a", "1"), ("x-ms-meta-a", "2")])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.headers["x-ms-meta-a"], "1, 2");
}

#[tokio::test(start_paused = true)]
async fn every_line_of_a_challenge_is_read() {
    let signer = Signer { meets_challenges: true, ..Signer::default() };
    let lines = &[("www-authenticate", "Negotiate"), ("www-authenticate", "Bearer x=y")];
    let bench = Bench::signed("{}", signer, [Act::Respond(401, lines), Act::Respond(200, &[])]);
    bench.send(get(URL)).await.unwrap();
    assert_eq!(*bench.signer.challenges.lock().unwrap(), ["Negotiate", "Bearer x=y"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_sent_over_https_only() {
    for header in ["x-ms-encryption-key", "x-ms-source-encryption-key"] {
        let mut request = get("http://a.blob.core.windows.net/c/b");
        request.headers.insert(header, HeaderValue::from_static("topsecret"));
        let bench = Bench::new("{}", []);
        let error = bench.send(request.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ArgumentRange);
        assert!(error.argument().is_some_and(|argument| argument.ends_with("ustomerProvidedKey")), "{error:?}");
        assert!(
            error.message().contains("over HTTPS only") && !format!("{error:?}").contains("topsecret"),
            "{error:?}"
        );
        assert_eq!(bench.signer.signed.load(Ordering::SeqCst), 0);
        request.url = Url::parse(URL).unwrap();
        Bench::new("{}", [Act::Respond(200, &[])]).send(request).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_too_long_body_is_an_error_and_not_retried() {
    assert!(read(&Bench::new("{}", [Act::Respond(200, &[])]), expecting(4)).await.is_ok());
    for headers in [&[][..], &[("content-length", "4000000000")]] {
        let bench = Bench::new("{}", [Act::Respond(200, headers)]);
        let error = read(&bench, expecting(3)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Protocol, 1, Some(200)));
        for part in ["a.blob.core.windows.net:443", "3 bytes", "a test"] {
            assert!(error.message().contains(part), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_unexpected_body_is_dropped() {
    let bench = Bench::new("{}", [Act::Respond(201, &[])]);
    let response = read(&bench, expecting(0)).await.unwrap().response;
    assert!(matches!(response.body, ResponseBody::Full(body) if body.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn an_error_status_is_read_as_a_rejection_for_every_body_kind() {
    for status in [202, 204, 304, 404] {
        let bench = Bench::new("{}", [Act::Respond(status, &[])]);
        let exchange = bench.send(expecting(0)).await.unwrap();
        assert!(matches!(exchange.response.body, ResponseBody::Full(body) if body == "body"), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejection_with_a_truncated_body_is_still_a_rejection() {
    let bench = Bench::new(r#"{"retryOptions": {"maxTries": 2}}"#, [Act::CutOff, Act::CutOff]);
    let request = Request { expected: Expected { success: &[201], limit: BodyLimit::UNREAD }, ..get(URL) };
    let response = bench.send(request).await.unwrap().response;
    assert_eq!((response.status, response.attempts), (200, 2));
    assert!(response.notes[0].contains("broke off after 2 bytes"), "{:?}", response.notes);
}
