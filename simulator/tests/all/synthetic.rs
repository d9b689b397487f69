//! Containers of blobs that are nowhere, as clients see them.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use std::collections::BTreeSet;

use crate::support::control::split;
use crate::support::{Fixture, ServiceResponse};
use serde_json::json;

/// A request to a container that tests make up.
async fn send(
    fixture: &mut Fixture,
    method: &str,
    rest: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> ServiceResponse {
    let path = Fixture::signed(&format!("/devstoreaccount1/many{rest}"));
    fixture.client.send(method, &path, headers, body).await
}

async fn with_container(mut script: serde_json::Value) -> Fixture {
    let fixture = Fixture::start().await;
    script["account"] = json!("devstoreaccount1");
    script["container"] = json!("many");
    fixture.control("POST", "/synthetic-container", &script.to_string()).await;
    fixture
}

/// The names on a page, and where the next one starts.
async fn page(fixture: &mut Fixture, query: &str) -> (Vec<String>, String) {
    let list = send(fixture, "GET", &format!("?restype=container&comp=list{query}"), &[], "").await;
    assert_eq!(list.status, 200, "{}", list.body);
    let between = |tag: &str| -> Vec<String> {
        let parts = list.body.split(&format!("<{tag}>")).skip(1).map(str::to_owned).collect::<Vec<_>>();
        parts.iter().map(|part| part.split(&format!("</{tag}>")).next().unwrap().to_owned()).collect()
    };
    (between("Name"), between("NextMarker").pop().unwrap_or_default())
}

#[tokio::test]
async fn a_huge_container_can_be_listed_from_anywhere() {
    let script = json!({
        "count": 10_000_000, "prefix": "p/", "size": { "min": 1, "max": 1000 }, "seed": 5,
        "metadata": { "kind": "made" }, "tier": "Cool",
    });
    let mut fixture = with_container(script).await;
    let head = send(&mut fixture, "HEAD", "/p/7654321", &[], "").await;
    let known = [("if-none-match", head.header("etag"))];
    let get = send(&mut fixture, "GET", "/p/7654321", &known, "").await;
    assert_eq!((head.status, get.error()), (200, (304, "ConditionNotMet")));
    assert_eq!((head.header("x-ms-meta-kind"), head.header("x-ms-access-tier")), ("made", "Cool"));
    assert!((1..=1000).contains(&head.header("content-length").parse::<u64>().unwrap()));
    for missing in ["/p/10000000", "/p/765432", "/7654321", "/p/7654321x"] {
        assert_eq!(send(&mut fixture, "HEAD", missing, &[], "").await.error(), (404, "BlobNotFound"), "{missing}");
    }
    let (names, marker) = page(&mut fixture, "&maxresults=3").await;
    assert_eq!(names, ["p/0000000", "p/0000001", "p/0000002"]);
    let (names, _) = page(&mut fixture, &format!("&maxresults=2&marker={marker}")).await;
    assert_eq!(names, ["p/0000003", "p/0000004"]);
    let (names, marker) = page(&mut fixture, "&prefix=p/999999").await;
    assert_eq!((names.len(), names[9].as_str(), marker.as_str()), (10, "p/9999999", ""));
    assert_eq!(page(&mut fixture, "").await.0.len(), 5000);
    assert!(page(&mut fixture, "&prefix=q").await.0.is_empty());
}

#[tokio::test]
async fn the_same_seed_makes_the_same_blobs() {
    let script = json!({ "count": 100, "size": { "min": 10, "max": 99 }, "seed": 3 });
    let mut fixtures = [with_container(script.clone()).await, with_container(script).await];
    let mut lists = Vec::new();
    for fixture in &mut fixtures {
        lists.push(send(fixture, "GET", "?restype=container&comp=list", &[], "").await.body);
    }
    let blobs = |list: &str| list.split("<Blobs>").nth(1).unwrap().to_owned();
    assert_eq!(blobs(&lists[0]), blobs(&lists[1]));
    let mut contents = Vec::new();
    for fixture in &mut fixtures {
        let source = fixture.url("../many/42");
        assert_eq!(fixture.send("PUT", "/copy", &[("x-ms-copy-source", &source)], "").await.status, 202);
        let mut raw = fixture.raw().await;
        raw.send("GET", "/copy", "Connection: close\r\n", b"").await;
        contents.push(split(&raw.rest().await.0).1);
    }
    assert!((10..=99).contains(&contents[0].len()) && contents[0] == contents[1]);
    let other = json!({ "count": 100, "size": { "min": 10, "max": 99 }, "seed": 4 });
    let mut other = with_container(other).await;
    let list = send(&mut other, "GET", "?restype=container&comp=list", &[], "").await.body;
    assert_ne!(blobs(&list), blobs(&lists[0]));
}

#[tokio::test]
async fn writes_and_deletes_override_computed_blobs() {
    let mut fixture = with_container(json!({ "count": 5, "prefix": "b", "size": 10 })).await;
    let put = [("x-ms-blob-type", "BlockBlob")];
    assert_eq!(send(&mut fixture, "PUT", "/b1", &put, "mine").await.status, 201);
    assert_eq!(send(&mut fixture, "PUT", "/b1x", &put, "new").await.status, 201);
    assert_eq!(send(&mut fixture, "DELETE", "/b3", &[], "").await.status, 202);
    assert_eq!(page(&mut fixture, "").await.0, ["b0", "b1", "b1x", "b2", "b4"]);
    assert_eq!(page(&mut fixture, "&prefix=b1").await.0, ["b1", "b1x"]);
    assert_eq!(send(&mut fixture, "GET", "/b1", &[], "").await.body, "mine");
    assert_eq!(send(&mut fixture, "GET", "/b3", &[], "").await.error(), (404, "BlobNotFound"));
    assert_eq!(send(&mut fixture, "DELETE", "/b3", &[], "").await.error(), (404, "BlobNotFound"));
    assert_eq!(send(&mut fixture, "PUT", "/b3?comp=metadata", &[], "").await.error(), (404, "BlobNotFound"));
    assert_eq!(send(&mut fixture, "PUT", "/b3", &[put[0], ("if-none-match", "*")], "back").await.status, 201);
    assert_eq!(page(&mut fixture, "").await.0, ["b0", "b1", "b1x", "b2", "b3", "b4"]);
    // A blob that only has its metadata changed keeps its content.
    let before = send(&mut fixture, "HEAD", "/b4", &[], "").await;
    assert_eq!(send(&mut fixture, "PUT", "/b4?comp=metadata", &[("x-ms-meta-a", "1")], "").await.status, 200);
    let after = send(&mut fixture, "HEAD", "/b4", &[], "").await;
    assert_eq!((after.header("x-ms-meta-a"), after.header("content-length")), ("1", "10"));
    assert_ne!(after.header("etag"), before.header("etag"));
    let exists = send(&mut fixture, "PUT", "/b0", &[put[0], ("if-none-match", "*")], "x").await;
    assert_eq!(exists.error(), (409, "BlobAlreadyExists"));
}

#[tokio::test]
async fn computed_blobs_can_be_copied_and_overwritten() {
    let mut fixture = with_container(json!({ "count": 5, "prefix": "b", "size": 10 })).await;
    let source = fixture.url("../many/b2");
    let headers = [("x-ms-copy-source", source.as_str())];
    assert_eq!(fixture.send("PUT", "/copy", &headers, "").await.status, 202);
    assert_eq!(fixture.head("copy").await.header("content-length"), "10");
    let copied = send(&mut fixture, "PUT", "/b0", &headers, "").await;
    assert_eq!((copied.status, copied.header("x-ms-copy-status")), (202, "success"));
    let snapshot = send(&mut fixture, "PUT", "/b1?comp=snapshot", &[], "").await;
    assert_eq!(snapshot.status, 201);
    assert_eq!(send(&mut fixture, "DELETE", "/b1", &[], "").await.error(), (409, "SnapshotsPresent"));
    assert_eq!(page(&mut fixture, "").await.0, ["b0", "b1", "b2", "b3", "b4"]);
}

#[tokio::test]
async fn generated_names_can_have_directories_and_blobs_any_type() {
    let script =
        json!({ "count": 25, "prefix": "x/", "perDirectory": 10, "digits": 2, "blobType": "PageBlob", "size": 513 });
    let mut fixture = with_container(script).await;
    let (names, _) = page(&mut fixture, "&prefix=x/d02/").await;
    assert_eq!(names, ["x/d02/f00", "x/d02/f01", "x/d02/f02", "x/d02/f03", "x/d02/f04"]);
    let head = send(&mut fixture, "HEAD", "/x/d00/f09", &[], "").await;
    assert_eq!((head.header("x-ms-blob-type"), head.header("content-length")), ("PageBlob", "1024"));
}

#[tokio::test]
async fn an_invalid_container_script_is_rejected() {
    let fixture = with_container(json!({ "count": 1 })).await;
    let account = "devstoreaccount1";
    for (script, why) in [
        (json!({ "account": account, "container": "many", "count": 1 }), "container: `many` exists already"),
        (json!({ "account": account, "container": "No" }), "container: "),
        (json!({ "account": "nobody", "container": "other" }), "account: there is no `nobody`"),
        (json!({ "account": account, "container": "other", "count": 100, "digits": 1 }), "digits: must be from 2"),
        (json!({ "account": account, "container": "other", "count": -1 }), "count: invalid value"),
        (json!({ "account": account, "container": "other", "size": "1" }), "size: neither a number of bytes nor"),
        (json!({ "account": account, "container": "other", "sise": 1 }), "sise: unknown field"),
    ] {
        let (status, error) = fixture.control_refuses("POST", "/synthetic-container", &script.to_string()).await;
        assert!(status == 400 && error.starts_with(why), "{script}: {error}");
    }
}

/// The control endpoint's description of a container of the first account.
async fn digests(fixture: &Fixture, container: &str) -> Vec<(String, String, String)> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/digests?account=devstoreaccount1&container={container}&after={after}");
        let reported = fixture.control("GET", &path, "").await;
        all.extend(serde_json::from_value::<Vec<(String, String, String)>>(reported["digests"].clone()).unwrap());
        match reported["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => return all,
        }
    }
}

