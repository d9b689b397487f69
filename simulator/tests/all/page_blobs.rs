//! Page blobs, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Fixture, ServiceResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};

async fn create(fixture: &mut Fixture, name: &str, length: &str) -> ServiceResponse {
    let headers = [("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", length)];
    fixture.send("PUT", &format!("/{name}"), &headers, "").await
}

async fn write(fixture: &mut Fixture, range: &str, letter: &str, more: &[(&str, &str)]) -> ServiceResponse {
    let (start, end) = range.split_once('-').unwrap();
    let length = end.parse::<usize>().unwrap() + 1 - start.parse::<usize>().unwrap();
    let range = format!("bytes={range}");
    let mut headers = vec![("x-ms-page-write", "update"), ("x-ms-range", range.as_str())];
    headers.extend_from_slice(more);
    fixture.send("PUT", "/disk?comp=page", &headers, &letter.repeat(length)).await
}

async fn clear(fixture: &mut Fixture, range: &str) -> ServiceResponse {
    let range = format!("bytes={range}");
    fixture.send("PUT", "/disk?comp=page", &[("x-ms-page-write", "clear"), ("range", &range)], "").await
}

async fn ranges(fixture: &mut Fixture, query: &str) -> String {
    let response = fixture.send("GET", &format!("/disk?comp=pagelist{query}"), &[], "").await;
    assert_eq!(response.status, 200, "{response:?}");
    let (_, list) = response.body.split_once("<PageList>").unwrap();
    let list = list.strip_suffix("</PageList>").unwrap();
    list.replace("<PageRange><Start>", "+")
        .replace("<ClearRange><Start>", "-")
        .replace("</Start><End>", "..")
        .replace("</End></PageRange>", " ")
        .replace("</End></ClearRange>", " ")
}

async fn snapshot(fixture: &mut Fixture) -> String {
    fixture.send("PUT", "/disk?comp=snapshot", &[], "").await.header("x-ms-snapshot").to_owned()
}

#[tokio::test]
async fn pages_are_written_cleared_and_listed() {
    let mut fixture = Fixture::start().await;
    assert_eq!(create(&mut fixture, "disk", "4096").await.status, 201);
    let wrote = write(&mut fixture, "512-1535", "a", &[]).await;
    assert_eq!((wrote.status, wrote.header("x-ms-blob-sequence-number")), (201, "0"));
    assert_eq!((wrote.header("content-md5"), wrote.header("x-ms-request-server-encrypted")), ("", "true"));
    let md5 = BASE64_STANDARD.encode(Md5::digest([b'b'; 512]));
    let wrote = write(&mut fixture, "1536-2047", "b", &[("content-md5", &md5)]).await;
    assert_eq!((wrote.status, wrote.header("content-md5")), (201, md5.as_str()));
    write(&mut fixture, "3584-4095", "c", &[]).await;
    assert_eq!(ranges(&mut fixture, "").await, "+512..2047 +3584..4095 ");
    assert_eq!(clear(&mut fixture, "1024-1535").await.status, 201);
    assert_eq!(ranges(&mut fixture, "").await, "+512..1023 +1536..2047 +3584..4095 ");
    let part = fixture.send("GET", "/disk", &[("range", "bytes=1022-1537")], "").await;
    assert_eq!(part.body, format!("aa{}bb", "\0".repeat(512)));
    let within = [("range", "bytes=1600-3583")];
    let list = fixture.send("GET", "/disk?comp=pagelist", &within, "").await;
    assert!(
        list.body.ends_with("<PageRange><Start>1536</Start><End>2047</End></PageRange></PageList>"),
        "{}",
        list.body
    );
    assert_eq!(list.header("x-ms-blob-content-length"), "4096");
    let head = fixture.head("disk").await;
    assert_eq!((head.header("content-length"), head.header("x-ms-blob-type")), ("4096", "PageBlob"));
}

