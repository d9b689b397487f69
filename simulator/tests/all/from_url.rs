//! Blobs, blocks, pages and appends from the URL of a source in the same service, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Fixture, ServiceResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobferry_simulator::{DEFAULT_ACCOUNT, SyntheticBlob, SyntheticType, synthetic};
use md5::{Digest, Md5};

const MIB: u64 = 1 << 20;
const BLOCK: (&str, &str) = ("x-ms-blob-type", "BlockBlob");

fn md5(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(Md5::digest(bytes))
}

/// Sends a request whose source is a blob of the public container.
async fn from(fixture: &mut Fixture, rest: &str, source: &str, headers: &[(&str, &str)]) -> ServiceResponse {
    let url = fixture.url(source);
    let mut all = vec![("x-ms-copy-source", url.as_str())];
    all.extend_from_slice(headers);
    fixture.send("PUT", rest, &all, "").await
}

#[tokio::test]
async fn a_blob_is_put_with_the_properties_of_its_source() {
    let mut fixture = Fixture::start().await;
    let headers = [
        BLOCK,
        ("x-ms-blob-content-type", "text/plain"),
        ("x-ms-blob-cache-control", "no-store"),
        ("x-ms-tags", "t=1"),
        ("x-ms-meta-a", "1"),
    ];
    fixture.send("PUT", "/from", &headers, "hello").await;
    let put = from(&mut fixture, "/to", "from", &[BLOCK, ("x-ms-blob-content-type", "text/html")]).await;
    assert_eq!((put.status, put.header("content-md5")), (201, "XUFAKrxLKna5cZ2REBfFkg=="));
    assert_eq!(put.header("x-ms-request-server-encrypted"), "true");
    let to = fixture.get("to").await;
    assert_eq!((to.body.as_str(), to.header("content-type")), ("hello", "text/html"));
    assert_eq!((to.header("cache-control"), to.header("etag")), ("no-store", put.header("etag")));
    assert_eq!((to.header("x-ms-tag-count"), to.header("x-ms-meta-a"), to.header("x-ms-copy-id")), ("", "", ""));
    let plain = [
        BLOCK,
        ("x-ms-copy-source-blob-properties", "false"),
        ("x-ms-copy-source-tag-option", "COPY"),
        ("x-ms-access-tier", "Cool"),
    ];
    assert_eq!(from(&mut fixture, "/to", "from", &plain).await.status, 201);
    let to = fixture.head("to").await;
    assert_eq!((to.header("cache-control"), to.header("content-type")), ("", "application/octet-stream"));
    assert_eq!((to.header("x-ms-tag-count"), to.header("x-ms-access-tier")), ("1", "Cool"));
    let both = [BLOCK, ("x-ms-copy-source-tag-option", "COPY"), ("x-ms-tags", "a=b")];
    let both = from(&mut fixture, "/to", "from", &both).await;
    assert_eq!(both.error(), (400, "BothUserTagsAndSourceTagsCopyPresentException"));
    let page = from(&mut fixture, "/to", "from", &[("x-ms-blob-type", "PageBlob")]).await;
    assert_eq!(page.error(), (400, "InvalidHeaderValue"));
}

#[tokio::test]
async fn any_blob_type_becomes_a_block_blob_without_blocks() {
    let mut fixture = Fixture::start().await;
    fixture.send("PUT", "/from?comp=block&blockid=YQ==", &[], "one").await;
    fixture.send("PUT", "/from?comp=blocklist", &[], "<BlockList><Latest>YQ==</Latest></BlockList>").await;
    assert_eq!(from(&mut fixture, "/to", "from", &[BLOCK]).await.status, 201);
    assert!(
        fixture.send("GET", "/to?comp=blocklist", &[], "").await.body.contains("<CommittedBlocks></CommittedBlocks>")
    );
    fixture.send("PUT", "/disk", &[("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", "512")], "").await;
    assert_eq!(from(&mut fixture, "/to", "disk", &[BLOCK]).await.status, 201);
    let to = fixture.get("to").await;
    assert_eq!((to.header("x-ms-blob-type"), to.body.clone()), ("BlockBlob", "\0".repeat(512)));
    let sync = from(&mut fixture, "/to", "disk", &[("x-ms-requires-sync", "true")]).await;
    assert_eq!(sync.error(), (409, "InvalidSourceBlobType"));
}

