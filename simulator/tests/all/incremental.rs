//! Incremental copies of page blobs, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Fixture, ServiceResponse};
use blobferry_simulator::{CopyEnd, CopyScript, PendingFor};

const COPY: &str = "/backup?comp=incrementalcopy";

async fn disk() -> Fixture {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "disk").await;
    fixture
}

async fn create(fixture: &mut Fixture, name: &str) {
    let headers = [("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", "4096")];
    assert_eq!(fixture.send("PUT", &format!("/{name}"), &headers, "").await.status, 201);
}

/// Writes a page, and keeps the blob as a snapshot.
async fn change(fixture: &mut Fixture, name: &str, page: u32, letter: &str) -> String {
    let range = format!("bytes={}-{}", page * 512, page * 512 + 511);
    let headers = [("x-ms-page-write", "update"), ("x-ms-range", range.as_str())];
    let wrote = fixture.send("PUT", &format!("/{name}?comp=page"), &headers, &letter.repeat(512)).await;
    assert_eq!(wrote.status, 201);
    let snapshot = fixture.send("PUT", &format!("/{name}?comp=snapshot"), &[], "").await;
    format!("{name}?snapshot={}", snapshot.header("x-ms-snapshot"))
}

async fn copy(fixture: &mut Fixture, source: &str) -> ServiceResponse {
    let url = fixture.url(source);
    fixture.send("PUT", COPY, &[("x-ms-copy-source", &url)], "").await
}

#[tokio::test]
async fn each_copy_transfers_changes_and_creates_a_snapshot() {
    let mut fixture = disk().await;
    let first = change(&mut fixture, "disk", 0, "a").await;
    let copied = copy(&mut fixture, &first).await;
    assert_eq!((copied.status, copied.header("x-ms-copy-status")), (202, "success"));
    let head = fixture.head("backup").await;
    assert_eq!((head.header("x-ms-incremental-copy"), head.header("x-ms-copy-progress")), ("true", "512/512"));
    let one = head.header("x-ms-copy-destination-snapshot").to_owned();
    let second = change(&mut fixture, "disk", 2, "b").await;
    assert_eq!(copy(&mut fixture, &second).await.status, 202);
    let head = fixture.head("backup").await;
    assert_eq!(head.header("x-ms-copy-progress"), "512/512");
    let two = head.header("x-ms-copy-destination-snapshot").to_owned();
    assert!(one < two, "{one} {two}");
    let old = fixture.get(&format!("backup?snapshot={one}")).await;
    assert_eq!(old.body, format!("{}{}", "a".repeat(512), "\0".repeat(3584)));
    let new = fixture.get(&format!("backup?snapshot={two}")).await;
    assert_eq!(new.body, format!("{}{}{}{}", "a".repeat(512), "\0".repeat(512), "b".repeat(512), "\0".repeat(2560)));
    let path = format!("/backup?comp=pagelist&snapshot={two}&prevsnapshot={one}");
    let changes = fixture.send("GET", &path, &[], "").await.body;
    assert!(
        changes.ends_with("<PageList><PageRange><Start>1024</Start><End>1535</End></PageRange></PageList>"),
        "{changes}"
    );
    let list = fixture.send("GET", "?restype=container&comp=list&include=copy,snapshots", &[], "").await.body;
    assert!(list.contains(&format!("<DestinationSnapshot>{two}</DestinationSnapshot>")), "{list}");
    assert_eq!(list.matches("<IncrementalCopy>true</IncrementalCopy>").count(), 3, "{list}");
}

