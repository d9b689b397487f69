//! The service's clock, and what goes by it.

use std::time::Duration;

use crate::support::Fixture;
use serde_json::json;

#[tokio::test]
async fn the_clock_can_be_stopped_and_advanced() {
    let fixture = Fixture::start().await;
    let first = fixture.control("POST", "/clock", r#"{"stop": true}"#).await;
    assert_eq!(fixture.control("GET", "/clock", "").await, first);
    assert_eq!(first["stopped"], json!(true));
    let before = fixture.simulator.now();
    let moved = fixture.control("POST", "/clock", r#"{"advanceSeconds": 1.5}"#).await;
    assert_eq!(fixture.simulator.now(), before + Duration::from_millis(1500));
    assert!(moved["now"].as_str() > first["now"].as_str(), "{moved} {first}");
    let resumed = fixture.control("POST", "/clock", r#"{"resume": true, "advanceSeconds": 3600}"#).await;
    assert_eq!(resumed["stopped"], json!(false));
    assert!(!fixture.simulator.is_clock_stopped());
    fixture.until("a clock that runs", |fixture| fixture.simulator.now() > before + Duration::from_secs(3602)).await;
    for (body, why) in [
        (r#"{"advanceSeconds": -1}"#, "advanceSeconds: "),
        (r#"{"stop": true, "resume": true}"#, "stop and resume"),
        (r#"{"advance": 1}"#, "advance: unknown field"),
    ] {
        let (status, error) = fixture.control_refuses("POST", "/clock", body).await;
        assert!(status == 400 && error.starts_with(why), "{error}");
    }
}

#[tokio::test]
async fn credentials_expire_and_blobs_are_dated_by_the_clock() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.stop_clock();
    fixture.put("a", "1").await;
    let first = fixture.head("a").await.header("last-modified").to_owned();
    fixture.simulator.advance(Duration::from_secs(86_400));
    fixture.put("a", "2").await;
    let second = fixture.head("a").await.header("last-modified").to_owned();
    let parse = |time: &str| httpdate::parse_http_date(time).unwrap();
    assert_eq!(parse(&second), parse(&first) + Duration::from_secs(86_400));
    // The credential of these tests ends with the year 2098.
    fixture.simulator.advance(Duration::from_secs(100 * 366 * 86_400));
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.error(), (403, "AuthenticationFailed"));
}

#[tokio::test]
async fn pending_copies_follow_the_clock() {
    let mut fixture = Fixture::start().await;
    fixture.control("POST", "/clock", r#"{"stop": true}"#).await;
    fixture.put("from", "0123456789").await;
    let script =
        r#"{"pending": {"bytesPerSecond": 5}, "rules": [{"blob": "slow/*", "pending": {"milliseconds": 60000}}]}"#;
    fixture.control("POST", "/copies", script).await;
    for name in ["to", "slow/to"] {
        assert_eq!(fixture.copy("from", name, &[]).await.header("x-ms-copy-status"), "pending");
    }
    let started = fixture.simulator.now();
    fixture.control("POST", "/clock", r#"{"advanceSeconds": 1.5}"#).await;
    let head = fixture.head("to").await;
    assert_eq!((head.header("x-ms-copy-status"), head.header("x-ms-copy-progress")), ("pending", "7/10"));
    assert_eq!(fixture.get("to").await.body, "");
    let list = fixture.send("GET", "?restype=container&comp=list&include=copy&prefix=t", &[], "").await.body;
    assert!(list.contains("<CopyProgress>7/10</CopyProgress>"), "{list}");
    fixture.control("POST", "/clock", r#"{"advanceSeconds": 0.5}"#).await;
    // Nobody has to poll for the end.
    let get = fixture.get("to").await;
    assert_eq!((get.body.as_str(), get.header("x-ms-copy-status")), ("0123456789", "success"));
    fixture.control("POST", "/clock", r#"{"advanceSeconds": 57.999}"#).await;
    assert_eq!(fixture.head("slow/to").await.header("x-ms-copy-progress"), "9/10");
    fixture.control("POST", "/clock", r#"{"advanceSeconds": 1000}"#).await;
    let head = fixture.head("slow/to").await;
    assert_eq!(head.header("x-ms-copy-progress"), "10/10");
    let ended = httpdate::fmt_http_date(started + Duration::from_secs(60));
    assert_eq!(head.header("x-ms-copy-completion-time"), ended);
}
