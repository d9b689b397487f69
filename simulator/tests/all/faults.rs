//! Faults by rule, as a client sees them over HTTP, and what the service holds after them.

use std::time::{Duration, Instant};

use crate::support::{Client, Fixture};
use blobferry_simulator::{Fault, Rule};
use serde_json::json;

const PUT: [(&str, &str); 1] = [("x-ms-blob-type", "BlockBlob")];
const SYNC: (&str, &str) = ("x-ms-requires-sync", "true");

#[tokio::test]
async fn an_error_can_come_before_or_after_the_effect() {
    let mut fixture = Fixture::start().await;
    for (after, expected) in [(false, 404), (true, 200)] {
        let rule = json!([{
            "which": { "operation": "putBlob" },
            "when": { "nth": 1 },
            "what": { "after": after, "status": 503, "code": "ServerBusy", "message": "Later.",
                      "headers": { "Retry-After": "7", "x-ms-retry-after-ms": "7000" } },
        }]);
        fixture.faults(&rule.to_string()).await;
        let name = format!("/after-{after}");
        let put = fixture.send("PUT", &name, &PUT, "x").await;
        assert_eq!(put.error(), (503, "ServerBusy"));
        assert_eq!((put.header("retry-after"), put.header("x-ms-retry-after-ms")), ("7", "7000"));
        assert!(put.body.contains("<Code>ServerBusy</Code><Message>Later.\nRequestId:"), "{}", put.body);
        assert_eq!(fixture.send("GET", &name, &[], "").await.status, expected);
        assert_eq!(fixture.send("PUT", &name, &PUT, "x").await.status, 201);
    }
}

#[tokio::test]
async fn a_rule_counts_matches_and_fires_when_due() {
    let mut fixture = Fixture::start().await;
    fixture.put("a/1", "x").await;
    let rules = json!([{
        "name": "mine",
        "which": {
            "operation": ["getBlob", "getBlobProperties"], "account": "dev*", "container": "box", "blob": "a/*",
            "method": "GET", "headers": { "x-mark": "o?e" }, "query": { "sp": "*" },
        },
        "when": { "every": 2, "times": 2 },
        "what": { "status": 500 },
    }]);
    fixture.faults(&rules.to_string()).await;
    let mark = [("x-mark", "one")];
    assert_eq!(fixture.send("GET", "/a/1", &[("x-mark", "two")], "").await.status, 200);
    assert_eq!(fixture.send("GET", "/a/1", &[], "").await.status, 200);
    assert_eq!(fixture.send("HEAD", "/a/1", &mark, "").await.status, 200);
    assert_eq!(fixture.send("GET", "/b", &mark, "").await.status, 404);
    let mut statuses = Vec::new();
    for _ in 0..7 {
        let response = fixture.send("GET", "/a/1", &mark, "").await;
        statuses.push(response.status);
        assert_eq!(response.header("x-ms-error-code"), if response.status == 500 { "InternalError" } else { "" });
    }
    assert_eq!(statuses, [200, 500, 200, 500, 200, 200, 200]);
    let report = fixture.control("GET", "/faults", "").await;
    assert_eq!((&report[0]["matched"], &report[0]["fired"]), (&json!(7), &json!(2)));
    assert_eq!(report[0]["rule"]["name"], "mine");
    let fault: Vec<_> = fixture.simulator.requests().into_iter().filter_map(|seen| seen.fault).collect();
    assert_eq!(fault, ["mine", "mine"]);
    fixture.control("DELETE", "/faults", "").await;
    assert_eq!(fixture.control("GET", "/faults", "").await, json!([]));
}

#[tokio::test]
async fn the_first_due_rule_fires_and_all_rules_count() {
    let mut fixture = Fixture::start().await;
    let rules = json!([
        { "when": { "first": 1 }, "what": { "status": 500 } },
        { "which": { "operation": "any" }, "when": { "nth": [1, 2] }, "what": { "status": 429 } },
    ]);
    fixture.faults(&rules.to_string()).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(fixture.get("none").await.status);
    }
    assert_eq!((statuses, fixture.fired()), (vec![500, 429, 404], vec![1, 1]));
}

#[tokio::test]
async fn probability_is_repeatable() {
    let mut fixture = Fixture::start().await;
    let mut runs = Vec::new();
    for _ in 0..2 {
        fixture.faults(r#"[{"when": {"probability": 0.5, "seed": 4}, "what": {"status": 500}}]"#).await;
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(fixture.get("none").await.status);
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&500) && runs[0].contains(&404));
}

