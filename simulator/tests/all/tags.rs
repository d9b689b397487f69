//! Blob index tags, over HTTP: on blobs, as conditions, to find blobs by.

use crate::support::{Fixture, Sent};

fn document(tags: &[(&str, &str)]) -> String {
    let tag = |(key, value): &(&str, &str)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let all: String = tags.iter().map(tag).collect();
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><Tags><TagSet>{all}</TagSet></Tags>")
}

fn names(xml: &str) -> Vec<&str> {
    xml.split("<Name>").skip(1).filter_map(|rest| rest.split("</Name>").next()).collect()
}

#[tokio::test]
async fn tags_are_replaced_and_do_not_change_the_blob() {
    let mut fixture = Fixture::start().await;
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "b=2&a=1")];
    let etag = fixture.send("PUT", "/a", &headers, "x").await.header("etag").to_owned();
    let get = fixture.send("GET", "/a?comp=tags", &[], "").await;
    assert_eq!((get.status, get.header("content-type")), (200, "application/xml"));
    assert_eq!(get.body, document(&[("a", "1"), ("b", "2")]));
    let set = fixture.send("PUT", "/a?comp=tags", &[], &document(&[("c", "x y")])).await;
    assert_eq!((set.status, set.body.as_str()), (204, ""));
    assert_eq!(fixture.send("GET", "/a?comp=tags", &[], "").await.body, document(&[("c", "x y")]));
    let head = fixture.head("a").await;
    assert_eq!((head.header("x-ms-tag-count"), head.header("etag")), ("1", etag.as_str()));
    assert_eq!(fixture.send("GET", "/none?comp=tags", &[], "").await.error(), (404, "BlobNotFound"));
}

#[tokio::test]
async fn invalid_tags_are_rejected() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    let many: Vec<_> = (0..11).map(|number| number.to_string()).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), "")).collect();
    let bodies = [
        (document(&many), "TagsTooLarge"),
        (document(&[("a", "1"), ("a", "2")]), "DuplicateTagNames"),
        (document(&[("", "1")]), "EmptyTagName"),
        (document(&[("a", "&lt;")]), "InvalidTag"),
        ("<Tags>".to_owned(), "InvalidXmlDocument"),
        ("<Tags><TagSet><Tag><Key>a</Key></Tag></TagSet></Tags>".to_owned(), "InvalidXmlDocument"),
    ];
    for (body, code) in bodies {
        assert_eq!(fixture.send("PUT", "/a?comp=tags", &[], &body).await.error(), (400, code), "{body}");
    }
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "a=1&a=2")];
    assert_eq!(fixture.send("PUT", "/b", &headers, "x").await.error(), (400, "DuplicateTagNames"));
}

#[tokio::test]
async fn tag_conditions_apply_to_reads_and_writes() {
    let mut fixture = Fixture::start().await;
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "status=done&n=5")];
    fixture.send("PUT", "/a", &headers, "x").await;
    let url = fixture.url("a");
    let requests: [Sent<'_>; 8] = [
        ("GET", "/a", &[], ""),
        ("HEAD", "/a", &[], ""),
        ("GET", "/a?comp=tags", &[], ""),
        ("GET", "/a?comp=blocklist", &[], ""),
        ("PUT", "/a?comp=metadata", &[], ""),
        ("PUT", "/a?comp=tier", &[("x-ms-access-tier", "Cool")], ""),
        ("PUT", "/a?comp=snapshot", &[], ""),
        ("PUT", "/a", &headers, "y"),
    ];
    for (method, rest, headers, body) in requests {
        let mut all = headers.to_vec();
        all.push(("x-ms-if-tags", "status <> 'done' OR n > '5'"));
        assert_eq!(fixture.send(method, rest, &all, body).await.error(), (412, "ConditionNotMet"), "{method} {rest}");
        all.pop();
        all.push(("x-ms-if-tags", "\"status\" = 'done' AND n >= '5'"));
        let met = fixture.send(method, rest, &all, body).await;
        assert!(met.status < 300, "{method} {rest}: {met:?}");
    }
    let wrong = fixture.send("GET", "/a", &[("x-ms-if-tags", "status is done")], "").await;
    assert_eq!(wrong.error(), (400, "InvalidHeaderValue"));
    let absent =
        fixture.send("PUT", "/new", &[("x-ms-blob-type", "BlockBlob"), ("x-ms-if-tags", "a = '1'")], "x").await;
    assert_eq!(absent.error(), (412, "ConditionNotMet"));
    let source = [("x-ms-copy-source", url.as_str()), ("x-ms-source-if-tags", "status = 'new'")];
    assert_eq!(fixture.send("PUT", "/b", &source, "").await.error(), (412, "SourceConditionNotMet"));
    let source = [("x-ms-copy-source", url.as_str()), ("x-ms-source-if-tags", "status = 'done'")];
    assert_eq!(fixture.send("PUT", "/b", &source, "").await.status, 202);
}

#[tokio::test]
async fn blobs_are_found_by_their_tags() {
    let mut fixture = Fixture::start().await;
    for (name, tags) in [("a", "n=1&other=x"), ("b", "n=2"), ("c", "n=3"), ("d", "m=3")] {
        let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", tags)];
        fixture.send("PUT", &format!("/{name}"), &headers, "x").await;
    }
    let other = Fixture::signed("/devstoreaccount1/other?restype=container");
    fixture.client.send("PUT", &other, &[], "").await;
    let put = Fixture::signed("/devstoreaccount1/other/z");
    fixture.client.send("PUT", &put, &[("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "n=2")], "").await;
    let find = |query: &str| Fixture::signed(&format!("/devstoreaccount1/?comp=blobs&where={query}"));

    let all = fixture.client.send("GET", &find("n%3E%3D%272%27"), &[], "").await;
    assert_eq!((all.status, names(&all.body)), (200, vec!["b", "c", "z"]));
    let shown = "<Blob><Name>z</Name><ContainerName>other</ContainerName><Tags><TagSet><Tag><Key>n</Key><Value>2</Value>\
                 </Tag></TagSet></Tags></Blob>";
    assert!(all.body.contains("<Where>n&gt;=&apos;2&apos;</Where>") && all.body.contains(shown), "{}", all.body);
    let one = fixture.client.send("GET", &find("%40container%3D%27box%27%20AND%20n%3D%271%27"), &[], "").await;
    assert_eq!(names(&one.body), ["a"]);
    assert!(!one.body.contains("other"), "only what was asked for is shown: {}", one.body);

    let (mut found, mut marker) = (Vec::new(), String::new());
    for _ in 0..3 {
        let query = format!("n%3E%270%27&maxresults=2&marker={marker}");
        let page = fixture.client.send("GET", &find(&query), &[], "").await.body;
        found.extend(names(&page).into_iter().map(str::to_owned));
        let next = page.split("<NextMarker>").nth(1).and_then(|rest| rest.split('<').next());
        marker = next.unwrap_or_default().to_owned();
        if marker.is_empty() {
            break;
        }
    }
    assert_eq!((found.join(" "), marker.as_str()), ("a b c z".to_owned(), ""));

    let within = fixture.send("GET", "?restype=container&comp=blobs&where=n%3D%272%27", &[], "").await;
    assert_eq!(names(&within.body), ["b"]);
    let wrong = fixture.client.send("GET", &find("n%20NOT%20%271%27"), &[], "").await;
    assert_eq!(wrong.error(), (400, "InvalidQueryParameterValue"));
    assert!(wrong.body.contains("Error parsing query at or near character position 3: syntax error"), "{}", wrong.body);
}