#[tokio::test]
async fn only_a_later_snapshot_of_the_same_blob_is_accepted() {
    let mut fixture = disk().await;
    create(&mut fixture, "other").await;
    let first = change(&mut fixture, "disk", 0, "a").await;
    let second = change(&mut fixture, "disk", 1, "b").await;
    let other = change(&mut fixture, "other", 1, "b").await;
    assert_eq!(copy(&mut fixture, "disk").await.error(), (409, "IncrementalCopySourceMustBeSnapshot"));
    assert_eq!(copy(&mut fixture, &second).await.status, 202);
    assert_eq!(copy(&mut fixture, &first).await.error(), (409, "IncrementalCopyOfEarlierSnapshotNotAllowed"));
    assert_eq!(copy(&mut fixture, &other).await.error(), (409, "IncrementalCopyBlobMismatch"));
    fixture.put("block", "x").await;
    let time = fixture.send("PUT", "/block?comp=snapshot", &[], "").await.header("x-ms-snapshot").to_owned();
    let block = copy(&mut fixture, &format!("block?snapshot={time}")).await;
    assert_eq!(block.error(), (409, "InvalidSourceBlobType"));
    let url = fixture.url(&second);
    let taken = fixture.send("PUT", "/other?comp=incrementalcopy", &[("x-ms-copy-source", &url)], "").await;
    assert_eq!(taken.error(), (409, "IncrementalCopyBlobMismatch"));
    let guarded = [("x-ms-copy-source", url.as_str()), ("if-none-match", "*")];
    assert_eq!(fixture.send("PUT", COPY, &guarded, "").await.error(), (409, "BlobAlreadyExists"));
    let file =
        format!("{}/devstoreaccount1/share/f?snapshot=2001-01-01T00:00:00.0000000Z", fixture.simulator.files_origin());
    let file = fixture.send("PUT", COPY, &[("x-ms-copy-source", &file)], "").await;
    assert_eq!(file.error(), (409, "InvalidSourceBlobUrl"));
}

#[tokio::test]
async fn the_base_blob_accepts_incremental_copies_only() {
    let mut fixture = disk().await;
    let first = change(&mut fixture, "disk", 0, "a").await;
    copy(&mut fixture, &first).await;
    let rejected = (409, "OperationNotAllowedOnIncrementalCopyBlob");
    assert_eq!(fixture.get("backup").await.error(), rejected);
    assert_eq!(fixture.send("GET", "/backup?comp=pagelist", &[], "").await.error(), rejected);
    assert_eq!(fixture.send("PUT", "/backup?comp=metadata", &[], "").await.error(), rejected);
    assert_eq!(fixture.send("PUT", "/backup?comp=snapshot", &[], "").await.error(), rejected);
    let page = [("x-ms-page-write", "clear"), ("x-ms-range", "bytes=0-511")];
    assert_eq!(fixture.send("PUT", "/backup?comp=page", &page, "").await.error(), rejected);
    assert_eq!(fixture.send("PUT", "/backup", &[("x-ms-blob-type", "BlockBlob")], "x").await.error(), rejected);
    assert_eq!(fixture.copy("disk", "backup", &[]).await.error(), rejected);
    assert_eq!(fixture.copy("backup", "to", &[]).await.error(), rejected);
    assert_eq!(fixture.head("backup").await.status, 200);
    let snapshot = fixture.head("backup").await.header("x-ms-copy-destination-snapshot").to_owned();
    assert_eq!(fixture.copy(&format!("backup?snapshot={snapshot}"), "to", &[]).await.status, 202);
    let restored = fixture.get("to").await;
    assert_eq!((restored.status, restored.header("x-ms-incremental-copy")), (200, ""));
    assert_eq!(fixture.send("DELETE", "/backup", &[("x-ms-delete-snapshots", "include")], "").await.status, 202);
}

#[tokio::test]
async fn a_failed_copy_leaves_the_destination_unchanged() {
    let mut fixture = disk().await;
    let first = change(&mut fixture, "disk", 0, "a").await;
    copy(&mut fixture, &first).await;
    let second = change(&mut fixture, "disk", 1, "b").await;
    let until_released =
        |end| CopyScript { pending: Some(PendingFor::UntilReleased(true)), end, ..CopyScript::default() };
    fixture.simulator.set_copies(until_released(CopyEnd::Failed));
    let pending = copy(&mut fixture, &second).await;
    assert_eq!(pending.header("x-ms-copy-status"), "pending");
    assert_eq!(copy(&mut fixture, &second).await.error(), (409, "PendingCopyOperation"));
    fixture.simulator.release();
    let head = fixture.head("backup").await;
    assert_eq!((head.header("x-ms-copy-status"), head.header("x-ms-copy-destination-snapshot")), ("failed", ""));
    assert_eq!((head.header("content-length"), head.header("x-ms-incremental-copy")), ("4096", "true"));
    fixture.simulator.set_copies(until_released(CopyEnd::Success));
    let id = copy(&mut fixture, &second).await.header("x-ms-copy-id").to_owned();
    let abort = [("x-ms-copy-action", "abort")];
    let aborted = fixture.send("PUT", &format!("/backup?comp=copy&copyid={id}"), &abort, "").await;
    assert_eq!(aborted.status, 204);
    fixture.simulator.set_copies(CopyScript::default());
    assert_eq!(copy(&mut fixture, &second).await.status, 202);
    assert_eq!(fixture.head("backup").await.header("x-ms-copy-progress"), "512/512");
}
