//! Append blobs, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Fixture, ServiceResponse};
use blobferry_simulator::{DEFAULT_ACCOUNT, SyntheticBlob, SyntheticType};

const APPEND: &str = "?comp=appendblock";

async fn create(fixture: &mut Fixture, name: &str) {
    let created = fixture.send("PUT", &format!("/{name}"), &[("x-ms-blob-type", "AppendBlob")], "").await;
    assert_eq!((created.status, created.header("content-md5")), (201, ""));
}

async fn append(fixture: &mut Fixture, headers: &[(&str, &str)], body: &str) -> ServiceResponse {
    fixture.send("PUT", &format!("/log{APPEND}"), headers, body).await
}

#[tokio::test]
async fn blocks_are_appended_at_the_end() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "log").await;
    let first = append(&mut fixture, &[("content-md5", "XUFAKrxLKna5cZ2REBfFkg==")], "hello").await;
    assert_eq!((first.status, first.header("x-ms-blob-append-offset")), (201, "0"));
    assert_eq!(first.header("x-ms-blob-committed-block-count"), "1");
    assert_eq!(first.header("content-md5"), "XUFAKrxLKna5cZ2REBfFkg==");
    let second = append(&mut fixture, &[], " world").await;
    assert_eq!(second.header("x-ms-blob-append-offset"), "5");
    assert_ne!(second.header("etag"), first.header("etag"));
    let get = fixture.get("log").await;
    assert_eq!((get.body.as_str(), get.header("x-ms-blob-type")), ("hello world", "AppendBlob"));
    assert_eq!(get.header("x-ms-blob-committed-block-count"), "2");
    assert_eq!(fixture.send("GET", "/log", &[("range", "bytes=4-6")], "").await.body, "o w");
}

#[tokio::test]
async fn conditions_are_checked_before_appending() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "log").await;
    append(&mut fixture, &[], "12345").await;
    let wrong = append(&mut fixture, &[("x-ms-blob-condition-appendpos", "4")], "x").await;
    assert_eq!(wrong.error(), (412, "AppendPositionConditionNotMet"));
    assert_eq!(append(&mut fixture, &[("x-ms-blob-condition-appendpos", "5")], "6").await.status, 201);
    let large = append(&mut fixture, &[("x-ms-blob-condition-maxsize", "6")], "7").await;
    assert_eq!(large.error(), (412, "MaxBlobSizeConditionNotMet"));
    assert_eq!(append(&mut fixture, &[("x-ms-blob-condition-maxsize", "7")], "7").await.status, 201);
    assert_eq!(append(&mut fixture, &[("if-match", "\"0x1\"")], "8").await.error(), (412, "ConditionNotMet"));
    assert_eq!(append(&mut fixture, &[("content-md5", "AAAA")], "8").await.error(), (400, "Md5Mismatch"));
    assert_eq!(append(&mut fixture, &[("x-ms-content-crc64", "AAAA")], "8").await.error(), (400, "Crc64Mismatch"));
    assert_eq!(append(&mut fixture, &[], "").await.error(), (400, "InvalidHeaderValue"));
    assert_eq!(fixture.get("log").await.body, "1234567");
    fixture.put("block", "x").await;
    let block = fixture.send("PUT", &format!("/block{APPEND}"), &[], "x").await;
    assert_eq!(block.error(), (409, "InvalidBlobType"));
    let none = fixture.send("PUT", &format!("/none{APPEND}"), &[], "x").await;
    assert_eq!(none.error(), (404, "BlobNotFound"));
}

#[tokio::test]
async fn body_length_is_limited_by_service_version() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "log").await;
    let (four, more) = ("x".repeat(4 << 20), "x".repeat((4 << 20) + 1));
    let old = [("x-ms-version", "2022-11-01")];
    assert_eq!(with_version(&mut fixture, old, &four).await.status, 201);
    assert_eq!(with_version(&mut fixture, old, &more).await.error(), (413, "RequestBodyTooLarge"));
    assert_eq!(with_version(&mut fixture, [("x-ms-version", "2022-11-02")], &more).await.status, 201);
}

async fn with_version(fixture: &mut Fixture, version: [(&str, &str); 1], body: &str) -> ServiceResponse {
    let path = Fixture::signed(&format!("/{DEFAULT_ACCOUNT}/box/log{APPEND}"));
    fixture.client.send("PUT", &path, &version, body).await
}

#[tokio::test]
async fn an_append_blob_has_at_most_fifty_thousand_blocks() {
    let mut fixture = Fixture::start().await;
    let blob = SyntheticBlob {
        account: DEFAULT_ACCOUNT.into(),
        container: "box".into(),
        blob: "log".into(),
        size: 49_999,
        block_size: Some(1),
        kind: SyntheticType::AppendBlob,
        ..SyntheticBlob::default()
    };
    fixture.simulator.put_synthetic_blob(blob).unwrap();
    assert_eq!(append(&mut fixture, &[], "x").await.header("x-ms-blob-committed-block-count"), "50000");
    assert_eq!(append(&mut fixture, &[], "x").await.error(), (409, "BlockCountExceedsLimit"));
}

#[tokio::test]
async fn a_sealed_blob_rejects_appends() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "log").await;
    append(&mut fixture, &[], "end").await;
    let early = fixture.send("PUT", "/log?comp=seal", &[("x-ms-blob-condition-appendpos", "2")], "").await;
    assert_eq!(early.error(), (412, "AppendPositionConditionNotMet"));
    let sealed = fixture.send("PUT", "/log?comp=seal", &[], "").await;
    assert_eq!((sealed.status, sealed.header("x-ms-blob-sealed")), (200, "true"));
    let again = fixture.send("PUT", "/log?comp=seal", &[], "").await;
    assert_eq!((again.status, again.header("etag")), (200, sealed.header("etag")));
    assert_eq!(append(&mut fixture, &[], "x").await.error(), (409, "BlobIsSealed"));
    assert_eq!(fixture.head("log").await.header("x-ms-blob-sealed"), "true");
    let list = fixture.send("GET", "?restype=container&comp=list", &[], "").await.body;
    assert!(list.contains("<Sealed>true</Sealed>"), "{list}");
    assert_eq!(fixture.copy("log", "open", &[]).await.status, 202);
    assert_eq!(fixture.head("open").await.header("x-ms-blob-sealed"), "");
    assert_eq!(fixture.copy("log", "closed", &[("x-ms-seal-blob", "true")]).await.status, 202);
    assert_eq!(fixture.head("closed").await.header("x-ms-blob-sealed"), "true");
    fixture.put("block", "x").await;
    assert_eq!(fixture.send("PUT", "/block?comp=seal", &[], "").await.error(), (409, "InvalidBlobType"));
}
