//! Copies, and how they are scripted, over HTTP.

use crate::support::{Client, Fixture};
use blobferry_simulator::{CopyEnd, CopyScript, PendingFor};

fn polls(count: u32, progress: &[f64]) -> CopyScript {
    CopyScript { pending: Some(PendingFor::Polls(count)), progress: progress.to_vec(), ..CopyScript::default() }
}

fn held(end: CopyEnd) -> CopyScript {
    CopyScript { pending: Some(PendingFor::UntilReleased(true)), end, ..CopyScript::default() }
}

#[tokio::test]
async fn a_copy_completes_at_once_unless_scripted() {
    let mut fixture = Fixture::start().await;
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-blob-content-type", "text/plain"), ("x-ms-meta-a", "1")];
    fixture.send("PUT", "/from", &headers, "hello").await;
    let copy = fixture.copy("from", "to", &[]).await;
    assert_eq!((copy.status, copy.header("x-ms-copy-status")), (202, "success"));
    let to = fixture.get("to").await;
    assert_eq!((to.body.as_str(), to.header("content-type"), to.header("x-ms-meta-a")), ("hello", "text/plain", "1"));
    assert_eq!(to.header("x-ms-copy-id"), copy.header("x-ms-copy-id"));
    assert_eq!((to.header("x-ms-copy-progress"), to.header("etag")), ("5/5", copy.header("etag")));
    fixture.copy("from", "to", &[("x-ms-meta-b", "2")]).await;
    let to = fixture.head("to").await;
    assert_eq!((to.header("x-ms-meta-a"), to.header("x-ms-meta-b")), ("", "2"));
}

#[tokio::test]
async fn a_snapshot_and_committed_blocks_are_sources() {
    let mut fixture = Fixture::start().await;
    fixture.send("PUT", "/from?comp=block&blockid=YQ==", &[], "old").await;
    fixture.send("PUT", "/from?comp=blocklist", &[], "<BlockList><Latest>YQ==</Latest></BlockList>").await;
    let time = fixture.send("PUT", "/from?comp=snapshot", &[], "").await.header("x-ms-snapshot").to_owned();
    fixture.put("from", "new").await;
    assert_eq!(fixture.copy(&format!("from?snapshot={time}"), "from", &[]).await.status, 202);
    assert_eq!(fixture.get("from").await.body, "old");
    let blocks = fixture.send("GET", "/from?comp=blocklist", &[], "").await.body;
    assert!(blocks.contains("<Name>YQ==</Name><Size>3</Size>"), "{blocks}");
}

#[tokio::test]
async fn a_pending_copy_advances_with_each_poll() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "0123456789").await;
    fixture.simulator.set_copies(polls(3, &[0.0, 0.3, 0.9]));
    let copy = fixture.copy("from", "to", &[]).await;
    assert_eq!(copy.header("x-ms-copy-status"), "pending");
    for progress in ["0/10", "3/10", "9/10"] {
        let head = fixture.head("to").await;
        assert_eq!((head.header("x-ms-copy-status"), head.header("x-ms-copy-progress")), ("pending", progress));
        assert_eq!((head.header("content-length"), head.header("etag")), ("0", copy.header("etag")));
    }
    let head = fixture.head("to").await;
    assert_eq!((head.header("x-ms-copy-status"), head.header("x-ms-copy-progress")), ("success", "10/10"));
    assert_ne!(head.header("etag"), copy.header("etag"));
    assert_eq!(fixture.get("to").await.body, "0123456789");
}

#[tokio::test]
async fn a_pending_destination_can_be_read_but_not_written() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    fixture.simulator.set_copies(held(CopyEnd::Success));
    fixture.copy("from", "to", &[]).await;
    let get = fixture.get("to").await;
    assert_eq!((get.status, get.body.as_str()), (200, ""));
    let pending = (409, "PendingCopyOperation");
    let put = fixture.send("PUT", "/to", &[("x-ms-blob-type", "BlockBlob")], "x").await;
    assert_eq!(put.error(), pending);
    assert_eq!(fixture.copy("from", "to", &[]).await.error(), pending);
    assert_eq!(fixture.send("PUT", "/to?comp=metadata", &[], "").await.error(), pending);
    assert_eq!(fixture.send("PUT", "/to?comp=block&blockid=YQ==", &[], "x").await.error(), pending);
    assert_eq!(fixture.simulator.release(), 1);
    assert_eq!(fixture.get("to").await.body, "hello");
}

