//! Sources on other hosts and in other accounts, over HTTP.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use std::sync::Arc;
use std::time::Duration;

use crate::support::bare::{Bare, answer_and_close, dead, read_head, response};
use crate::support::{Client, Fixture, ServiceResponse};
use blobferry_simulator::{CopyScript, DEFAULT_KEY, Options, PendingFor, Simulator, SourceOptions};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const BLOCK: (&str, &str) = ("x-ms-blob-type", "BlockBlob");
const UNVERIFIED: (u16, &str) = (500, "CannotVerifyCopySource");

async fn copy(fixture: &mut Fixture, url: &str, headers: &[(&str, &str)]) -> ServiceResponse {
    let mut all = vec![("x-ms-copy-source", url)];
    all.extend_from_slice(headers);
    fixture.send("PUT", "/to", &all, "").await
}

async fn with(options: Options) -> Fixture {
    let simulator = Simulator::start(options).await.unwrap();
    let client = Client::connect(&simulator.origin()).await;
    let mut fixture = Fixture { simulator, client };
    assert_eq!(fixture.send("PUT", "?restype=container", &[], "").await.status, 201);
    fixture
}

#[tokio::test]
async fn two_services_copy_from_each_other() {
    let (mut here, mut there) = (Fixture::start().await, Fixture::start().await);
    let headers = [BLOCK, ("x-ms-blob-content-type", "text/plain"), ("x-ms-meta-a", "1")];
    there.send("PUT", "/from", &headers, "hello").await;
    let url = there.url("from");
    assert_eq!(copy(&mut here, &url, &[]).await.header("x-ms-copy-status"), "success");
    let to = here.get("to").await;
    assert_eq!((to.body.as_str(), to.header("content-type"), to.header("x-ms-meta-a")), ("hello", "text/plain", "1"));
    assert_eq!(to.header("x-ms-copy-source"), url);
    assert_eq!(there.simulator.statistics().operations["getBlob"], 1);
    for (headers, status) in [(&[BLOCK], 201), (&[("x-ms-requires-sync", "true")], 202)] {
        assert_eq!(copy(&mut here, &url, headers).await.status, status);
    }
    let back = here.url("to");
    assert_eq!(copy(&mut there, &back, &[]).await.status, 202);
    assert_eq!(there.get("to").await.body, "hello");
    let read = here.simulator.source_reads();
    assert_eq!((read.len(), read[0].url.as_str(), read[0].status), (3, url.as_str(), 200));
}

#[tokio::test]
async fn a_remote_source_is_read_when_the_copy_starts() {
    let (mut here, mut there) = (Fixture::start().await, Fixture::start().await);
    there.put("from", "before").await;
    here.simulator.set_copies(CopyScript { pending: Some(PendingFor::Polls(1)), ..CopyScript::default() });
    let url = there.url("from");
    assert_eq!(copy(&mut here, &url, &[]).await.header("x-ms-copy-status"), "pending");
    there.put("from", "after").await;
    assert_eq!(here.head("to").await.header("x-ms-copy-progress"), "0/6");
    assert_eq!(here.head("to").await.header("x-ms-copy-status"), "success");
    assert_eq!(here.get("to").await.body, "before");
}

#[tokio::test]
async fn blob_types_are_kept_between_services() {
    let (mut here, mut there) = (Fixture::start().await, Fixture::start().await);
    there.send("PUT", "/from", &[("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", "1024")], "").await;
    let url = there.url("from");
    copy(&mut here, &url, &[]).await;
    let head = here.head("to").await;
    assert_eq!((head.header("x-ms-blob-type"), head.header("content-length")), ("PageBlob", "1024"));
    there.send("PUT", "/log", &[("x-ms-blob-type", "AppendBlob")], "").await;
    let log = there.url("log");
    assert_eq!(copy(&mut here, &log, &[]).await.error(), (409, "InvalidBlobType"));
}

#[tokio::test]
async fn the_source_error_is_passed_on() {
    let (mut here, there) = (Fixture::start().await, with(Options::default()).await);
    let plain = there.url("from");
    let wrong = format!("{plain}?sv=2025-01-05&ss=b&srt=o&sp=r&se=2099-01-01T00:00:00Z&sig=AAAA");
    let missing = format!("{}{}", there.simulator.origin(), Fixture::signed("/devstoreaccount1/box/none"));
    for headers in [&[][..], &[BLOCK], &[("x-ms-requires-sync", "true")]] {
        for (url, status, code) in [
            (&plain, 401, "NoAuthenticationInformation"),
            (&wrong, 403, "AuthenticationFailed"),
            (&missing, 404, "BlobNotFound"),
        ] {
            let rejected = copy(&mut here, url, headers).await;
            assert_eq!(rejected.error(), (status, "CannotVerifyCopySource"), "{url}");
            assert_eq!(rejected.header("x-ms-copy-source-status-code"), status.to_string());
            assert_eq!(rejected.header("x-ms-copy-source-error-code"), code);
        }
    }
    assert_eq!(here.get("to").await.error(), (404, "BlobNotFound"));
}

