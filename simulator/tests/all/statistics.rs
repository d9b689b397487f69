//! What the service records about its requests.

use std::io::Write;

use crate::support::{Client, Fixture};
use blobferry_simulator::{Filter, Options, Simulator};
use serde_json::json;

#[tokio::test]
async fn logged_requests_have_no_secrets() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    fixture.simulator.clear_requests();
    fixture.simulator.stop_clock();
    let source = Fixture::signed(&fixture.url("from"));
    let headers = [
        ("x-ms-copy-source", source.as_str()),
        ("x-ms-copy-source-authorization", "Bearer hidden"),
        ("x-ms-client-request-id", "mine"),
        ("if-match", "\"0x1\""),
        ("x-two", "1"),
        ("x-two", "2"),
    ];
    let response = fixture.send("PUT", "/d/to", &headers, "").await;
    let requests = fixture.control("GET", "/requests", "").await;
    let seen = &requests[0];
    assert_eq!((&seen["method"], &seen["path"]), (&json!("PUT"), &json!("/devstoreaccount1/box/d/to")));
    assert_eq!((&seen["operation"], &seen["status"]), (&json!("copyBlob"), &json!(response.status)));
    assert_eq!(
        (&seen["clientRequestId"], &seen["errorCode"]),
        (&json!("mine"), &json!(response.header("x-ms-error-code")))
    );
    assert_eq!((&seen["bodyLength"], &seen["fault"]), (&json!(0), &json!(null)));
    assert_eq!(response.error(), (412, "ConditionNotMet"));
    let now = fixture.control("GET", "/clock", "").await;
    assert_eq!(seen["time"], now["now"]);
    assert_eq!((&seen["headers"]["if-match"], &seen["headers"]["x-two"]), (&json!("\"0x1\""), &json!("1, 2")));
    assert_eq!(seen["headers"]["x-ms-copy-source-authorization"], "REDACTED");
    let text = requests.to_string();
    let signature = source.split("sig=").nth(1).unwrap();
    assert!(!text.contains(signature) && !text.contains("hidden") && text.contains("sig=REDACTED"), "{text}");
    let key = [("authorization", "SharedKey devstoreaccount1:c2VjcmV0")];
    fixture.client.send("GET", "/devstoreaccount1/box/from", &key, "").await;
    let last = fixture.simulator.requests().pop().unwrap();
    assert_eq!(last.headers["authorization"], "REDACTED");
}

#[tokio::test]
async fn logged_requests_can_be_filtered() {
    let mut fixture = Fixture::start().await;
    fixture.put("a/1", "x").await;
    fixture.put("b/%C3%BC", "x").await;
    fixture.get("a/1").await;
    let paths = |requests: serde_json::Value| -> Vec<String> {
        let all = requests.as_array().unwrap().iter();
        all.map(|seen| format!("{} {}", seen["method"], seen["path"]).replace('"', "")).collect()
    };
    let put = fixture.control("GET", "/requests?operation=putBlob", "").await;
    assert_eq!(paths(put), ["PUT /devstoreaccount1/box/a/1", "PUT /devstoreaccount1/box/b/%C3%BC"]);
    let blob = fixture.control("GET", "/requests?blob=a/*&operation=getBlob", "").await;
    assert_eq!(paths(blob), ["GET /devstoreaccount1/box/a/1"]);
    let host = [("host", "devstoreaccount1.blob.localhost")];
    fixture.client.send("HEAD", "/box/b/%C3%BC", &host, "").await;
    let named = fixture.simulator.requests_like(&Filter { blob: Some("b/ü".to_owned()), ..Filter::default() });
    assert_eq!(named.len(), 2);
    let (status, why) = fixture.control_refuses("GET", "/requests?operaton=x", "").await;
    assert!(status == 400 && why.contains("operaton"), "{why}");
}

#[tokio::test]
async fn the_log_has_a_configurable_capacity() {
    let simulator = Simulator::start(Options { log: Some(2), ..Options::default() }).await.unwrap();
    let mut client = Client::connect(&simulator.origin()).await;
    for number in 0..3 {
        client.send("GET", &format!("/devstoreaccount1/c/{number}"), &[], "").await;
    }
    let paths: Vec<_> = simulator.requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/devstoreaccount1/c/1", "/devstoreaccount1/c/2"]);
}

#[tokio::test]
async fn everything_is_counted_until_it_is_reset() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.clear_statistics();
    fixture.put("a", "12345").await;
    fixture.get("a").await;
    fixture.head("a").await;
    let missing = fixture.get("none").await.body.len();
    let wrong = fixture.send("PUT", "/a?comp=nonsense", &[], "1").await.body.len();
    let seen = fixture.simulator.statistics();
    assert_eq!((seen.operations["putBlob"], seen.operations["getBlob"], seen.operations["other"]), (1, 2, 1));
    assert_eq!((seen.errors[&404], seen.errors[&501], seen.errors.len()), (1, 1, 2));
    assert_eq!((seen.bytes_in, seen.bytes_out), (6, (5 + missing + wrong) as u64));
    assert_eq!((seen.in_flight, seen.peak_in_flight, seen.without_response), (0, 1, 0));
    fixture.control("DELETE", "/statistics", "").await;
    let reported = fixture.control("GET", "/statistics", "").await;
    assert_eq!(
        (&reported["operations"]["getBlob"], &reported["bytesIn"], &reported["errors"]),
        (&json!(0), &json!(0), &json!({}))
    );
}

#[tokio::test]
async fn idle_waits_for_what_clients_sent_that_are_gone() {
    let fixture = Fixture::start().await;
    fixture.simulator.clear_statistics();
    fixture.simulator.clear_requests();
    let origin = fixture.simulator.origin();
    for _ in 0..20 {
        let mut client = std::net::TcpStream::connect(origin.strip_prefix("http://").unwrap()).unwrap();
        client.write_all(b"GET /devstoreaccount1/box/none HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    }
    let before = fixture.simulator.statistics();
    assert_eq!((before.in_flight, before.operations["getBlob"]), (0, 0), "the only thread was here, and accepted none");
    fixture.control("POST", "/idle", "").await;
    assert_eq!(fixture.simulator.statistics().operations["getBlob"], 20);
    assert_eq!(fixture.simulator.requests().len(), 20);
    fixture.simulator.idle().await;
}

#[tokio::test]
async fn requests_in_flight_are_counted() {
    let fixture = Fixture::start().await;
    fixture.simulator.clear_statistics();
    fixture.faults(r#"[{"which": {"operation": "getBlob"}, "what": {"stall": true}}]"#).await;
    let mut connections = Vec::new();
    for _ in 0..5 {
        let mut raw = fixture.raw().await;
        raw.send("GET", "/a", "Connection: close\r\n", b"").await;
        connections.push(raw);
    }
    fixture.until("five stalls", |fixture| fixture.simulator.stalls() == 5).await;
    assert_eq!(fixture.control("GET", "/stalls", "").await, json!({ "stalled": 5 }));
    assert_eq!(fixture.simulator.statistics().in_flight, 5);
    assert_eq!(fixture.simulator.release_stalls(), 5);
    for raw in &mut connections {
        assert!(raw.rest().await.0.starts_with(b"HTTP/1.1 404"));
    }
    let seen = fixture.simulator.statistics();
    assert_eq!((seen.in_flight, seen.peak_in_flight, seen.peak_in_flight_by_operation["getBlob"]), (0, 5, 5));
    assert_eq!((seen.faults_fired, seen.operations["getBlob"]), (5, 5));
}
