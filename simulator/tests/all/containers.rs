//! Containers and listings, over HTTP.

use crate::support::Fixture;

/// What is between each `<tag>` and `</tag>`.
fn texts<'a>(xml: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    xml.split(&open).skip(1).filter_map(|rest| rest.split(&close).next()).collect()
}

#[tokio::test]
async fn a_container_is_created_once_and_deleted_once() {
    let mut fixture = Fixture::start().await;
    let again = fixture.send("PUT", "?restype=container", &[], "").await;
    assert_eq!(again.error(), (409, "ContainerAlreadyExists"));
    let properties = fixture.send("GET", "?restype=container", &[], "").await;
    assert_eq!((properties.status, properties.header("x-ms-blob-public-access")), (200, "container"));
    assert_eq!(properties.header("x-ms-lease-state"), "available");
    assert_eq!(fixture.send("DELETE", "?restype=container", &[], "").await.status, 202);
    let gone = fixture.send("DELETE", "?restype=container", &[("x-ms-client-request-id", "mine")], "").await;
    assert_eq!(gone.error(), (404, "ContainerNotFound"));
    assert_eq!(gone.header("x-ms-client-request-id"), "mine");
    assert_eq!(gone.header("x-ms-version"), "2025-01-05");
    let start = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>ContainerNotFound</Code><Message>The specified \
                 container does not exist.\nRequestId:";
    assert!(gone.body.starts_with(start), "{}", gone.body);
    assert!(gone.body.contains(gone.header("x-ms-request-id")));
}

#[tokio::test]
async fn a_listing_has_pages_in_order() {
    let mut fixture = Fixture::start().await;
    for name in ["b/2", "a", "b/1", "c", "b/3"] {
        fixture.put(name, "x").await;
    }
    let (mut names, mut marker, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let query = format!("?restype=container&comp=list&prefix=b&maxresults=2&marker={marker}");
        let page = fixture.send("GET", &query, &[], "").await;
        assert_eq!((page.status, page.header("content-type")), (200, "application/xml"));
        names.extend(texts(&page.body, "Name").into_iter().map(str::to_owned));
        pages += 1;
        let next = texts(&page.body, "NextMarker").first().copied().unwrap_or_default().to_owned();
        if next.is_empty() {
            assert!(page.body.contains("<NextMarker />"));
            break;
        }
        marker = next;
    }
    assert_eq!((names, pages), (vec!["b/1".to_owned(), "b/2".to_owned(), "b/3".to_owned()], 2));
    let word = fixture.send("GET", "?restype=container&comp=list&maxresults=x", &[], "").await;
    assert_eq!(word.error(), (400, "InvalidQueryParameterValue"));
    let wrong = fixture.send("GET", "?restype=container&comp=list&maxresults=0", &[], "").await;
    assert_eq!(wrong.error(), (400, "OutOfRangeQueryParameterValue"));
}

#[tokio::test]
async fn a_listing_includes_what_is_requested() {
    let mut fixture = Fixture::start().await;
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-meta-kind", "a<b"), ("x-ms-tags", "t=1&u=%2B")];
    assert_eq!(fixture.send("PUT", "/one%20%26", &headers, "abc").await.status, 201);
    let snapshot = fixture.send("PUT", "/one%20%26?comp=snapshot", &[], "").await;
    assert_eq!(fixture.send("PUT", "/staged?comp=block&blockid=YQ==", &[], "x").await.status, 201);
    fixture.copy("one%20%26", "two", &[]).await;
    let plain = fixture.send("GET", "?restype=container&comp=list", &[], "").await.body;
    assert_eq!(texts(&plain, "Name"), ["one &amp;", "two"]);
    assert!(!plain.contains("<CopyId>") && !plain.contains("<Metadata>"));
    let query = "?restype=container&comp=list&include=metadata,snapshots,copy,tags,uncommittedblobs";
    let all = fixture.send("GET", query, &[], "").await.body;
    assert_eq!(texts(&all, "Name"), ["one &amp;", "one &amp;", "staged", "two"]);
    assert_eq!(texts(&all, "Snapshot"), [snapshot.header("x-ms-snapshot")]);
    assert_eq!(texts(&all, "kind"), ["a&lt;b", "a&lt;b", "a&lt;b"]);
    assert_eq!(texts(&all, "CopyStatus"), ["success"]);
    assert!(all.contains("<Tag><Key>u</Key><Value>+</Value></Tag>"));
    let one = fixture.send("GET", &format!("{query}&maxresults=1"), &[], "").await.body;
    let rest = format!("{query}&marker={}", texts(&one, "NextMarker")[0]);
    assert_eq!(texts(&fixture.send("GET", &rest, &[], "").await.body, "Name"), ["one &amp;", "staged", "two"]);
}

#[tokio::test]
async fn a_private_container_rejects_anonymous_requests() {
    let mut fixture = Fixture::start().await;
    fixture.put("open", "x").await;
    let path = "/devstoreaccount1/box/open";
    assert_eq!(fixture.client.send("GET", path, &[], "").await.status, 200);
    assert_eq!(fixture.client.send("DELETE", path, &[], "").await.error(), (401, "NoAuthenticationInformation"));
    let create = fixture.client.send("PUT", "/devstoreaccount1/other?restype=container", &[], "").await;
    assert_eq!(create.error(), (401, "NoAuthenticationInformation"));
}

#[tokio::test]
async fn a_wrong_signature_is_rejected() {
    let mut fixture = Fixture::start().await;
    let path = Fixture::signed("/devstoreaccount1/box/a").replace("sp=rw", "sp=wr");
    let rejected = fixture.client.send("GET", &path, &[], "").await;
    assert_eq!(rejected.error(), (403, "AuthenticationFailed"));
    let key = [("authorization", "SharedKey devstoreaccount1:AAAA"), ("x-ms-date", "Mon, 01 Jan 2024 00:00:00 GMT")];
    assert_eq!(fixture.client.send("GET", "/devstoreaccount1/box/a", &key, "").await.status, 403);
}
