//! Faults on the connection, as the bytes show them, and what the service holds after them.

use crate::support::Fixture;
use crate::support::control::{Ended, split};
use blobferry_simulator::synthetic;
use serde_json::json;

const PUT: &str = "x-ms-blob-type: BlockBlob\r\n";
const TEXT: &str = "0123456789";

/// A simulator with a blob `a` and one rule, which fires once.
async fn with_fault(what: serde_json::Value) -> Fixture {
    let mut fixture = Fixture::start().await;
    fixture.put("a", TEXT).await;
    fixture.faults(&json!([{ "when": { "times": 1 }, "what": what }]).to_string()).await;
    fixture
}

#[tokio::test]
async fn a_connection_can_end_before_or_after_the_effect() {
    for (what, ended) in [("reset", Ended::Reset), ("close", Ended::Closed)] {
        for (after, expected) in [(false, 404), (true, 200)] {
            let mut fixture = with_fault(json!({ what: true, "after": after })).await;
            let mut raw = fixture.raw().await;
            raw.send("PUT", "/b", PUT, b"x").await;
            assert_eq!(raw.rest().await, (vec![], ended));
            assert_eq!(fixture.get("b").await.status, expected);
            let seen = fixture.simulator.requests();
            let broken = seen.iter().find(|seen| seen.path.ends_with("/b") && seen.method == "PUT").unwrap();
            assert_eq!((broken.status, broken.fault.as_deref()), (0, Some("0")));
            assert_eq!(fixture.simulator.statistics().without_response, 1);
        }
    }
}

#[tokio::test]
async fn an_upload_is_reset_while_it_arrives() {
    let mut fixture = with_fault(json!({ "upload": { "resetAfter": 100_000 } })).await;
    let mut raw = fixture.raw().await;
    // Half of what was announced: it is not the end of the body that ends it.
    raw.announce("PUT", "/b", PUT, 1_000_000).await;
    raw.write(&vec![b'x'; 500_000]).await;
    assert_eq!(raw.rest().await, (vec![], Ended::Reset));
    assert_eq!(fixture.get("b").await.status, 404);
    let seen = fixture.simulator.requests();
    let broken = seen.iter().find(|seen| seen.method == "PUT" && seen.path.ends_with("/b")).unwrap();
    assert_eq!((broken.status, broken.fault.as_deref(), broken.operation), (0, Some("0"), Some("putBlob")));
    assert_eq!(fixture.simulator.statistics().faults_fired, 1);
    // A body that is shorter is taken.
    let fixture = with_fault(json!({ "upload": { "resetAfter": 100 } })).await;
    let mut raw = fixture.raw().await;
    raw.send("PUT", "/b", PUT, b"x").await;
    assert!(raw.until(b"\r\n\r\n").await.starts_with(b"HTTP/1.1 201"));
}

#[tokio::test]
async fn a_response_can_be_other_than_http() {
    let mut fixture = with_fault(json!({ "garbage": "\u{1}nonsense\r\n\r\n" })).await;
    let mut raw = fixture.raw().await;
    raw.send("PUT", "/b", PUT, b"x").await;
    assert_eq!(raw.rest().await, (b"\x01nonsense\r\n\r\n".to_vec(), Ended::Closed));
    assert_eq!(fixture.get("b").await.status, 404);
}

#[tokio::test]
async fn a_body_ends_early() {
    for (body, sent, ended) in [
        (json!({ "truncate": 4 }), &TEXT[..4], Ended::Closed),
        (json!({ "truncate": { "part": 0.25 } }), &TEXT[..2], Ended::Closed),
        (json!({ "truncate": 0 }), "", Ended::Closed),
        (json!({ "reset": 4 }), &TEXT[..4], Ended::Reset),
    ] {
        let mut fixture = with_fault(json!({ "body": body })).await;
        let mut raw = fixture.raw().await;
        raw.send("GET", "/a", "", b"").await;
        let (response, end) = raw.rest().await;
        assert_eq!(end, ended, "{body}");
        // What a reset overtakes is lost.
        if end == Ended::Closed {
            let (head, rest) = split(&response);
            assert!(head.contains("content-length: 10\r\n"), "{head}");
            assert_eq!(String::from_utf8(rest).unwrap(), sent);
        }
        assert_eq!(fixture.get("a").await.body, TEXT);
    }
}