#[tokio::test]
async fn long_page_range_lists_are_paged() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "disk", "8192").await;
    for start in [0, 1024, 2048] {
        write(&mut fixture, &format!("{start}-{}", start + 511), "a", &[]).await;
    }
    let first = ranges(&mut fixture, "&maxresults=2").await;
    let (list, marker) = first.split_once("<NextMarker>").unwrap();
    assert_eq!(list, "+0..511 +1024..1535 ");
    let marker = marker.strip_suffix("</NextMarker>").unwrap();
    assert_eq!(ranges(&mut fixture, &format!("&maxresults=2&marker={marker}")).await, "+2048..2559 ");
}

#[tokio::test]
async fn ranges_must_be_aligned_and_within_the_blob() {
    let mut fixture = Fixture::start().await;
    let invalid = (400, "InvalidHeaderValue");
    assert_eq!(create(&mut fixture, "disk", "513").await.error(), invalid);
    assert_eq!(create(&mut fixture, "disk", "8796093022720").await.error(), invalid);
    assert_eq!(create(&mut fixture, "disk", "8796093022208").await.status, 201);
    let none = fixture.send("PUT", "/none", &[("x-ms-blob-type", "PageBlob")], "").await;
    assert_eq!(none.error(), (400, "MissingRequiredHeader"));
    create(&mut fixture, "disk", "8388608").await;
    let page = (416, "InvalidPageRange");
    assert_eq!(write(&mut fixture, "0-510", "a", &[]).await.error(), page);
    assert_eq!(write(&mut fixture, "1-512", "a", &[]).await.error(), page);
    assert_eq!(write(&mut fixture, "8388608-8389119", "a", &[]).await.error(), page);
    assert_eq!(write(&mut fixture, "0-4194303", "a", &[]).await.status, 201);
    assert_eq!(write(&mut fixture, "0-4194815", "a", &[]).await.error(), (413, "RequestBodyTooLarge"));
    assert_eq!(clear(&mut fixture, "0-8388607").await.status, 201);
    let short = [("x-ms-page-write", "update"), ("x-ms-range", "bytes=0-511")];
    assert_eq!(fixture.send("PUT", "/disk?comp=page", &short, "short").await.error(), invalid);
    assert_eq!(write(&mut fixture, "0-511", "a", &[("content-md5", "AAAA")]).await.error(), (400, "Md5Mismatch"));
    fixture.put("block", "x").await;
    let wrong = fixture.send("PUT", "/block?comp=page", &short, &"x".repeat(512)).await;
    assert_eq!(wrong.error(), (409, "InvalidBlobType"));
}

#[tokio::test]
async fn sequence_number_conditions_are_enforced() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "disk", "512").await;
    let set = |action, number| [("x-ms-sequence-number-action", action), ("x-ms-blob-sequence-number", number)];
    let properties = "/disk?comp=properties";
    let updated = fixture.send("PUT", properties, &set("update", "7"), "").await;
    assert_eq!((updated.status, updated.header("x-ms-blob-sequence-number")), (200, "7"));
    assert_eq!(fixture.send("PUT", properties, &set("max", "5"), "").await.header("x-ms-blob-sequence-number"), "7");
    let increment = [("x-ms-sequence-number-action", "increment")];
    assert_eq!(fixture.send("PUT", properties, &increment, "").await.header("x-ms-blob-sequence-number"), "8");
    assert_eq!(fixture.head("disk").await.header("x-ms-blob-sequence-number"), "8");
    let list = fixture.send("GET", "?restype=container&comp=list", &[], "").await.body;
    assert!(list.contains("<x-ms-blob-sequence-number>8</x-ms-blob-sequence-number>"), "{list}");
    for (header, right, wrong) in [
        ("x-ms-if-sequence-number-le", "8", "7"),
        ("x-ms-if-sequence-number-lt", "9", "8"),
        ("x-ms-if-sequence-number-eq", "8", "9"),
    ] {
        assert_eq!(write(&mut fixture, "0-511", "a", &[(header, right)]).await.status, 201);
        let rejected = write(&mut fixture, "0-511", "a", &[(header, wrong)]).await;
        assert_eq!(rejected.error(), (412, "SequenceNumberConditionNotMet"), "{header}");
    }
    fixture.send("PUT", properties, &set("update", "9223372036854775807"), "").await;
    let over = fixture.send("PUT", properties, &increment, "").await;
    assert_eq!(over.error(), (409, "SequenceNumberIncrementTooLarge"));
}