#[tokio::test]
async fn an_abort_leaves_an_empty_blob_with_the_new_metadata() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    fixture.put("to", "before").await;
    fixture.simulator.set_copies(held(CopyEnd::Success));
    let id = fixture.copy("from", "to", &[("x-ms-meta-new", "1")]).await.header("x-ms-copy-id").to_owned();
    let abort = [("x-ms-copy-action", "abort")];
    let other = fixture.send("PUT", "/to?comp=copy&copyid=other", &abort, "").await;
    assert_eq!(other.error(), (409, "CopyIdMismatch"));
    let path = format!("/to?comp=copy&copyid={id}");
    assert_eq!(fixture.send("PUT", &path, &[], "").await.error(), (400, "InvalidHeaderValue"));
    let aborted = fixture.send("PUT", &path, &abort, "").await;
    assert_eq!((aborted.status, aborted.body.as_str()), (204, ""));
    assert_eq!(fixture.send("PUT", &path, &abort, "").await.error(), (409, "NoPendingCopyOperation"));
    let head = fixture.head("to").await;
    assert_eq!((head.header("x-ms-copy-status"), head.header("content-length")), ("aborted", "0"));
    assert_eq!(head.header("x-ms-meta-new"), "1");
    assert_eq!(fixture.simulator.release(), 0);
}

#[tokio::test]
async fn a_copy_fails_as_scripted_or_when_its_source_changes() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    fixture.simulator.set_copies(held(CopyEnd::Failed));
    fixture.copy("from", "to", &[]).await;
    fixture.simulator.release();
    let head = fixture.head("to").await;
    assert_eq!((head.header("x-ms-copy-status"), head.header("content-length")), ("failed", "0"));
    assert!(head.header("x-ms-copy-status-description").starts_with("500 OperationCancelled"));
    fixture.simulator.set_copies(held(CopyEnd::Success));
    fixture.copy("from", "to", &[]).await;
    fixture.put("from", "changed").await;
    fixture.simulator.release();
    let head = fixture.head("to").await;
    assert_eq!(head.header("x-ms-copy-status"), "failed");
    assert!(head.header("x-ms-copy-status-description").starts_with("412 ConditionNotMet"));
}

#[tokio::test]
async fn sources_and_conditions_are_checked() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("from", "hello").await.header("etag").to_owned();
    fixture.put("to", "old").await;
    assert_eq!(fixture.copy("none", "to", &[]).await.error(), (404, "BlobNotFound"));
    let changed = fixture.copy("from", "to", &[("x-ms-source-if-none-match", &etag)]).await;
    assert_eq!(changed.error(), (412, "SourceConditionNotMet"));
    assert_eq!(fixture.copy("from", "to", &[("if-none-match", "*")]).await.error(), (409, "BlobAlreadyExists"));
    assert_eq!(fixture.copy("from", "to", &[("if-match", &etag)]).await.error(), (412, "ConditionNotMet"));
    let container = fixture.url("").trim_end_matches('/').to_owned();
    let response = fixture.send("PUT", "/to", &[("x-ms-copy-source", &container)], "").await;
    assert_eq!(response.error(), (404, "CannotVerifyCopySource"));
    assert_eq!(response.header("x-ms-copy-source-status-code"), "404");
    assert_eq!(fixture.get("to").await.body, "old");
}

#[tokio::test]
async fn a_destination_must_be_of_the_sources_type() {
    let mut fixture = Fixture::start().await;
    fixture.put("block", "x").await;
    assert_eq!(fixture.send("PUT", "/append", &[("x-ms-blob-type", "AppendBlob")], "").await.status, 201);
    let wrong = (409, "InvalidBlobType");
    assert_eq!(fixture.copy("block", "append", &[]).await.error(), wrong);
    assert_eq!(fixture.copy("append", "block", &[]).await.error(), wrong);
    assert_eq!(fixture.send("PUT", "/append?comp=block&blockid=YQ==", &[], "x").await.error(), wrong);
    assert_eq!(fixture.send("GET", "/append?comp=blocklist", &[], "").await.error(), wrong);
}

#[tokio::test]
async fn a_synchronous_copy_is_complete_when_it_responds() {
    let mut fixture = Fixture::start().await;
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "t=1")];
    fixture.send("PUT", "/from", &headers, "hello").await;
    fixture.simulator.set_copies(held(CopyEnd::Success));
    let sync = ("x-ms-requires-sync", "true");
    let copy = fixture.copy("from", "to", &[sync, ("x-ms-copy-source-tag-option", "COPY")]).await;
    assert_eq!((copy.status, copy.header("x-ms-copy-status")), (202, "success"));
    let to = fixture.get("to").await;
    assert_eq!((to.body.as_str(), to.header("x-ms-tag-count")), ("hello", "1"));
    let missing = fixture.copy("none", "to", &[sync]).await;
    assert_eq!(missing.error(), (404, "CannotVerifyCopySource"));
    assert_eq!(missing.header("x-ms-copy-source-error-code"), "BlobNotFound");
    let md5 = fixture.copy("from", "to", &[sync, ("x-ms-source-content-md5", "AAAA")]).await;
    assert_eq!(md5.error(), (400, "Md5Mismatch"));
    let private = Fixture::signed("/devstoreaccount1/private?restype=container");
    assert_eq!(fixture.client.send("PUT", &private, &[], "").await.status, 201);
    let (from, put) = (Fixture::signed("/devstoreaccount1/private/from"), [("x-ms-blob-type", "BlockBlob")]);
    assert_eq!(fixture.client.send("PUT", &from, &put, "x").await.status, 201);
    let closed = fixture.copy("../private/from", "to", &[sync]).await;
    assert_eq!(closed.error(), (401, "CannotVerifyCopySource"));
    let opened = fixture.copy(&Fixture::signed("../private/from"), "to", &[sync]).await;
    assert_eq!(opened.status, 202);
}