#[tokio::test]
async fn conditions_and_hashes_are_checked() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("from", "hello").await.header("etag").to_owned();
    fixture.put("to", "old").await;
    let star = from(&mut fixture, "/to", "from", &[BLOCK, ("if-none-match", "*")]).await;
    assert_eq!(star.error(), (409, "BlobAlreadyExists"));
    let own = from(&mut fixture, "/to", "from", &[BLOCK, ("if-match", &etag)]).await;
    assert_eq!(own.error(), (412, "ConditionNotMet"));
    let source = [BLOCK, ("x-ms-source-if-none-match", etag.as_str())];
    assert_eq!(from(&mut fixture, "/to", "from", &source).await.error(), (412, "SourceConditionNotMet"));
    let block = "/to?comp=block&blockid=YQ==";
    let source = [("x-ms-source-if-match", "\"0x1\"")];
    assert_eq!(from(&mut fixture, block, "from", &source).await.error(), (412, "SourceConditionNotMet"));
    assert_eq!(from(&mut fixture, block, "from", &[("if-match", &etag)]).await.status, 201);
    for rest in ["/to", block] {
        let wrong = from(&mut fixture, rest, "from", &[BLOCK, ("x-ms-source-content-md5", "AAAA")]).await;
        assert_eq!(wrong.error(), (400, "Md5Mismatch"));
        let wrong = from(&mut fixture, rest, "from", &[BLOCK, ("x-ms-source-content-crc64", "AAAA")]).await;
        assert_eq!(wrong.error(), (400, "Crc64Mismatch"));
    }
    fixture.put("digits", "123456789").await;
    let crc64 = BASE64_STANDARD.encode(0xAE8B_1486_0A79_9888_u64.to_le_bytes());
    let right = from(&mut fixture, block, "digits", &[("x-ms-source-content-crc64", &crc64)]).await;
    assert_eq!((right.status, right.header("x-ms-content-crc64")), (201, crc64.as_str()));
    assert_eq!(fixture.get("to").await.body, "old");
}

#[tokio::test]
async fn blocks_are_copied_from_source_ranges() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "0123456789").await;
    for (id, range) in [("YQ==", "bytes=5-9"), ("Yg==", "bytes=0-4"), ("Yw==", "bytes=8-100")] {
        let block = format!("/to?comp=block&blockid={id}");
        assert_eq!(from(&mut fixture, &block, "from", &[("x-ms-source-range", range)]).await.status, 201);
    }
    let list = "<BlockList><Latest>YQ==</Latest><Latest>Yg==</Latest><Latest>Yw==</Latest></BlockList>";
    assert_eq!(fixture.send("PUT", "/to?comp=blocklist", &[], list).await.status, 201);
    assert_eq!(fixture.get("to").await.body, "567890123489");
    let beyond = from(&mut fixture, "/to?comp=block&blockid=ZA==", "from", &[("x-ms-source-range", "bytes=10-")]).await;
    assert_eq!(beyond.error(), (416, "CannotVerifyCopySource"));
    assert_eq!(beyond.header("x-ms-copy-source-error-code"), "InvalidRange");
    let nonsense = from(&mut fixture, "/to?comp=block&blockid=ZA==", "from", &[("x-ms-source-range", "5")]).await;
    assert_eq!(nonsense.error(), (400, "InvalidHeaderValue"));
    let odd = from(&mut fixture, "/to?comp=block&blockid=ZGRkZA==", "from", &[]).await;
    assert_eq!(odd.error(), (400, "InvalidBlobOrBlock"));
}

