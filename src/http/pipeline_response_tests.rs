//! What the pipeline does with responses that are odd, hostile, or belong to another request.

use super::*;
use crate::http::{BodyLimit, Expected};

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
async fn a_longer_wait_than_anybody_has_patience_for_ends_the_request() {
    for asked in [("retry-after", "301"), ("retry-after-ms", "1e300"), ("x-ms-retry-after-ms", "300001")] {
        let answer: &'static [_] = Box::leak(Box::new([asked]));
        let bench = Bench::new("{}", [Act::Answer(503, answer)]);
        let Exchange { response, .. } = bench.send(get(URL)).await.unwrap();
        assert_eq!((response.status, response.attempts, response.notes.len()), (503, 1, 1));
        assert!(response.notes[0].contains(&format!("{}: {}", asked.0, asked.1)), "{:?}", response.notes);
    }
    let bench = Bench::new(
        r#"{"retryOptions": {"maxRetryDelayInMs": 600000}}"#,
        [Act::Answer(503, &[("retry-after", "Sun, 06 Nov 1994 08:59:37 GMT")]), Act::Answer(200, &[])],
    );
    bench.send(get(URL)).await.unwrap();
    assert_eq!(bench.waits(), seconds(&[600]));
    let bench = Bench::new("{}", [Act::Answer(503, &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")])]);
    assert!(bench.send(get(URL)).await.unwrap().response.notes[0].contains("31 Dec 9999"));
    // It would not be retried in any case.
    let bench = Bench::new(r#"{"retryOptions": {"maxTries": 1}}"#, [Act::Answer(503, &[("retry-after", "301")])]);
    assert!(bench.send(get(URL)).await.unwrap().response.notes.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_redirect_within_the_origin_is_followed_signed_anew() {
    let bench = Bench::new(
        "{}",
        [Act::Answer(307, &[("location", "/d?x=1")]), Act::Answer(301, &[("location", "e")]), Act::Answer(200, &[])],
    );
    let exchange = bench.send(get(URL)).await.unwrap();
    assert_eq!((exchange.response.status, exchange.response.attempts), (200, 1));
    let host = "https://a.blob.core.windows.net";
    assert_eq!(bench.urls(), [URL.to_owned(), format!("{host}/d?x=1"), format!("{host}/e")]);
    assert_eq!(exchange.request.url.as_str(), format!("{host}/e"));
    assert_eq!(bench.header(2, "authorization").as_deref(), Some("signature 3"));
    assert_eq!(bench.header(2, "x-ms-client-request-id"), bench.header(0, "x-ms-client-request-id"));

    let once = Request { repeat: Repeat::OnlyIfUnsent, ..put() };
    let bench = Bench::new("{}", [Act::Answer(307, &[("location", "/d")]), Act::Answer(201, &[])]);
    bench.send(once).await.unwrap();
    assert_eq!(bench.script.seen.lock().unwrap()[1].0.body.whole(), "content");
}

#[tokio::test(start_paused = true)]
async fn the_next_try_begins_where_the_first_one_did() {
    let bench = Bench::new(
        "{}",
        [
            Act::Answer(303, &[("location", "/d")]),
            Act::Answer(503, &[]),
            Act::Answer(303, &[("location", "/d")]),
            Act::Answer(200, &[]),
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
async fn a_redirect_in_a_circle_ends() {
    let bench = Bench::new("{}", (0..21).map(|_| Act::Answer(307, &[("location", "/c/b")])));
    let response = bench.send(get(URL)).await.unwrap().response;
    assert_eq!(response.status, 307);
    assert!(response.notes[0].contains("after 20 times"), "{:?}", response.notes);
}

#[tokio::test(start_paused = true)]
async fn another_origin_is_named_and_gets_nothing() {
    let bench = Bench::new("{}", [Act::Answer(307, &[("location", "https://elsewhere/c?sig=secret")])]);
    let response = bench.send(get(URL)).await.unwrap().response;
    assert!(response.notes[0].contains("https://elsewhere/c?sig=REDACTED"), "{:?}", response.notes);
    assert_eq!(bench.urls(), [URL]);
}

#[tokio::test(start_paused = true)]
async fn redirects_share_the_time_of_their_try() {
    let bench = Bench::new(
        r#"{"retryOptions": {"tryTimeoutInMs": 2000, "maxTries": 1}}"#,
        [Act::Answer(307, &[("location", "/d")]), Act::Hang],
    );
    let start = Instant::now();
    let error = bench.send(get("http://h:1/c")).await.unwrap_err();
    assert_eq!((error.code(), start.elapsed()), (Some("ETIMEDOUT"), Duration::from_secs(2)));
}

#[tokio::test(start_paused = true)]
async fn a_response_to_another_request_is_none() {
    const OTHER: &[(&str, &str)] = &[("x-ms-client-request-id", "another")];
    let bench = Bench::new("{}", [Act::Answer(200, OTHER), Act::Answer(200, &[])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.attempts, 2);

    let bench = Bench::new("{}", [Act::Answer(404, OTHER)]);
    let error = bench.send(Request { repeat: Repeat::OnlyIfUnsent, ..put() }).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.attempts()), (ErrorKind::Protocol, Some("PARSE_ERROR"), 1));
    for part in ["a.blob.core.windows.net:443", "\"another\"", "after 1 try."] {
        assert!(error.message().contains(part), "{error}");
    }
    assert!(error.request().is_some());
}

#[tokio::test(start_paused = true)]
async fn repeated_headers_are_one() {
    let bench = Bench::new("{}", [Act::Answer(200, &[("x-ms-meta-a", "1"), ("x-ms-meta-a", "2")])]);
    assert_eq!(bench.send(get(URL)).await.unwrap().response.headers["x-ms-meta-a"], "1, 2");
}

#[tokio::test(start_paused = true)]
async fn every_line_of_a_challenge_is_heard() {
    let signer = Signer { answers_challenges: true, ..Signer::default() };
    let lines = &[("www-authenticate", "Negotiate"), ("www-authenticate", "Bearer x=y")];
    let bench = Bench::signed("{}", signer, [Act::Answer(401, lines), Act::Answer(200, &[])]);
    bench.send(get(URL)).await.unwrap();
    assert_eq!(*bench.signer.challenges.lock().unwrap(), ["Negotiate", "Bearer x=y"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_travels_over_https_alone() {
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
        Bench::new("{}", [Act::Answer(200, &[])]).send(request).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_longer_than_it_can_be_is_an_error_and_no_reason_to_try_again() {
    assert!(read(&Bench::new("{}", [Act::Answer(200, &[])]), expecting(4)).await.is_ok());
    for headers in [&[][..], &[("content-length", "4000000000")]] {
        let bench = Bench::new("{}", [Act::Answer(200, headers)]);
        let error = read(&bench, expecting(3)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.status()), (ErrorKind::Protocol, 1, Some(200)));
        for part in ["a.blob.core.windows.net:443", "3 bytes", "a test"] {
            assert!(error.message().contains(part), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_of_which_nobody_knows_what_to_do_with_it_is_dropped() {
    let bench = Bench::new("{}", [Act::Answer(201, &[])]);
    let response = read(&bench, expecting(0)).await.unwrap().response;
    assert!(matches!(response.body, ResponseBody::Full(body) if body.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn a_status_that_is_no_success_is_read_as_a_rejection_whoever_reads_the_success() {
    for status in [202, 204, 304, 404] {
        let bench = Bench::new("{}", [Act::Answer(status, &[])]);
        let exchange = bench.send(expecting(0)).await.unwrap();
        assert!(matches!(exchange.response.body, ResponseBody::Full(body) if body == "body"), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejection_whose_body_breaks_off_is_a_rejection_all_the_same() {
    let bench = Bench::new(r#"{"retryOptions": {"maxTries": 2}}"#, [Act::CutOff, Act::CutOff]);
    let request = Request { expected: Expected { success: &[201], limit: BodyLimit::UNREAD }, ..get(URL) };
    let response = bench.send(request).await.unwrap().response;
    assert_eq!((response.status, response.attempts), (200, 2));
    assert!(response.notes[0].contains("broke off after 2 bytes"), "{:?}", response.notes);
}