#[tokio::test]
async fn the_control_endpoint_scripts_and_observes() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let script = r#"{"pending": {"untilReleased": true}, "end": "success", "progress": [0.5]}"#;
    assert_eq!(control.send("POST", "/copies", &[], script).await.status, 200);
    assert_eq!(control.send("POST", "/copies", &[], r#"{"progress": [2]}"#).await.status, 400);
    fixture.copy("from", "to", &[]).await;
    assert_eq!(fixture.head("to").await.header("x-ms-copy-progress"), "2/5");
    assert_eq!(control.send("POST", "/release", &[], "").await.body, r#"{"released":1}"#);
    assert_eq!(fixture.get("to").await.body, "hello");
    let statistics = control.send("GET", "/statistics", &[], "").await.body;
    assert!(statistics.contains("\"copyBlob\":1") && statistics.contains("\"getBlobProperties\":1"), "{statistics}");
    let requests = control.send("GET", "/requests", &[], "").await.body;
    let last = r#"{"method":"GET","path":"/devstoreaccount1/box/to","query":"sv="#;
    assert!(requests.contains(last) && requests.ends_with(r#""status":200}]"#), "{requests}");
    assert_eq!(control.send("DELETE", "/requests", &[], "").await.status, 200);
    assert_eq!(control.send("GET", "/requests", &[], "").await.body, "[]");
}

#[tokio::test]
async fn rules_match_by_name_and_durations_are_scripted() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let script = r#"{"rules": [{"blob": "slow/*", "pending": {"milliseconds": 3600000}}, {"blob": "bad", "end": "failed"},
        {"blob": "wide", "pending": {"bytesPerSecond": 1000000000}}]}"#;
    assert_eq!(control.send("POST", "/copies", &[], script).await.status, 200);
    let zero = r#"{"rules": [{"blob": "*", "pending": {"bytesPerSecond": 0}}]}"#;
    assert_eq!(control.send("POST", "/copies", &[], zero).await.status, 400);
    for (name, status) in [("slow/a", "pending"), ("bad", "failed"), ("other", "success")] {
        assert_eq!(fixture.copy("from", name, &[]).await.header("x-ms-copy-status"), status, "{name}");
    }
    assert_eq!(fixture.head("slow/a").await.header("x-ms-copy-progress"), "0/5");
    let put = fixture.send("PUT", "/slow/a", &[("x-ms-blob-type", "BlockBlob")], "x").await;
    assert_eq!(put.error(), (409, "PendingCopyOperation"));
    // Five nanoseconds are over before anybody can look.
    fixture.copy("from", "wide", &[]).await;
    let list = fixture.send("GET", "?restype=container&comp=list&include=copy&prefix=wide", &[], "").await.body;
    assert!(list.contains("<CopyStatus>success</CopyStatus>"), "{list}");
    assert_eq!(fixture.simulator.release(), 1);
    assert_eq!(fixture.get("slow/a").await.body, "hello");
}

#[tokio::test]
async fn listings_that_include_copies_count_as_polls() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    control.send("POST", "/copies", &[], r#"{"pending": {"polls": 3}, "progress": [0.2, 0.4, 0.8]}"#).await;
    fixture.copy("from", "to", &[]).await;
    let mut progress = Vec::new();
    for look in 0..4 {
        // A listing of other blobs, or one that does not show copies, does not count.
        fixture.send("GET", "?restype=container&comp=list&include=metadata", &[], "").await;
        fixture.send("GET", "?restype=container&comp=list&include=copy&prefix=from", &[], "").await;
        if look == 1 {
            progress.push(fixture.head("to").await.header("x-ms-copy-progress").to_owned());
            continue;
        }
        let list = fixture.send("GET", "?restype=container&comp=list&include=copy&prefix=to", &[], "").await.body;
        let shown = list.split("<CopyProgress>").nth(1).and_then(|rest| rest.split('<').next());
        progress.push(shown.unwrap_or_default().to_owned());
    }
    assert_eq!(progress, ["1/5", "2/5", "4/5", "5/5"]);
    assert_eq!(fixture.get("to").await.body, "hello");
}

#[tokio::test]
async fn a_finished_copy_is_shown_until_properties_are_set() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    fixture.copy("from", "to", &[]).await;
    fixture.send("PUT", "/to?comp=metadata", &[("x-ms-meta-a", "1")], "").await;
    assert_eq!(fixture.head("to").await.header("x-ms-copy-status"), "success");
    fixture.send("PUT", "/to?comp=properties", &[("x-ms-blob-content-type", "text/html")], "").await;
    let to = fixture.head("to").await;
    assert_eq!((to.header("x-ms-copy-id"), to.header("content-type")), ("", "text/html"));
}
