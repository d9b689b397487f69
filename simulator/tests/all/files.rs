//! Files as sources, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Client, Fixture};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobferry_simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Options, Simulator};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const EXPIRY: &str = "2099-01-01T00:00:00Z";
const VERSION: &str = "2025-01-05";
const FILE: &str = "/devstoreaccount1/share/dir/a%20file";

fn sign(text: &str) -> String {
    let mut hash = Hmac::<Sha256>::new_from_slice(&BASE64_STANDARD.decode(DEFAULT_KEY).unwrap()).unwrap();
    hash.update(text.as_bytes());
    BASE64_STANDARD.encode(hash.finalize().into_bytes())
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A service SAS for a file (`f`) or a share (`s`).
fn service_sas(kind: &str, resource: &str, permissions: &str) -> String {
    let text = format!("{permissions}\n\n{EXPIRY}\n/file/{DEFAULT_ACCOUNT}/{resource}\n\n\n\n{VERSION}\n\n\n\n\n");
    format!("sv={VERSION}&sr={kind}&sp={permissions}&se={EXPIRY}&sig={}", encoded(&sign(&text)))
}

fn account_sas(services: &str) -> String {
    let text = format!("{DEFAULT_ACCOUNT}\nr\n{services}\nsco\n\n{EXPIRY}\n\n\n{VERSION}\n\n");
    format!("sv={VERSION}&ss={services}&srt=sco&sp=r&se={EXPIRY}&sig={}", encoded(&sign(&text)))
}

async fn fixture() -> (Fixture, Client) {
    let fixture = Fixture::start().await;
    let body = Bytes::from_static(b"hello");
    fixture.simulator.put_file(DEFAULT_ACCOUNT, "share", "dir/a file", Some("text/plain"), body);
    let files = Client::connect(&fixture.simulator.files_origin()).await;
    (fixture, files)
}

#[tokio::test]
async fn a_file_is_read_with_a_credential() {
    let (fixture, mut files) = fixture().await;
    let file = service_sas("f", "share/dir/a file", "r");
    for query in [&file, &service_sas("s", "share", "rl"), &account_sas("f"), &account_sas("bf")] {
        let get = files.send("GET", &format!("{FILE}?{query}"), &[], "").await;
        assert_eq!(
            (get.status, get.body.as_str(), get.header("content-type")),
            (200, "hello", "text/plain"),
            "{query}"
        );
        assert_eq!(get.header("x-ms-type"), "File");
    }
    let head = files.send("HEAD", &format!("{FILE}?{file}"), &[], "").await;
    assert_eq!((head.status, head.header("content-length")), (200, "5"));
    let part = files.send("GET", &format!("{FILE}?{file}"), &[("range", "bytes=1-2")], "").await;
    assert_eq!((part.status, part.body.as_str(), part.header("content-range")), (206, "el", "bytes 1-2/5"));
    let host =
        format!("devstoreaccount1.file.localhost:{}", fixture.simulator.files_origin().rsplit_once(':').unwrap().1);
    let by_host = files.send("GET", &format!("/share/dir/a%20file?{file}"), &[("host", &host)], "").await;
    assert_eq!(by_host.status, 200);
}

#[tokio::test]
async fn a_file_cannot_be_read_without_a_credential() {
    let (_fixture, mut files) = fixture().await;
    for (query, expected) in [
        (String::new(), (401, "NoAuthenticationInformation")),
        (account_sas("b"), (403, "AuthorizationServiceMismatch")),
        (service_sas("f", "share/other", "r"), (403, "AuthenticationFailed")),
        (service_sas("s", "other", "r"), (403, "AuthenticationFailed")),
        (service_sas("f", "share/dir/a file", "w"), (403, "AuthorizationPermissionMismatch")),
        (service_sas("b", "share/dir/a file", "r"), (403, "AuthenticationFailed")),
        (format!("{}x", account_sas("f")), (403, "AuthenticationFailed")),
    ] {
        assert_eq!(files.send("GET", &format!("{FILE}?{query}"), &[], "").await.error(), expected, "{query}");
    }
    let missing = format!("/devstoreaccount1/share/none?{}", account_sas("f"));
    assert_eq!(files.send("GET", &missing, &[], "").await.error(), (404, "ResourceNotFound"));
    assert_eq!(files.send("PUT", &missing, &[], "").await.error(), (501, "NotImplemented"));
}

#[tokio::test]
async fn the_accounts_key_reads_a_file() {
    let (_fixture, mut files) = fixture().await;
    let date = httpdate::fmt_http_date(std::time::SystemTime::now());
    let text = format!("GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:{VERSION}\n/{DEFAULT_ACCOUNT}{FILE}");
    let authorization = format!("SharedKey {DEFAULT_ACCOUNT}:{}", sign(&text));
    let headers = [("x-ms-date", date.as_str()), ("x-ms-version", VERSION), ("authorization", &authorization)];
    assert_eq!(files.send("GET", FILE, &headers, "").await.body, "hello");
    assert_eq!(files.send("HEAD", FILE, &headers, "").await.status, 403);
}

#[tokio::test]
async fn a_file_is_copied_to_a_block_blob() {
    let (mut fixture, _) = fixture().await;
    let url = format!("{}{FILE}", fixture.simulator.files_origin());
    let copy = fixture.send("PUT", "/to", &[("x-ms-copy-source", &url)], "").await;
    assert_eq!((copy.status, copy.header("x-ms-copy-status")), (202, "success"));
    let to = fixture.get("to").await;
    assert_eq!(
        (to.body.as_str(), to.header("content-type"), to.header("x-ms-blob-type")),
        ("hello", "text/plain", "BlockBlob")
    );
    let block = [("x-ms-copy-source", url.as_str()), ("x-ms-blob-type", "BlockBlob")];
    assert_eq!(fixture.send("PUT", "/to", &block, "").await.error(), (401, "CannotVerifyCopySource"));
    let signed = format!("{url}?{}", service_sas("f", "share/dir/a file", "r"));
    let block = [("x-ms-copy-source", signed.as_str()), ("x-ms-source-range", "bytes=1-3")];
    assert_eq!(fixture.send("PUT", "/b?comp=block&blockid=YQ==", &block, "").await.status, 201);
    let missing = url.replace("dir", "other");
    let missing = fixture.send("PUT", "/to", &[("x-ms-copy-source", &missing)], "").await;
    assert_eq!(missing.error(), (404, "CannotVerifyCopySource"));
    assert_eq!(missing.header("x-ms-copy-source-error-code"), "ResourceNotFound");
    fixture.send("PUT", "/log", &[("x-ms-blob-type", "AppendBlob")], "").await;
    let append = fixture.send("PUT", "/log", &[("x-ms-copy-source", &url)], "").await;
    assert_eq!(append.error(), (409, "InvalidBlobType"));
}

#[tokio::test]
async fn another_accounts_file_needs_a_credential() {
    let accounts = ["devstoreaccount1", "yours"].map(|name| (name.to_owned(), DEFAULT_KEY.to_owned())).to_vec();
    let simulator = Simulator::start(Options { accounts, ..Options::default() }).await.unwrap();
    let client = Client::connect(&simulator.origin()).await;
    let mut fixture = Fixture { simulator, client };
    fixture.send("PUT", "?restype=container", &[], "").await;
    fixture.simulator.put_file("yours", "share", "f", None, Bytes::from_static(b"x"));
    let url = format!("{}/yours/share/f", fixture.simulator.files_origin());
    let copy = fixture.send("PUT", "/to", &[("x-ms-copy-source", &url)], "").await;
    assert_eq!(copy.error(), (401, "CannotVerifyCopySource"));
}

#[tokio::test]
async fn the_control_endpoint_puts_files() {
    let (mut fixture, mut files) = fixture().await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let put = control.send("PUT", &format!("/files{FILE}"), &[("content-type", "text/css")], "other").await;
    assert_eq!(put.status, 200);
    let get = files.send("GET", &format!("{FILE}?{}", account_sas("f")), &[], "").await;
    assert_eq!((get.body.as_str(), get.header("content-type")), ("other", "text/css"));
    let large = "/files/devstoreaccount1/share/large?size=1099511627776&seed=7";
    assert_eq!(control.send("PUT", large, &[], "").await.status, 200);
    let url = format!("{}/devstoreaccount1/share/large", fixture.simulator.files_origin());
    assert_eq!(fixture.send("PUT", "/to", &[("x-ms-copy-source", &url)], "").await.status, 202);
    assert_eq!(fixture.head("to").await.header("content-length"), "1099511627776");
    assert_eq!(control.send("PUT", "/files/devstoreaccount1/share", &[], "").await.status, 400);
    assert_eq!(control.send("PUT", "/files/a/b/c?size=x", &[], "").await.status, 400);
}

#[tokio::test]
async fn the_second_key_of_an_account_signs_too() {
    let accounts = vec![(DEFAULT_ACCOUNT.to_owned(), format!("b3RoZXI=:{DEFAULT_KEY}"))];
    let simulator = Simulator::start(Options { accounts, ..Options::default() }).await.unwrap();
    simulator.put_file(DEFAULT_ACCOUNT, "share", "dir/a file", None, Bytes::from_static(b"hello"));
    let mut files = Client::connect(&simulator.files_origin()).await;
    for query in [service_sas("f", "share/dir/a file", "r"), account_sas("f")] {
        assert_eq!(files.send("GET", &format!("{FILE}?{query}"), &[], "").await.body, "hello", "{query}");
    }
}
