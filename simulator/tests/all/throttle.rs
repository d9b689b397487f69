//! Throttling, as a client sees it.

use std::time::Duration;

use crate::support::Fixture;
use serde_json::{Value, json};

async fn statuses(fixture: &mut Fixture, name: &str, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(fixture.get(name).await.status);
    }
    statuses
}

#[tokio::test]
async fn throttling_follows_the_service_clock() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.stop_clock();
    let limits = json!({ "requestsPerSecond": 2, "burst": 3, "retryAfterSeconds": 4 });
    fixture.control("POST", "/throttle", &limits.to_string()).await;
    assert_eq!(statuses(&mut fixture, "none", 5).await, [404, 404, 404, 503, 503]);
    let rejected = fixture.get("none").await;
    assert_eq!((rejected.error(), rejected.header("retry-after")), ((503, "ServerBusy"), "4"));
    fixture.simulator.advance(Duration::from_secs(1));
    assert_eq!(statuses(&mut fixture, "none", 3).await, [404, 404, 503]);
    let seen = fixture.simulator.statistics();
    assert_eq!((seen.throttled, seen.errors[&503]), (4, 4));
    let kept = fixture.control("GET", "/throttle", "").await;
    assert_eq!(
        (&kept["requestsPerSecond"], &kept["code"], &kept["per"]),
        (&json!(2.0), &json!("ServerBusy"), &json!("account"))
    );
    fixture.control("DELETE", "/throttle", "").await;
    assert_eq!(fixture.control("GET", "/throttle", "").await, Value::Null);
    assert_eq!(statuses(&mut fixture, "none", 5).await, [404; 5]);
}

#[tokio::test]
async fn a_rejected_request_has_no_effect() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.stop_clock();
    let limits = json!({ "requestsPerSecond": 1, "per": "blob", "status": 429, "code": "TooManyRequests" });
    fixture.control("POST", "/throttle", &limits.to_string()).await;
    fixture.put("a", "1").await;
    let rejected = fixture.send("PUT", "/a", &[("x-ms-blob-type", "BlockBlob")], "2").await;
    assert_eq!(rejected.error(), (429, "TooManyRequests"));
    // Another blob has a limit of its own, and so has whatever is no blob.
    fixture.put("b", "1").await;
    for _ in 0..3 {
        assert_eq!(fixture.send("GET", "?restype=container", &[], "").await.status, 200);
    }
    fixture.simulator.advance(Duration::from_secs(1));
    assert_eq!(fixture.get("a").await.body, "1");
}

#[tokio::test]
async fn bytes_count_in_both_directions() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.stop_clock();
    fixture.control("POST", "/throttle", r#"{"bytesPerSecond": 100}"#).await;
    fixture.put("a", &"x".repeat(150)).await;
    assert_eq!(fixture.get("a").await.status, 503);
    fixture.simulator.advance(Duration::from_secs(1));
    assert_eq!(fixture.get("a").await.status, 200);
    assert_eq!(fixture.get("a").await.status, 503);
    fixture.simulator.advance(Duration::from_secs(1));
    assert_eq!(fixture.get("a").await.status, 503);
    fixture.simulator.advance(Duration::from_secs(1));
    assert_eq!(fixture.get("a").await.status, 200);
}

#[tokio::test]
async fn only_the_copied_range_of_a_source_counts() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.stop_clock();
    fixture.put("a", &"x".repeat(1000)).await;
    fixture.control("POST", "/throttle", r#"{"bytesPerSecond": 100}"#).await;
    let url = fixture.url("a");
    for (range, status) in [("bytes=0-59", 201), ("bytes=60-119", 201), ("bytes=0-0", 503)] {
        let headers = [("x-ms-copy-source", url.as_str()), ("x-ms-source-range", range)];
        let staged = fixture.send("PUT", "/b?comp=block&blockid=YQ==", &headers, "").await;
        assert_eq!(staged.status, status, "{range}");
    }
}

#[tokio::test]
async fn invalid_limits_are_rejected() {
    let fixture = Fixture::start().await;
    for (limits, why) in [
        ("{}", "requestsPerSecond or bytesPerSecond"),
        (r#"{"requestsPerSecond": 0}"#, "requestsPerSecond: must be more than 0"),
        (r#"{"requestsPerSecond": 1, "burst": 0}"#, "burst: must be 1 or more"),
        (r#"{"requestsPerSecond": 1, "status": 200}"#, "status: must be"),
        (r#"{"requestsPerSecond": 1, "per": "host"}"#, "per: unknown variant `host`"),
        (r#"{"requestPerSecond": 1}"#, "requestPerSecond: unknown field"),
    ] {
        let (status, error) = fixture.control_refuses("POST", "/throttle", limits).await;
        assert!(status == 400 && error.starts_with(why), "{limits}: {error}");
    }
    assert_eq!(fixture.simulator.throttle(), None);
}
