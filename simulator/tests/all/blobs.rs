//! Blobs, blocks and snapshots, over HTTP.

use crate::support::Fixture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn an_uploaded_blob_can_be_read() {
    let mut fixture = Fixture::start().await;
    let headers = [
        ("x-ms-blob-type", "BlockBlob"),
        ("x-ms-blob-content-type", "text/plain"),
        ("x-ms-blob-cache-control", "no-store"),
        ("x-ms-meta-a", "1"),
    ];
    let put = fixture.send("PUT", "/d/%C3%BC", &headers, "hello").await;
    assert_eq!((put.status, put.header("content-md5")), (201, "XUFAKrxLKna5cZ2REBfFkg=="));
    let get = fixture.get("d/%C3%BC").await;
    assert_eq!((get.status, get.body.as_str()), (200, "hello"));
    assert_eq!(get.header("content-type"), "text/plain");
    assert_eq!(get.header("cache-control"), "no-store");
    assert_eq!(get.header("x-ms-meta-a"), "1");
    assert_eq!(get.header("etag"), put.header("etag"));
    assert_eq!(get.header("x-ms-blob-type"), "BlockBlob");
    assert!(!get.header("date").is_empty() && !get.header("x-ms-creation-time").is_empty());
    let head = fixture.head("d/%C3%BC").await;
    assert_eq!((head.status, head.header("content-length"), head.body.as_str()), (200, "5", ""));
    assert_eq!(head.header("x-ms-access-tier"), "Hot");
    assert_eq!(fixture.get("none").await.error(), (404, "BlobNotFound"));
    let missing = fixture.head("none").await;
    assert_eq!((missing.error(), missing.body.as_str()), ((404, "BlobNotFound"), ""));
}

#[tokio::test]
async fn host_style_addresses_the_same_blob() {
    let mut fixture = Fixture::start().await;
    fixture.put("name", "x").await;
    let headers = [("host", "devstoreaccount1.blob.localhost")];
    let get = fixture.client.send("GET", &Fixture::signed("/box/name"), &headers, "").await;
    assert_eq!((get.status, get.body.as_str()), (200, "x"));
}

#[tokio::test]
async fn ranges() {
    let mut fixture = Fixture::start().await;
    fixture.put("digits", "0123456789").await;
    let part = fixture.send("GET", "/digits", &[("range", "bytes=2-4")], "").await;
    assert_eq!((part.status, part.body.as_str(), part.header("content-range")), (206, "234", "bytes 2-4/10"));
    let both = [("range", "bytes=0-0"), ("x-ms-range", "bytes=8-"), ("x-ms-range-get-content-md5", "true")];
    let part = fixture.send("GET", "/digits", &both, "").await;
    assert_eq!((part.body.as_str(), part.header("content-range")), ("89", "bytes 8-9/10"));
    assert!(!part.header("content-md5").is_empty() && !part.header("x-ms-blob-content-md5").is_empty());
    let all = fixture.send("GET", "/digits", &[("x-ms-range-get-content-md5", "true")], "").await;
    assert_eq!(all.error(), (400, "InvalidHeaderValue"));
    let beyond = fixture.send("GET", "/digits", &[("x-ms-range", "bytes=10-")], "").await;
    assert_eq!((beyond.error(), beyond.header("content-range")), ((416, "InvalidRange"), "bytes */10"));
}

#[tokio::test]
async fn conditions_are_enforced() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("a", "1").await.header("etag").to_owned();
    let create = [("x-ms-blob-type", "BlockBlob"), ("if-none-match", "*")];
    assert_eq!(fixture.send("PUT", "/a", &create, "2").await.error(), (409, "BlobAlreadyExists"));
    let same = fixture.send("GET", "/a", &[("if-none-match", &etag)], "").await;
    assert_eq!((same.error(), same.body.as_str()), ((304, "ConditionNotMet"), ""));
    let update = [("x-ms-blob-type", "BlockBlob"), ("if-match", etag.as_str())];
    assert_eq!(fixture.send("PUT", "/a", &update, "2").await.status, 201);
    assert_eq!(fixture.send("PUT", "/a", &update, "3").await.error(), (412, "ConditionNotMet"));
    assert_eq!(fixture.send("DELETE", "/a", &[("if-match", &etag)], "").await.error(), (412, "ConditionNotMet"));
    let md5 = [("x-ms-blob-type", "BlockBlob"), ("content-md5", "XUFAKrxLKna5cZ2REBfFkg==")];
    assert_eq!(fixture.send("PUT", "/a", &md5, "other").await.error(), (400, "Md5Mismatch"));
    assert_eq!(fixture.send("PUT", "/a", &[], "x").await.error(), (400, "MissingRequiredHeader"));
    let other = [("x-ms-blob-type", "Other")];
    assert_eq!(fixture.send("PUT", "/a", &other, "x").await.error(), (400, "InvalidHeaderValue"));
}

