//! Batches, and checksums of bodies, over HTTP.

#![expect(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Fixture, ServiceResponse};

const TYPE: (&str, &str) = ("content-type", "multipart/mixed; boundary=b");

/// A batch of requests, each a method and a target with its headers.
fn batch(requests: &[(&str, &str)]) -> String {
    let one = |(number, (line, headers)): (usize, &(&str, &str))| {
        format!(
            "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {number}\r\n\r\n\
             {line} HTTP/1.1\r\n{headers}Content-Length: 0\r\n\r\n"
        )
    };
    let all: String = requests.iter().enumerate().map(one).collect();
    format!("{all}--b--\r\n")
}

/// The id, the status line and the error code of each response.
fn responses(response: &ServiceResponse) -> Vec<(String, String, String)> {
    let boundary = response.header("content-type").split_once("boundary=").unwrap().1;
    assert!(response.body.ends_with(&format!("--{boundary}--\r\n")), "{}", response.body);
    let line = |part: &str, start: &str| {
        let found = part.lines().find(|line| line.starts_with(start)).unwrap_or_default();
        found.strip_prefix(start).unwrap_or_default().trim().to_owned()
    };
    let delimiter = format!("--{boundary}\r\n");
    let parts = response.body.split(&delimiter).skip(1);
    parts.map(|part| (line(part, "Content-ID:"), line(part, "HTTP/1.1"), line(part, "x-ms-error-code:"))).collect()
}

fn expected(list: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    list.iter().map(|(id, status, code)| ((*id).to_owned(), (*status).to_owned(), (*code).to_owned())).collect()
}

async fn send(fixture: &mut Fixture, body: &str) -> ServiceResponse {
    let path = Fixture::signed("/devstoreaccount1/?comp=batch");
    fixture.client.send("POST", &path, &[TYPE, ("x-ms-version", "2025-01-05")], body).await
}

#[tokio::test]
async fn each_delete_in_a_batch_has_its_own_response() {
    let mut fixture = Fixture::start().await;
    for name in ["a", "b", "c%20d"] {
        fixture.put(name, "x").await;
    }
    let signed = |name: &str| format!("DELETE {}", Fixture::signed(&format!("/devstoreaccount1/box/{name}")));
    let (first, second, none) = (signed("a"), signed("c%20d"), signed("none"));
    let open = "DELETE /devstoreaccount1/box/b";
    let body = batch(&[(&first, ""), (&second, "If-Match: *\r\n"), (&none, ""), (open, "")]);
    let response = send(&mut fixture, &body).await;
    assert_eq!(response.status, 202);
    let list = [
        ("0", "202 Accepted", ""),
        ("1", "202 Accepted", ""),
        ("2", "404 Not Found", "BlobNotFound"),
        ("3", "401 Unauthorized", "NoAuthenticationInformation"),
    ];
    assert_eq!(responses(&response), expected(&list));
    assert!(response.body.contains("<Code>BlobNotFound</Code>"), "{}", response.body);
    assert_eq!((fixture.get("a").await.status, fixture.get("b").await.status), (404, 200));
}

#[tokio::test]
async fn tiers_are_set_in_a_batch_of_a_container() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    let line = format!("PUT {}", Fixture::signed("/devstoreaccount1/box/a?comp=tier"));
    let body = batch(&[(&line, "x-ms-access-tier: Cool\r\n"), (&line, "x-ms-access-tier: Cold\r\n")]);
    let response = fixture.send("POST", "?restype=container&comp=batch", &[TYPE], &body).await;
    assert_eq!(response.status, 202);
    assert_eq!(responses(&response), expected(&[("0", "200 OK", ""), ("1", "200 OK", "")]));
    assert_eq!(fixture.head("a").await.header("x-ms-access-tier"), "Cold");
}