#[tokio::test]
async fn varied_blobs_differ_and_digests_show_it() {
    let mut fixture = with_container(json!({ "count": 5003, "varied": true, "size": 100 })).await;
    let all = digests(&fixture, "many").await;
    assert_eq!(all.len(), 5003);
    assert!(all.is_sorted_by(|one, other| one.0 < other.0));
    let contents: BTreeSet<_> = all.iter().map(|(_, content, _)| content).collect();
    let others: BTreeSet<_> = all.iter().map(|(_, _, rest)| rest).collect();
    assert_eq!((contents.len(), others.len()), (5003, 5003));
    let list =
        send(&mut fixture, "GET", "?restype=container&comp=list&include=metadata,tags&prefix=003", &[], "").await;
    let reported = |text: &str| list.body.contains(text);
    assert!(
        reported("<number>30</number>")
            && reported("<Content-Type>text/x-30</Content-Type>")
            && reported("<Value>30</Value>")
    );
    assert!(
        reported("PageBlob")
            && reported("AppendBlob")
            && reported("<AccessTier>Cool</AccessTier>")
            && reported("language-30")
    );
    // A change of anything shows.
    send(&mut fixture, "PUT", "/0030?comp=metadata", &[("x-ms-meta-number", "31")], "").await;
    send(&mut fixture, "PUT", "/0031", &[("x-ms-blob-type", "BlockBlob")], "other").await;
    send(&mut fixture, "DELETE", "/0032", &[], "").await;
    let now = digests(&fixture, "many").await;
    let changed: Vec<_> = all.iter().filter(|before| !now.contains(before)).map(|(name, ..)| name.as_str()).collect();
    assert_eq!(changed, ["0030", "0031", "0032"]);
}