#[tokio::test]
async fn metadata_is_replaced_and_listings_keep_its_case() {
    let mut fixture = Fixture::start().await;
    let old = fixture.put("a", "1").await.header("etag").to_owned();
    let address = fixture.simulator.origin();
    let mut stream = tokio::net::TcpStream::connect(address.strip_prefix("http://").unwrap()).await.unwrap();
    let path = Fixture::signed("/devstoreaccount1/box/a?comp=metadata");
    let request = format!(
        "PUT {path} HTTP/1.1\r\nHost: localhost\r\nX-Ms-Meta-MixedCase: Yes\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    let list = fixture.send("GET", "?restype=container&comp=list&include=metadata", &[], "").await.body;
    assert!(list.contains("<Metadata><MixedCase>Yes</MixedCase></Metadata>"), "{list}");
    let head = fixture.head("a").await;
    assert_eq!(head.header("x-ms-meta-mixedcase"), "Yes");
    assert_ne!(head.header("etag"), old);
    let wrong = fixture.send("PUT", "/a?comp=metadata", &[("x-ms-meta-a-b", "1")], "").await;
    assert_eq!(wrong.error(), (400, "InvalidMetadata"));
}

#[tokio::test]
async fn snapshots_do_not_change() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "old").await;
    let time = fixture.send("PUT", "/a?comp=snapshot", &[], "").await.header("x-ms-snapshot").to_owned();
    fixture.put("a", "new").await;
    assert_eq!(fixture.get(&format!("a?snapshot={time}")).await.body, "old");
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.error(), (409, "SnapshotsPresent"));
    assert_eq!(fixture.send("DELETE", &format!("/a?snapshot={time}"), &[], "").await.status, 202);
    assert_eq!(fixture.get(&format!("a?snapshot={time}")).await.error(), (404, "BlobNotFound"));
    fixture.send("PUT", "/a?comp=snapshot", &[], "").await;
    assert_eq!(fixture.send("DELETE", "/a", &[("x-ms-delete-snapshots", "only")], "").await.status, 202);
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.status, 202);
    fixture.put("a", "x").await;
    fixture.send("PUT", "/a?comp=snapshot", &[], "").await;
    assert_eq!(fixture.send("DELETE", "/a", &[("x-ms-delete-snapshots", "include")], "").await.status, 202);
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.error(), (404, "BlobNotFound"));
}

#[tokio::test]
async fn blocks_are_staged_and_committed() {
    let mut fixture = Fixture::start().await;
    for (id, text) in [("YQ==", "one"), ("Yg==", "two"), ("Yw==", "three")] {
        assert_eq!(fixture.send("PUT", &format!("/a?comp=block&blockid={id}"), &[], text).await.status, 201);
    }
    let long = format!("/a?comp=block&blockid={}", "YWFh".repeat(22));
    assert_eq!(fixture.send("PUT", &long, &[], "x").await.error(), (400, "OutOfRangeInput"));
    let odd = fixture.send("PUT", "/a?comp=block&blockid=YWFhYQ==", &[], "x").await;
    assert_eq!(odd.error(), (400, "InvalidBlobOrBlock"));
    assert_eq!(fixture.get("a").await.error(), (404, "BlobNotFound"));
    let list = "<BlockList><Latest>Yg==</Latest><Uncommitted>YQ==</Uncommitted></BlockList>";
    let headers = [("x-ms-blob-content-type", "text/html"), ("x-ms-meta-a", "1")];
    assert_eq!(fixture.send("PUT", "/a?comp=blocklist", &headers, list).await.status, 201);
    let get = fixture.get("a").await;
    assert_eq!(
        (get.body.as_str(), get.header("content-type"), get.header("x-ms-meta-a")),
        ("twoone", "text/html", "1")
    );
    let part = fixture.send("GET", "/a", &[("x-ms-range", "bytes=2-3")], "").await;
    assert_eq!(part.body, "oo");
    fixture.send("PUT", "/a?comp=block&blockid=ZA==", &[], "four").await;
    let blocks = fixture.send("GET", "/a?comp=blocklist&blocklisttype=all", &[], "").await;
    let expected = "<BlockList><CommittedBlocks><Block><Name>Yg==</Name><Size>3</Size></Block><Block><Name>YQ==</Name>\
                    <Size>3</Size></Block></CommittedBlocks><UncommittedBlocks><Block><Name>ZA==</Name><Size>4</Size>\
                    </Block></UncommittedBlocks></BlockList>";
    assert!(blocks.body.ends_with(expected), "{}", blocks.body);
    let missing = "<BlockList><Committed>ZA==</Committed></BlockList>";
    assert_eq!(fixture.send("PUT", "/a?comp=blocklist", &[], missing).await.error(), (400, "InvalidBlockList"));
}

#[tokio::test]
async fn unsupported_operations_return_an_error() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "1,2").await;
    let query = "<QueryRequest><Expression>SELECT _1 FROM BlobStorage</Expression></QueryRequest>";
    assert_eq!(fixture.send("POST", "/a?comp=query", &[], query).await.error(), (501, "NotImplemented"));
    assert_eq!(fixture.send("PUT", "/a?comp=expiry", &[], "").await.error(), (501, "NotImplemented"));
}