#[tokio::test]
async fn any_server_is_a_source() {
    let text = "Content-Type: text/csv\r\nContent-Language: de\r\nx-ms-meta-a: 1\r\nETag: \"v1\"\r\n";
    let partial = response("206 Partial Content", "Content-Range: bytes 2-3/5\r\n", "ll");
    let whole = response("200 OK", text, "hello");
    let server = Bare::start(vec![whole.clone(), whole.clone(), partial, whole]).await;
    let mut fixture = Fixture::start().await;
    let url = format!("{}/some/path?query=1", server.origin);
    assert_eq!(copy(&mut fixture, &url, &[BLOCK]).await.status, 201);
    let to = fixture.get("to").await;
    assert_eq!(
        (to.body.as_str(), to.header("content-type"), to.header("content-language")),
        ("hello", "text/csv", "de")
    );
    let request = server.request(0);
    assert!(request.starts_with("GET /some/path?query=1 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("host: {}\r\n", server.origin.strip_prefix("http://").unwrap())), "{request}");
    let headers = [
        ("x-ms-copy-source-authorization", "Bearer token"),
        ("x-ms-source-if-match", "\"v1\""),
        ("x-ms-requires-sync", "true"),
    ];
    assert_eq!(copy(&mut fixture, &url, &headers).await.status, 202);
    assert_eq!(fixture.head("to").await.header("x-ms-meta-a"), "1");
    let request = server.request(1);
    assert!(
        request.contains("authorization: Bearer token\r\n") && request.contains("if-match: \"v1\"\r\n"),
        "{request}"
    );
    // A server may know ranges, or send everything.
    for (number, id) in [(2, "YQ=="), (3, "Yg==")] {
        let headers = [("x-ms-copy-source", url.as_str()), ("x-ms-source-range", "bytes=2-3")];
        let block = fixture.send("PUT", &format!("/parts?comp=block&blockid={id}"), &headers, "").await;
        assert_eq!(block.status, 201, "{block:?}");
        assert!(server.request(number).contains("range: bytes=2-3\r\n"));
    }
    let list = "<BlockList><Latest>YQ==</Latest><Latest>Yg==</Latest></BlockList>";
    assert_eq!(fixture.send("PUT", "/parts?comp=blocklist", &[], list).await.status, 201);
    assert_eq!(fixture.get("parts").await.body, "llll");
}

#[tokio::test]
async fn a_failing_source_server_is_reported() {
    let elsewhere = response("302 Found", "Location: http://127.0.0.1:1/\r\n", "");
    let error = "<?xml version=\"1.0\"?><Error><Code>X</Code><Message>It is frozen.\nRequestId:1</Message></Error>";
    let conflict = response("409 Conflict", "x-ms-error-code: BlobArchived\r\n", error);
    let responses = vec![
        response("304 Not Modified", "", ""),
        response("412 Precondition Failed", "", ""),
        elsewhere,
        conflict,
        response("503 Server Busy", "x-ms-error-code: ServerBusy\r\n", ""),
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut".to_owned(),
        "nonsense\r\n\r\n".to_owned(),
    ];
    let server = Bare::start(responses).await;
    let mut fixture = Fixture::start().await;
    let condition = (412, "SourceConditionNotMet");
    let expected = [
        (condition, "", ""),
        (condition, "", ""),
        ((400, "CannotVerifyCopySource"), "302", ""),
        ((409, "CannotVerifyCopySource"), "409", "BlobArchived"),
        (UNVERIFIED, "503", "ServerBusy"),
        (UNVERIFIED, "", ""),
        (UNVERIFIED, "", ""),
    ];
    for (error, status, code) in expected {
        let rejected = copy(&mut fixture, &server.origin, &[BLOCK]).await;
        assert_eq!(rejected.error(), error, "{status} {code}");
        assert_eq!(rejected.header("x-ms-copy-source-status-code"), status);
        assert_eq!(rejected.header("x-ms-copy-source-error-code"), code);
        assert_eq!(rejected.body.contains("<Message>It is frozen."), code == "BlobArchived");
    }
}

#[tokio::test]
async fn a_silent_source_server_times_out() {
    let sources = SourceOptions { time_limit: Duration::from_millis(50), ..SourceOptions::default() };
    let mut fixture = with(Options { sources, ..Options::default() }).await;
    let silent = Bare::start(vec![String::new()]).await;
    let slow = Bare::start(vec!["HTTP/1.1 200 OK\r\nContent-Length: 100\r\n".to_owned()]).await;
    for origin in [silent.origin.clone(), slow.origin.clone(), dead().await, "http://nowhere.invalid".to_owned()] {
        let rejected = copy(&mut fixture, &origin, &[]).await;
        assert_eq!(rejected.error(), UNVERIFIED, "{origin}");
        assert!(rejected.body.contains("Could not verify the copy source within the specified time."));
        assert_eq!(rejected.header("x-ms-copy-source-status-code"), "");
    }
    assert_eq!(fixture.simulator.source_reads().iter().map(|read| read.status).collect::<Vec<_>>(), [0; 4]);
}

#[tokio::test]
async fn https_needs_a_trusted_certificate() {
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let pem = certified.cert.pem();
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certified.cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let server = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            if let Ok(mut stream) = acceptor.accept(stream).await {
                read_head(&mut stream).await;
                answer_and_close(&mut stream, &response("200 OK", "", "secret")).await;
            }
        }
    });
    let mut stranger = Fixture::start().await;
    assert_eq!(copy(&mut stranger, &url, &[BLOCK]).await.error(), UNVERIFIED);
    let sources = SourceOptions { trusted_certificates: Some(pem), ..SourceOptions::default() };
    let mut friend = with(Options { sources, ..Options::default() }).await;
    assert_eq!(copy(&mut friend, &url, &[BLOCK]).await.status, 201);
    assert_eq!(friend.get("to").await.body, "secret");
    server.abort();
}

