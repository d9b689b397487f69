//! The service's clock, and what goes by it.

mod support;

use std::time::Duration;

use serde_json::json;
use support::Fixture;

#[tokio::test]
async fn the_clock_stops_and_is_moved() {
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
async fn a_credential_expires_and_blobs_get_the_time() {
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