#[tokio::test]
async fn a_blob_can_be_resized() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "disk", "2048").await;
    write(&mut fixture, "0-2047", "a", &[]).await;
    let properties = "/disk?comp=properties";
    let content_type = [("x-ms-blob-content-type", "text/plain")];
    assert_eq!(fixture.send("PUT", properties, &content_type, "").await.status, 200);
    for length in ["512", "1024"] {
        assert_eq!(fixture.send("PUT", properties, &[("x-ms-blob-content-length", length)], "").await.status, 200);
    }
    assert_eq!(ranges(&mut fixture, "").await, "+0..511 ");
    let get = fixture.get("disk").await;
    assert_eq!(get.body, format!("{}{}", "a".repeat(512), "\0".repeat(512)));
    assert_eq!(get.header("content-type"), "text/plain");
    let odd = fixture.send("PUT", properties, &[("x-ms-blob-content-length", "700")], "").await;
    assert_eq!(odd.error(), (400, "InvalidHeaderValue"));
    fixture.put("block", "x").await;
    let block = fixture.send("PUT", "/block?comp=properties", &[("x-ms-blob-content-length", "512")], "").await;
    assert_eq!(block.error(), (409, "InvalidBlobType"));
}

#[tokio::test]
async fn page_ranges_diff_compares_snapshots() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "disk", "4096").await;
    write(&mut fixture, "0-2047", "a", &[]).await;
    let first = snapshot(&mut fixture).await;
    write(&mut fixture, "512-1023", "b", &[]).await;
    clear(&mut fixture, "1024-1535").await;
    let second = snapshot(&mut fixture).await;
    write(&mut fixture, "3072-3583", "c", &[]).await;
    assert_eq!(ranges(&mut fixture, &format!("&prevsnapshot={second}")).await, "+3072..3583 ");
    let between = format!("&prevsnapshot={first}&snapshot={second}");
    assert_eq!(ranges(&mut fixture, &between).await, "+512..1023 -1024..1535 ");
    let url = format!("{}?snapshot={first}", fixture.url("disk"));
    let by_url = fixture.send("GET", "/disk?comp=pagelist", &[("x-ms-previous-snapshot-url", &url)], "").await;
    assert!(by_url.body.contains("<ClearRange><Start>1024</Start><End>1535</End></ClearRange>"), "{}", by_url.body);
    let newer = format!("/disk?comp=pagelist&prevsnapshot={second}&snapshot={first}");
    assert_eq!(fixture.send("GET", &newer, &[], "").await.error(), (400, "PreviousSnapshotCannotBeNewer"));
    let none = "/disk?comp=pagelist&prevsnapshot=2001-01-01T00:00:00.0000000Z";
    assert_eq!(fixture.send("GET", none, &[], "").await.error(), (409, "PreviousSnapshotNotFound"));
    create(&mut fixture, "disk", "4096").await;
    let before = format!("/disk?comp=pagelist&prevsnapshot={first}");
    assert_eq!(fixture.send("GET", &before, &[], "").await.error(), (409, "BlobOverwritten"));
    fixture.put("block", "x").await;
    assert_eq!(fixture.send("GET", "/block?comp=pagelist", &[], "").await.error(), (409, "InvalidBlobType"));
}

#[tokio::test]
async fn a_copy_has_the_same_pages() {
    let mut fixture = Fixture::start().await;
    create(&mut fixture, "from", "2048").await;
    let headers = [("x-ms-page-write", "update"), ("x-ms-range", "bytes=512-1023")];
    fixture.send("PUT", "/from?comp=page", &headers, &"z".repeat(512)).await;
    let number = [("x-ms-sequence-number-action", "update"), ("x-ms-blob-sequence-number", "3")];
    fixture.send("PUT", "/from?comp=properties", &number, "").await;
    assert_eq!(fixture.copy("from", "disk", &[]).await.status, 202);
    assert_eq!(ranges(&mut fixture, "").await, "+512..1023 ");
    assert_eq!(fixture.head("disk").await.header("x-ms-blob-sequence-number"), "3");
    fixture.put("block", "x").await;
    assert_eq!(fixture.copy("from", "block", &[]).await.error(), (409, "InvalidBlobType"));
}