#[tokio::test]
async fn limits_match_the_service() {
    let mut fixture = Fixture::start().await;
    let put = |name: &str, size| fixture.simulator.put_synthetic(DEFAULT_ACCOUNT, "box", name, size, 1).unwrap();
    for (name, size) in [("256", 256 * MIB), ("4000", 4000 * MIB), ("4000MB", 4_000_000_000)] {
        put(name, size);
        put(&format!("{name}more"), size + 1);
    }
    let (copy, blob, block) = ("/a", "/b", "/c?comp=block&blockid=YQ==");
    let sync = [("x-ms-requires-sync", "true")];
    assert_eq!(from(&mut fixture, copy, "256", &sync).await.status, 202);
    assert_eq!(from(&mut fixture, copy, "256more", &sync).await.error(), (409, "CannotVerifyCopySource"));
    assert_eq!(from(&mut fixture, blob, "4000MB", &[BLOCK]).await.status, 201);
    assert_eq!(from(&mut fixture, blob, "4000MBmore", &[BLOCK]).await.error(), (409, "CannotVerifyCopySource"));
    assert_eq!(from(&mut fixture, block, "4000", &[]).await.status, 201);
    assert_eq!(from(&mut fixture, block, "4000more", &[]).await.error(), (413, "RequestBodyTooLarge"));
    let part = [("x-ms-source-range", "bytes=1-4194304000")];
    assert_eq!(from(&mut fixture, block, "4000more", &part).await.status, 201);
}

#[tokio::test]
async fn a_tebibyte_is_copied_without_memory() {
    let mut fixture = Fixture::start().await;
    let blob = SyntheticBlob {
        account: DEFAULT_ACCOUNT.into(),
        container: "box".into(),
        blob: "from".into(),
        size: 1 << 40,
        seed: 5,
        block_size: Some(1000 * MIB + 7),
        ..SyntheticBlob::default()
    };
    fixture.simulator.put_synthetic_blob(blob).unwrap();
    assert_eq!(fixture.copy("from", "whole", &[]).await.status, 202);
    let range = format!("bytes={}-{}", 999 * MIB, 4999 * MIB - 1);
    let block = from(&mut fixture, "/part?comp=block&blockid=YQ==", "from", &[("x-ms-source-range", &range)]).await;
    assert_eq!(block.status, 201);
    fixture.send("PUT", "/part?comp=blocklist", &[], "<BlockList><Latest>YQ==</Latest></BlockList>").await;
    let range = [("x-ms-range-get-content-md5", "true"), ("range", "bytes=1048000-1049000")];
    let part = fixture.send("GET", "/part", &range, "").await;
    let place = 999 * MIB + 1_048_000;
    assert_eq!(part.header("content-md5"), md5(&synthetic(5, place..place + 1001)));
    assert_eq!(fixture.head("whole").await.header("content-length"), "1099511627776");
    assert_eq!(fixture.head("part").await.header("content-length"), "4194304000");
}

#[tokio::test]
async fn pages_are_copied_from_source_ranges() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.put_synthetic(DEFAULT_ACCOUNT, "box", "from", 16 * MIB, 3).unwrap();
    let length = (16 * MIB).to_string();
    fixture.send("PUT", "/disk", &[("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", &length)], "").await;
    let put = |range, source| [("x-ms-page-write", "update"), ("x-ms-range", range), ("x-ms-source-range", source)];
    let page = "/disk?comp=page";
    let wrote = from(&mut fixture, page, "from", &put("bytes=512-4194815", "bytes=7-4194310")).await;
    assert_eq!((wrote.status, wrote.header("x-ms-blob-sequence-number")), (201, "0"));
    let range = [("x-ms-range-get-content-md5", "true"), ("range", "bytes=512-1535")];
    let part = fixture.send("GET", "/disk", &range, "").await;
    assert_eq!(part.header("content-md5"), md5(&synthetic(3, 7..1031)));
    let other = from(&mut fixture, page, "from", &put("bytes=0-511", "bytes=0-1023")).await;
    assert_eq!(other.error(), (416, "InvalidPageRange"));
    let long = from(&mut fixture, page, "from", &put("bytes=0-4194815", "bytes=0-4194815")).await;
    assert_eq!(long.error(), (413, "RequestBodyTooLarge"));
    let mut guarded = put("bytes=0-511", "bytes=0-511").to_vec();
    guarded.push(("x-ms-if-sequence-number-eq", "1"));
    assert_eq!(from(&mut fixture, page, "from", &guarded).await.error(), (412, "SequenceNumberConditionNotMet"));
    let without = [("x-ms-page-write", "update"), ("x-ms-range", "bytes=0-511")];
    assert_eq!(from(&mut fixture, page, "from", &without).await.error(), (400, "MissingRequiredHeader"));
}