#[tokio::test]
async fn an_invalid_batch_is_rejected_without_effect() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    let delete = format!("DELETE {}", Fixture::signed("/devstoreaccount1/box/a"));
    let tier = format!("PUT {}", Fixture::signed("/devstoreaccount1/box/a?comp=tier"));
    let other = format!("DELETE {}", Fixture::signed("/devstoreaccount1/other/a"));
    for body in [
        batch(&[]),
        batch(&[(&delete, ""), (&tier, "x-ms-access-tier: Cool\r\n")]),
        batch(&[("GET /devstoreaccount1/box/a", "")]),
        "nothing".to_owned(),
        batch(&[(&delete, "")]).replace("--b--", ""),
    ] {
        assert_eq!(send(&mut fixture, &body).await.error(), (400, "InvalidInput"), "{body:.200}");
    }
    // One with too many parts is accepted, and says in its only part that nothing was done.
    let many = vec![(delete.as_str(), ""); 257];
    let response = send(&mut fixture, &batch(&many)).await;
    assert_eq!((response.status, response.body.matches("HTTP/1.1 ").count()), (202, 1), "{response:?}");
    assert!(
        response.body.contains("HTTP/1.1 400 ") && response.body.contains("ExceedsMaxBatchRequestCount"),
        "{response:?}"
    );
    let within = fixture.send("POST", "?restype=container&comp=batch", &[TYPE], &batch(&[(&other, "")])).await;
    assert_eq!(within.error(), (400, "InvalidInput"));
    let path = Fixture::signed("/devstoreaccount1/?comp=batch");
    let plain = fixture.client.send("POST", &path, &[("content-type", "text/plain")], "x").await;
    assert_eq!(plain.error(), (400, "InvalidHeaderValue"));
    assert_eq!(fixture.get("a").await.status, 200);
}

#[tokio::test]
async fn a_body_must_match_its_checksum() {
    let mut fixture = Fixture::start().await;
    let sum = ("x-ms-content-crc64", "V0JSBnCFdzM=");
    let put = fixture.send("PUT", "/a", &[("x-ms-blob-type", "BlockBlob"), sum], "hello").await;
    assert_eq!((put.status, put.header(sum.0)), (201, sum.1));
    let range = [("x-ms-range", "bytes=0-"), ("x-ms-range-get-content-crc64", "true")];
    assert_eq!(fixture.send("GET", "/a", &range, "").await.header(sum.0), sum.1);
    let wrong = fixture.send("PUT", "/a", &[("x-ms-blob-type", "BlockBlob"), sum], "hellO").await;
    assert_eq!(wrong.error(), (400, "Crc64Mismatch"));
    let block = fixture.send("PUT", "/a?comp=block&blockid=YQ==", &[sum], "hello").await;
    assert_eq!((block.status, block.header(sum.0)), (201, sum.1));
    assert_eq!(fixture.send("PUT", "/a?comp=block&blockid=YQ==", &[sum], "x").await.error(), (400, "Crc64Mismatch"));
}

#[tokio::test]
async fn http_headers_are_replaced_as_a_whole() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("a", "x").await.header("etag").to_owned();
    let headers = [("x-ms-blob-content-type", "text/x"), ("x-ms-blob-cache-control", "no-cache")];
    let set = fixture.send("PUT", "/a?comp=properties", &headers, "").await;
    assert_eq!(set.status, 200);
    assert_ne!(set.header("etag"), etag);
    let head = fixture.head("a").await;
    assert_eq!((head.header("content-type"), head.header("cache-control")), ("text/x", "no-cache"));
    assert_eq!(head.header("content-md5"), "", "what is not named is cleared");
    fixture.send("PUT", "/a?comp=properties", &headers[..1], "").await;
    let head = fixture.head("a").await;
    assert_eq!((head.header("content-type"), head.header("cache-control")), ("text/x", ""));
    let stale = fixture.send("PUT", "/a?comp=properties", &[("if-match", &etag)], "").await;
    assert_eq!(stale.error(), (412, "ConditionNotMet"));
}