#[tokio::test]
async fn a_delay_delays_the_response() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    fixture.faults(r#"[{"what": {"delay": 60}}]"#).await;
    let start = Instant::now();
    assert_eq!(fixture.get("a").await.body, "x");
    assert!(start.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn a_stall_ends_when_it_is_released() {
    let mut fixture = Fixture::start().await;
    for (after, expected) in [(false, 404), (true, 200)] {
        let what = Fault { stall: true, after, ..Fault::default() };
        let mut rule = Rule { what, ..Rule::default() };
        rule.which.method = Some("PUT".to_owned());
        fixture.simulator.set_faults(vec![rule]).unwrap();
        let path = Fixture::signed(&format!("/devstoreaccount1/box/{after}"));
        let mut other = Client::connect(&fixture.simulator.origin()).await;
        let put = tokio::spawn(async move { other.send("PUT", &path, &PUT, "x").await.status });
        fixture.until("the stall", |fixture| fixture.simulator.stalls() == 1).await;
        assert_eq!(fixture.get(&after.to_string()).await.status, expected);
        assert!(!put.is_finished());
        assert_eq!(fixture.control("POST", "/release-stalls", "").await, json!({ "released": 1 }));
        assert_eq!(put.await.unwrap(), 201);
        assert_eq!(fixture.get(&after.to_string()).await.status, 200);
    }
}

#[tokio::test]
async fn another_client_can_change_blobs_during_a_request() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("from", "old").await.header("etag").to_owned();
    // The source changes after it was looked at, just before the copy reads it.
    fixture.faults(r#"[{"which": {"operation": "copyBlob"}, "then": {"put": {"blob": "from", "body": "new"}}}]"#).await;
    let copy = fixture.copy("from", "to", &[("x-ms-source-if-match", &etag)]).await;
    assert_eq!(copy.error(), (412, "SourceConditionNotMet"));
    assert_eq!(fixture.copy("from", "to", &[]).await.status, 202);
    assert_eq!(fixture.get("to").await.body, "new");
    // The destination is deleted as soon as the copy has a response.
    let rule = r#"[{"which": {"operation": "copyBlob"}, "what": {"after": true}, "then": [{"delete": {}}]}]"#;
    fixture.faults(rule).await;
    assert_eq!(fixture.copy("from", "to", &[]).await.status, 202);
    assert_eq!(fixture.get("to").await.status, 404);
    // Any other request.
    let rule = json!([{
        "when": { "nth": 1 },
        "then": { "request": { "blob": "from", "method": "PUT", "query": "comp=metadata", "headers": { "x-ms-meta-a": "1" } } },
    }]);
    fixture.faults(&rule.to_string()).await;
    assert_eq!(fixture.head("from").await.header("x-ms-meta-a"), "1");
    assert!(fixture.simulator.faults()[0].refused.is_empty());
    fixture.faults(r#"[{"then": {"delete": {"blob": "none"}}}]"#).await;
    assert_eq!(fixture.head("from").await.status, 200);
    assert_eq!(fixture.simulator.faults()[0].refused, ["BlobNotFound"]);
    // Events are not in the log, which has the requests of clients.
    assert!(fixture.simulator.requests().iter().all(|seen| !seen.path.ends_with("/none")));
}

#[tokio::test]
async fn time_can_pass_during_a_request() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.stop_clock();
    let before = fixture.simulator.now();
    fixture.faults(r#"[{"when": {"nth": 1}, "then": {"advanceSeconds": 3600}}]"#).await;
    fixture.get("a").await;
    assert_eq!(fixture.simulator.now(), before + Duration::from_secs(3600));
}

#[tokio::test]
async fn invalid_rules_are_rejected_without_effect() {
    let fixture = Fixture::start().await;
    fixture.faults(r#"[{"name": "kept"}]"#).await;
    for (rules, why) in [
        (r#"[{"what": {"stauts": 503}}]"#, "[0].what.stauts: unknown field `stauts`, expected one of `after`"),
        (r#"[{}, {"when": {"nth": "2"}}]"#, "[1].when.nth: neither one thing of the right kind nor a list of them"),
        (r#"[{"what": {"status": "503"}}]"#, "[0].what.status: invalid type: string"),
        (r#"[{}, {"when": {"every": 0}}]"#, "[1].when.every: must be 1 or more"),
        (r#"{"what": {}}"#, "invalid type: map, expected a sequence"),
    ] {
        let (status, error) = fixture.control_refuses("POST", "/faults", rules).await;
        assert_eq!(status, 400);
        assert!(error.starts_with(why), "{error}");
    }
    assert_eq!(fixture.simulator.faults()[0].rule.name.as_deref(), Some("kept"));
    assert_eq!(fixture.control_refuses("GET", "/nothing", "").await.0, 404);
    assert_eq!(fixture.control_refuses("PUT", "/faults", "").await.0, 405);
}

#[tokio::test]
async fn another_client_can_take_a_lease_during_a_request() {
    let mut fixture = Fixture::start().await;
    for name in ["a", "b"] {
        fixture.put(name, "x").await;
    }
    let rules = json!([{
        "which": { "operation": "getBlobProperties" },
        "then": [{ "lease": {} }, { "lease": { "blob": "b" } }, { "lease": { "blob": "none" } }],
    }]);
    fixture.faults(&rules.to_string()).await;
    let head = fixture.head("a").await;
    assert_eq!((head.header("x-ms-lease-state"), head.header("x-ms-lease-duration")), ("leased", "infinite"));
    for name in ["/a", "/b"] {
        assert_eq!(fixture.send("PUT", name, &PUT, "y").await.error(), (412, "LeaseIdMissing"));
    }
    assert_eq!(fixture.simulator.faults()[0].refused, ["BlobNotFound"]);
}

#[tokio::test]
async fn reads_by_the_service_can_fail() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "x").await;
    let rules = json!([{
        "which": { "operation": "getBlob", "blob": "from", "role": "source" },
        "when": { "every": 2 },
        "what": { "status": 503, "code": "ServerBusy" },
    }]);
    let signed = Fixture::signed("from");
    let block = ("x-ms-blob-type", "BlockBlob");
    for (source, headers) in [("from", &[][..]), (&signed, &[]), (&signed, &[block]), (&signed, &[SYNC])] {
        fixture.faults(&rules.to_string()).await;
        assert_eq!(fixture.get("from").await.status, 200, "a client is not meant");
        assert!(fixture.copy(source, "to", headers).await.status < 300);
        let rejected = fixture.copy(source, "to", headers).await;
        assert_eq!(rejected.error(), (503, "CannotVerifyCopySource"), "{source} {headers:?}");
        assert_eq!(rejected.header("x-ms-copy-source-status-code"), "503");
        assert_eq!(rejected.header("x-ms-copy-source-error-code"), "ServerBusy");
        assert!(fixture.copy(source, "to", headers).await.status < 300);
        assert_eq!(fixture.fired(), [1]);
    }
}
