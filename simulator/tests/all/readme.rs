//! The examples in the README do what it says.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Client, Fixture};
use serde_json::Value;

const README: &str = include_str!("../../README.md");

/// Every example for the control endpoint: method, path, body.
#[expect(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]
fn examples() -> Vec<(&'static str, &'static str, &'static str)> {
    let blocks = README.split("```http\n").skip(1).filter_map(|block| block.split("\n```").next());
    let example = |block: &'static str| {
        let (first, body) = block.split_once('\n').unwrap();
        let (method, path) = first.split_once(' ').unwrap();
        (method, path, body)
    };
    blocks.map(example).collect()
}

/// Whether `reported` has everything that `sent` has.
fn has(reported: &Value, sent: &Value) -> bool {
    match (reported, sent) {
        (Value::Object(reported), Value::Object(sent)) => {
            sent.iter().all(|(name, sent)| reported.get(name).is_some_and(|reported| has(reported, sent)))
        }
        (Value::Array(reported), Value::Array(sent)) => {
            reported.len() == sent.len() && reported.iter().zip(sent).all(|(reported, sent)| has(reported, sent))
        }
        (Value::Number(reported), Value::Number(sent)) => reported.as_f64() == sent.as_f64(),
        _ => reported == sent,
    }
}

#[tokio::test]
async fn every_readme_example_is_accepted() {
    let fixture = Fixture::start().await;
    for (method, path, body) in examples() {
        fixture.control(method, path, body).await;
        let sent: Value = serde_json::from_str(body).unwrap();
        match path {
            "/faults" => {
                let rules = fixture.control("GET", "/faults", "").await;
                let rules = rules.as_array().unwrap().iter().map(|report| report["rule"].clone()).collect();
                assert!(has(&Value::Array(rules), &sent), "{body}");
            }
            "/throttle" => assert!(has(&fixture.control("GET", path, "").await, &sent), "{body}"),
            _ => {}
        }
    }
    let paths: Vec<_> = examples().into_iter().map(|(_, path, _)| path).collect();
    let reported = [
        ["/accounts", "/copies", "/faults", "/faults", "/throttle"],
        ["/clock", "/synthetic", "/synthetic-container", "/tokens", "/issuer"],
    ];
    assert_eq!(paths, reported.as_flattened());
}

#[tokio::test]
async fn the_fault_examples_work_as_described() {
    let mut fixture = Fixture::start().await;
    let faults: Vec<_> = examples().into_iter().filter(|(_, path, _)| *path == "/faults").collect();
    fixture.put("a", "0123456789").await;
    fixture.faults(faults[0].2).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(fixture.copy("a", "logs/x", &[]).await.status);
    }
    assert_eq!(statuses, [202, 503, 503, 202]);
    let mut raw = fixture.raw().await;
    raw.send("PUT", "/b", "x-ms-blob-type: BlockBlob\r\n", b"kept").await;
    assert_eq!(raw.rest().await, (vec![], crate::support::control::Ended::Reset));
    fixture.simulator.set_faults(vec![]).unwrap();
    assert_eq!(fixture.get("b").await.body, "kept");

    fixture.faults(faults[1].2).await;
    let from = Fixture::signed("/devstoreaccount1/from?restype=container");
    assert_eq!(fixture.client.send("PUT", &from, &[], "").await.status, 201);
    assert_eq!(fixture.copy("../from/source", "c", &[]).await.status, 202);
    assert_eq!(fixture.get("c").await.body, "changed in the middle");
    assert_eq!(fixture.head("c").await.header("x-ms-meta-seen"), "yes");
    let before = fixture.simulator.now();
    assert_eq!(fixture.head("c").await.status, 200);
    assert_eq!(fixture.head("c").await.status, 404);
    assert!(fixture.simulator.now() >= before + std::time::Duration::from_secs(3600));
    assert!(fixture.simulator.faults().iter().all(|report| report.refused.is_empty()));
}

#[tokio::test]
async fn every_route_in_the_readme_table_exists() {
    let fixture = Fixture::start().await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')?.0.split_once(" /"));
    let mut count = 0;
    for (method, path) in rows {
        let response = control.send(method, &format!("/{path}"), &[], "").await;
        assert!([200, 400].contains(&response.status), "{method} /{path}: {}", response.body);
        count += 1;
    }
    assert!(count >= 25, "only {count} rows");
}