#[tokio::test]
async fn append_blocks_are_copied_from_source_ranges() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.put_synthetic(DEFAULT_ACCOUNT, "box", "from", 101 * MIB, 3).unwrap();
    fixture.send("PUT", "/log", &[("x-ms-blob-type", "AppendBlob")], "").await;
    let append = "/log?comp=appendblock";
    let all = from(&mut fixture, append, "from", &[]).await;
    assert_eq!(all.error(), (413, "RequestBodyTooLarge"));
    let most = from(&mut fixture, append, "from", &[("x-ms-source-range", "bytes=0-104857599")]).await;
    assert_eq!((most.status, most.header("x-ms-blob-committed-block-count")), (201, "1"));
    let position = [("x-ms-source-range", "bytes=0-0"), ("x-ms-blob-condition-appendpos", "1")];
    assert_eq!(from(&mut fixture, append, "from", &position).await.error(), (412, "AppendPositionConditionNotMet"));
    let second = from(&mut fixture, append, "from", &[("x-ms-source-range", "bytes=3-9")]).await;
    assert_eq!(second.header("x-ms-blob-append-offset"), "104857600");
    assert_eq!(second.header("content-md5"), md5(&synthetic(3, 3..10)));
}

#[tokio::test]
async fn the_control_endpoint_puts_synthetic_blobs() {
    let mut fixture = Fixture::start().await;
    let mut control = crate::support::Client::connect(&fixture.simulator.control()).await;
    let body = format!(
        r#"{{"account": "{DEFAULT_ACCOUNT}", "container": "box", "blob": "big", "size": 208907534139392, "seed": 1,
            "blockSize": 4194304000, "tier": "Cool", "metadata": {{"a": "1"}}}}"#
    );
    assert_eq!(control.send("POST", "/synthetic", &[], &body).await.status, 200);
    let head = fixture.head("big").await;
    assert_eq!((head.header("content-length"), head.header("x-ms-access-tier")), ("208907534139392", "Cool"));
    assert_eq!(head.header("x-ms-meta-a"), "1");
    let last = [("x-ms-range-get-content-md5", "true"), ("range", "bytes=208907534139383-")];
    let last = fixture.send("GET", "/big", &last, "").await;
    assert_eq!(last.header("content-md5"), md5(&synthetic(1, 208_907_534_139_383..208_907_534_139_392)));
    for wrong in [r#"{"size": -1}"#, r#"{"container": "none", "account": "devstoreaccount1", "blob": "b"}"#, "{"] {
        assert_eq!(control.send("POST", "/synthetic", &[], wrong).await.status, 400, "{wrong}");
    }
    let disk = SyntheticBlob {
        account: DEFAULT_ACCOUNT.into(),
        container: "box".into(),
        blob: "disk".into(),
        size: 8 << 40,
        kind: SyntheticType::PageBlob,
        ..SyntheticBlob::default()
    };
    fixture.simulator.put_synthetic_blob(disk).unwrap();
    let ranges = fixture.send("GET", "/disk?comp=pagelist", &[], "").await.body;
    assert!(ranges.contains("<Start>0</Start><End>8796093022207</End>"), "{ranges}");
}