#[tokio::test]
async fn accounts_of_one_service_need_a_credential_but_no_connection() {
    let accounts = [("devstoreaccount1", DEFAULT_KEY), ("yours", DEFAULT_KEY)];
    let accounts = accounts.map(|(name, key)| (name.to_owned(), key.to_owned())).to_vec();
    let mut fixture = with(Options { accounts, ..Options::default() }).await;
    fixture.simulator.put_synthetic("devstoreaccount1", "box", "from", 1 << 40, 1).unwrap();
    let signed = Fixture::signed("/devstoreaccount1/box/from");
    let query = signed.split_once('?').unwrap().1;
    let port = fixture.simulator.origin().rsplit_once(':').unwrap().1.to_owned();
    let own = fixture.url("from");
    let by_name = format!("http://localhost:{port}/devstoreaccount1/box/from");
    let by_host = format!("http://devstoreaccount1.blob.localhost:{port}/box/from");
    let real = "https://devstoreaccount1.blob.core.windows.net/box/from".to_owned();
    // The container is private: an asynchronous copy within the account is allowed to read it, a synchronous one is not.
    for url in [&own, &by_name, &by_host, &real] {
        assert_eq!(copy(&mut fixture, url, &[]).await.status, 202, "{url}");
        assert_eq!(copy(&mut fixture, url, &[BLOCK]).await.error(), (401, "CannotVerifyCopySource"), "{url}");
        let signed = format!("{url}?{query}");
        assert_eq!(copy(&mut fixture, &signed, &[BLOCK]).await.error(), (409, "CannotVerifyCopySource"), "{url}");
        let headers = [("x-ms-copy-source", signed.as_str()), ("x-ms-source-range", "bytes=1-4194304000")];
        assert_eq!(fixture.send("PUT", "/b?comp=block&blockid=YQ==", &headers, "").await.status, 201, "{url}");
    }
    assert_eq!(fixture.simulator.statistics().operations["getBlob"], 0);
    assert!(fixture.simulator.source_reads().iter().any(|read| read.query.ends_with("&sig=REDACTED")));
    let foreign = format!("{}/yours/box/from", fixture.simulator.origin());
    assert_eq!(copy(&mut fixture, &foreign, &[]).await.error(), (401, "CannotVerifyCopySource"));
}

#[tokio::test]
async fn an_invalid_source_url_is_rejected() {
    let mut fixture = Fixture::start().await;
    let long = format!("http://127.0.0.1/{}", "x".repeat(2048));
    for url in ["nothing", "ftp://127.0.0.1/a/b/c", "/devstoreaccount1/box/from", "", &long] {
        assert_eq!(copy(&mut fixture, url, &[]).await.error(), (400, "InvalidHeaderValue"), "{url}");
    }
    let container = fixture.url("").trim_end_matches('/').to_owned();
    assert_eq!(copy(&mut fixture, &container, &[BLOCK]).await.error(), (404, "CannotVerifyCopySource"));
    // Any server that responds to GET is a source.
    fixture.put("from", "hello").await;
    let list = fixture.url("from?comp=blocklist");
    assert_eq!(copy(&mut fixture, &list, &[BLOCK]).await.status, 201);
    assert!(fixture.get("to").await.body.ends_with("</BlockList>"));
}

#[tokio::test]
async fn the_oldest_versions_copy_within_an_account_only() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "hello").await;
    let (own, path) = (fixture.url("from"), Fixture::signed("/devstoreaccount1/box/to"));
    let foreign = format!("{}/other/box/from", fixture.simulator.origin());
    for (version, url, expected) in [
        ("2011-08-18", &own, (202, "")),
        ("2011-08-18", &foreign, (400, "CopyAcrossAccountsNotSupported")),
        ("2012-02-12", &foreign, (401, "CannotVerifyCopySource")),
    ] {
        let headers = [("x-ms-version", version), ("x-ms-copy-source", url)];
        assert_eq!(fixture.client.send("PUT", &path, &headers, "").await.error(), expected, "{version} {url}");
    }
}
