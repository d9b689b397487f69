//! Listings by hierarchy, and of names that are out of the ordinary, over HTTP.

use crate::support::Fixture;

/// The names of a page in their order, those of blobs and those of prefixes, and the marker of the next page.
fn read(xml: &str) -> (Vec<String>, String) {
    let names = xml.split("<Name>").skip(1).filter_map(|rest| rest.split("</Name>").next());
    let next = xml.split("<NextMarker>").nth(1).and_then(|rest| rest.split('<').next());
    (names.map(str::to_owned).collect(), next.unwrap_or_default().to_owned())
}

/// All names of a listing, in pages of a length.
async fn list(fixture: &mut Fixture, query: &str, length: usize) -> Vec<String> {
    let (mut all, mut marker) = (Vec::new(), String::new());
    loop {
        let rest = format!("?restype=container&comp=list&maxresults={length}&marker={marker}{query}");
        let page = fixture.send("GET", &rest, &[("x-ms-version", "2026-02-06")], "").await;
        assert_eq!(page.status, 200, "{page:?}");
        let (names, next) = read(&page.body);
        assert!(names.len() == length || next.is_empty(), "only the last page may be short: {names:?}");
        all.extend(names);
        if next.is_empty() {
            return all;
        }
        marker = next;
    }
}

#[tokio::test]
async fn each_prefix_is_listed_once_across_pages() {
    let mut fixture = Fixture::start().await;
    for name in ["a", "a/", "a/1", "a/2", "a/b/1", "a/b/2", "a0", "b", "c/1", "c//2", "d-1"] {
        fixture.put(name, "x").await;
    }
    for length in 1..12 {
        let top = list(&mut fixture, "&delimiter=/", length).await;
        assert_eq!(top, ["a", "a/", "a0", "b", "c/", "d-1"], "pages of {length}");
        let within = list(&mut fixture, "&delimiter=/&prefix=a/", length).await;
        assert_eq!(within, ["a/", "a/1", "a/2", "a/b/"], "pages of {length}");
        let half = list(&mut fixture, "&delimiter=/&prefix=a", length).await;
        assert_eq!(half, ["a", "a/", "a0"], "pages of {length}");
        assert_eq!(list(&mut fixture, "", length).await.len(), 11);
    }
    assert_eq!(list(&mut fixture, "&delimiter=b/", 100).await[..4], ["a", "a/", "a/1", "a/2"]);
    assert_eq!(list(&mut fixture, "&delimiter=/&prefix=c/", 100).await, ["c//", "c/1"]);
    let page = fixture.send("GET", "?restype=container&comp=list&delimiter=/&prefix=a/", &[], "").await.body;
    assert!(page.contains("<Prefix>a/</Prefix><Delimiter>/</Delimiter><Blobs>"), "{page}");
    assert!(page.contains("<BlobPrefix><Name>a/b/</Name></BlobPrefix></Blobs><NextMarker />"), "{page}");
}

#[tokio::test]
async fn a_listing_starts_at_start_from() {
    let mut fixture = Fixture::start().await;
    for name in ["a", "b/1", "b/2", "c", "d"] {
        fixture.put(name, "x").await;
    }
    assert_eq!(list(&mut fixture, "&startFrom=b/2", 2).await, ["b/2", "c", "d"]);
    assert_eq!(list(&mut fixture, "&startFrom=b/2&delimiter=/", 1).await, ["b/", "c", "d"]);
    assert_eq!(list(&mut fixture, "&startFrom=bb", 100).await, ["c", "d"]);
    assert!(list(&mut fixture, "&startFrom=z", 100).await.is_empty());
}

#[tokio::test]
async fn an_empty_prefix_is_not_listed() {
    let mut fixture = Fixture::start().await;
    fixture.send("PUT", "/staged/a?comp=block&blockid=YQ==", &[], "x").await;
    fixture.put("blob/a", "x").await;
    assert_eq!(list(&mut fixture, "&delimiter=/", 100).await, ["blob/"]);
    assert_eq!(list(&mut fixture, "&delimiter=/&include=uncommittedblobs", 1).await, ["blob/", "staged/"]);
}

#[tokio::test]
async fn names_invalid_in_xml_are_encoded() {
    let mut fixture = Fixture::start().await;
    for name in ["a%01b", "dir%02/x", "%EF%BF%BF", "%C3%A9%20%26%3C%3E"] {
        fixture.put(name, "x").await;
    }
    let page = fixture.send("GET", "?restype=container&comp=list&delimiter=/", &[], "").await.body;
    assert!(page.contains("<Name Encoded=\"true\">a%01b</Name>"), "{page}");
    assert!(page.contains("<BlobPrefix><Name Encoded=\"true\">dir%02%2F</Name></BlobPrefix>"), "{page}");
    assert!(page.contains("<Name Encoded=\"true\">%EF%BF%BF</Name>"), "{page}");
    assert!(page.contains("<Name>é &amp;&lt;&gt;</Name>"), "{page}");
}

#[tokio::test]
async fn invalid_listing_parameters_are_rejected() {
    let mut fixture = Fixture::start().await;
    for query in ["delimiter=/&include=snapshots", "include=everything", "marker=???"] {
        let rejected = fixture.send("GET", &format!("?restype=container&comp=list&{query}"), &[], "").await;
        assert_eq!(rejected.error(), (400, "InvalidQueryParameterValue"), "{query}");
    }
}