#[tokio::test]
async fn a_short_body_is_unchanged() {
    let fixture = with_fault(json!({ "body": { "truncate": 11 } })).await;
    let mut raw = fixture.raw().await;
    for _ in 0..2 {
        raw.send("GET", "/a", "", b"").await;
        assert!(raw.until(TEXT.as_bytes()).await.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(fixture.fired(), [1]);
}

#[tokio::test]
async fn a_body_stalls_and_continues() {
    let fixture = with_fault(json!({ "body": { "stall": 4 } })).await;
    let mut raw = fixture.raw().await;
    raw.send("GET", "/a", "", b"").await;
    assert!(raw.until(b"\r\n\r\n0123").await.starts_with(b"HTTP/1.1 200"));
    fixture.until("the stall", |fixture| fixture.simulator.stalls() == 1).await;
    assert!(raw.is_silent());
    assert_eq!(fixture.simulator.release_stalls(), 1);
    assert_eq!(raw.until(b"9").await, b"456789");
    raw.send("GET", "/a", "", b"").await;
    raw.until(TEXT.as_bytes()).await;
}

#[tokio::test]
async fn a_disconnecting_client_ends_a_stall() {
    for what in [json!({ "stall": true }), json!({ "body": { "stall": 4 } }), json!({ "body": { "stall": 10 } })] {
        let fixture = with_fault(what.clone()).await;
        let mut raw = fixture.raw().await;
        raw.send("GET", "/a", "", b"").await;
        fixture.until("the stall", |fixture| fixture.simulator.stalls() == 1).await;
        raw.leave();
        fixture.until("the end of the stall", |fixture| fixture.simulator.stalls() == 0).await;
        fixture.until("the end of the request", |fixture| fixture.simulator.statistics().in_flight == 0).await;
        if what == json!({ "stall": true }) {
            let last = fixture.simulator.requests().pop().unwrap();
            assert_eq!((last.status, last.fault.as_deref()), (0, Some("0")));
            assert_eq!(last.headers["host"], "localhost");
        }
    }
}

#[tokio::test]
async fn a_length_is_wrong_and_the_connection_stays() {
    for (off, length) in [(-3, "7"), (3, "13")] {
        let fixture = with_fault(json!({ "body": { "wrongLength": off } })).await;
        let mut raw = fixture.raw().await;
        raw.send("GET", "/a", "", b"").await;
        let (head, body) = split(&raw.until(TEXT.as_bytes()).await);
        assert!(head.contains(&format!("content-length: {length}\r\n")), "{head}");
        assert_eq!(body, TEXT.as_bytes());
        raw.send("GET", "/a", "", b"").await;
        assert!(raw.until(TEXT.as_bytes()).await.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_body_is_changed() {
    let mut fixture = with_fault(json!({ "body": { "garbage": 3 } })).await;
    let mut raw = fixture.raw().await;
    raw.send("GET", "/a", "Connection: close\r\n", b"").await;
    let (head, body) = split(&raw.rest().await.0);
    assert!(head.contains("content-length: 10\r\n"), "{head}");
    assert_eq!(body, synthetic(3, 0..10));
    assert_eq!(fixture.get("a").await.body, TEXT);
    let mut fixture = with_fault(json!({ "body": { "corrupt": 8 } })).await;
    assert_eq!((fixture.get("a").await.body.as_str(), fixture.get("a").await.body.as_str()), ("0123456799", TEXT));
}

#[tokio::test]
async fn a_body_is_slow() {
    let mut fixture = with_fault(json!({ "body": { "slow": 100 } })).await;
    let start = std::time::Instant::now();
    assert_eq!(fixture.get("a").await.body, TEXT);
    // Ten bytes at a hundred a second, the last of them without a pause after it.
    assert!(start.elapsed() >= std::time::Duration::from_millis(80));
}

#[tokio::test]
async fn headers_can_be_missing_or_wrong() {
    let mut fixture = with_fault(json!({
        "missingHeaders": ["ETag", "date"], "replaceHeaders": { "Last-Modified": "never", "x-new": "1" },
    }))
    .await;
    let get = fixture.get("a").await;
    assert_eq!(
        (get.status, get.body.as_str(), get.header("last-modified"), get.header("x-new")),
        (200, TEXT, "never", "1")
    );
    assert!(!get.headers.contains_key("etag") && !get.headers.contains_key("date"));
    let again = fixture.get("a").await;
    assert!(again.headers.contains_key("etag") && again.headers.contains_key("date"));
    let fixture = with_fault(json!({ "missingHeaders": ["content-length"] })).await;
    let mut raw = fixture.raw().await;
    raw.send("GET", "/a", "", b"").await;
    let (response, ended) = raw.rest().await;
    let (head, body) = split(&response);
    assert!(!head.contains("content-length") && !head.contains("transfer-encoding"), "{head}");
    assert_eq!((body.as_slice(), ended), (TEXT.as_bytes(), Ended::Closed));
}

#[tokio::test]
async fn an_edit_changes_one_byte_of_a_large_body() {
    let mut fixture = Fixture::start().await;
    let text = "abcdefghij".repeat(300_000);
    fixture.put("large", &text).await;
    fixture.faults(r#"[{"what": {"body": {"corrupt": 2999999, "wrongLength": 0}}}]"#).await;
    for _ in 0..2 {
        let body = fixture.get("large").await.body;
        assert!(body.len() == 3_000_000 && body.ends_with('k') && body[..2_999_999] == text[..2_999_999]);
    }
    let head = fixture.head("large").await;
    assert_eq!((head.status, head.header("content-length")), (200, "3000000"));
}
