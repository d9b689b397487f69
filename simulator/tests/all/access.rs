//! Who may do what, over HTTP: signatures, and what a SAS allows.

use crate::support::mint::{ServiceSas, account_sas, sign};
use crate::support::{Client, Fixture, ServiceResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobferry_simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Options, Simulator};

const PUT: (&str, &str) = ("x-ms-blob-type", "BlockBlob");
const MISMATCH: (u16, &str) = (403, "AuthorizationPermissionMismatch");
const NOT_AUTHENTICATED: (u16, &str) = (403, "AuthenticationFailed");

/// Sends a request for what follows the container's name, with a SAS.
async fn with(fixture: &mut Fixture, sas: &str, method: &str, rest: &str, headers: &[(&str, &str)]) -> ServiceResponse {
    let joint = if rest.contains('?') { '&' } else { '?' };
    let path = format!("/{DEFAULT_ACCOUNT}/box{rest}{joint}{sas}");
    fixture.client.send(method, &path, headers, "").await
}

fn on_container(permissions: &str) -> String {
    ServiceSas { permissions, ..ServiceSas::default() }.query()
}

/// A private container with the blob `here`.
async fn private() -> Fixture {
    let mut fixture = Fixture::start().await;
    assert_eq!(fixture.send("DELETE", "?restype=container", &[], "").await.status, 202);
    assert_eq!(fixture.send("PUT", "?restype=container", &[], "").await.status, 201);
    fixture.put("here", "hello").await;
    fixture
}

#[tokio::test]
async fn a_sas_is_bound_to_its_time_addresses_and_key() {
    let mut fixture = private().await;
    let good = ServiceSas { blob: Some("here"), ..ServiceSas::default() };
    let start = |start| ServiceSas { start, ..good.clone() };
    let from = |addresses| ServiceSas { addresses, ..good.clone() };
    for sas in [good.clone(), start("2020-01-01"), from("127.0.0.1"), from("127.0.0.0-127.0.0.9")] {
        assert_eq!(with(&mut fixture, &sas.query(), "GET", "/here", &[]).await.body, "hello", "{sas:?}");
    }
    let cases = [
        (ServiceSas { expiry: "2020-01-01T00:00:00Z", ..good.clone() }, NOT_AUTHENTICATED),
        (start("2090-01-01"), NOT_AUTHENTICATED),
        (ServiceSas { key: "d3Jvbmc=", ..good.clone() }, NOT_AUTHENTICATED),
        (ServiceSas { identifier: "unknown", ..good.clone() }, NOT_AUTHENTICATED),
        (from("10.0.0.1-10.0.0.9"), (403, "AuthorizationSourceIPMismatch")),
        (ServiceSas { permissions: "wd", ..good.clone() }, MISMATCH),
    ];
    for (sas, expected) in cases {
        let response = with(&mut fixture, &sas.query(), "GET", "/here", &[]).await;
        assert_eq!(response.error(), expected, "{sas:?}");
    }
}

#[tokio::test]
async fn a_sas_is_bound_to_its_resource_type() {
    let mut fixture = private().await;
    let blob = ServiceSas { blob: Some("here"), permissions: "rl", ..ServiceSas::default() }.query();
    let list = "?restype=container&comp=list";
    assert_eq!(with(&mut fixture, &blob, "GET", list, &[]).await.error(), NOT_AUTHENTICATED);
    assert_eq!(with(&mut fixture, &blob, "GET", "/there", &[]).await.error(), NOT_AUTHENTICATED);
    let container = on_container("rld");
    assert_eq!(with(&mut fixture, &container, "GET", list, &[]).await.status, 200);
    assert_eq!(with(&mut fixture, &container, "GET", "/here", &[]).await.status, 200);
    assert_eq!(with(&mut fixture, &container, "DELETE", "?restype=container", &[]).await.error(), MISMATCH);
    let (objects, containers) = (account_sas("rl", "o"), account_sas("rl", "c"));
    let wrong_type = (403, "AuthorizationResourceTypeMismatch");
    assert_eq!(with(&mut fixture, &objects, "GET", list, &[]).await.error(), wrong_type);
    assert_eq!(with(&mut fixture, &objects, "GET", "/here", &[]).await.status, 200);
    assert_eq!(with(&mut fixture, &containers, "GET", "/here", &[]).await.error(), wrong_type);
    assert_eq!(with(&mut fixture, &containers, "GET", list, &[]).await.status, 200);
}

#[tokio::test]
async fn a_sas_for_https_is_rejected_over_plain_http() {
    let mut fixture = private().await;
    let sas = ServiceSas { protocols: "https", ..ServiceSas::default() }.query();
    let plain = with(&mut fixture, &sas, "GET", "/here", &[]).await;
    assert_eq!(plain.error(), (403, "AuthorizationProtocolMismatch"));
    fixture.client = Client::connect_securely(&fixture.simulator).await;
    assert_eq!(with(&mut fixture, &sas, "GET", "/here", &[]).await.body, "hello");
}

#[tokio::test]
async fn create_permission_does_not_allow_overwriting() {
    let mut fixture = private().await;
    let (create, write) = (on_container("c"), on_container("w"));
    let source = format!("{}?{}", fixture.url("here"), on_container("r"));
    let copy = [("x-ms-copy-source", source.as_str())];
    let synchronous = [copy[0], ("x-ms-requires-sync", "true")];
    let list = "?comp=blocklist";
    let writes: [(&str, &[(&str, &str)]); 3] = [("", &[PUT]), ("", &copy), ("", &synchronous)];
    for (number, (query, headers)) in writes.into_iter().enumerate() {
        let rest = format!("/new{number}{query}");
        let first = with(&mut fixture, &create, "PUT", &rest, headers).await;
        assert!(matches!(first.status, 201 | 202), "{first:?}");
        let again = with(&mut fixture, &create, "PUT", &rest, headers).await;
        assert_eq!(again.error(), (403, "UnauthorizedBlobOverwrite"), "{number}");
        let written = with(&mut fixture, &write, "PUT", &rest, headers).await;
        assert!(matches!(written.status, 201 | 202), "{written:?}");
    }
    let commit = |sas: &str, name: &str| format!("/{DEFAULT_ACCOUNT}/box/{name}{list}&{sas}");
    for (sas, name, status) in [(&create, "listed", 201), (&create, "listed", 403), (&write, "listed", 201)] {
        let response = fixture.client.send("PUT", &commit(sas, name), &[], "<BlockList/>").await;
        assert_eq!(response.status, status, "{response:?}");
    }
    let block = "/here?comp=block&blockid=YQ==";
    assert_eq!(with(&mut fixture, &create, "PUT", block, &[]).await.error(), MISMATCH);
    assert_eq!(with(&mut fixture, &create, "PUT", "/here?comp=snapshot", &[]).await.status, 201);
    assert_eq!(with(&mut fixture, &on_container("r"), "PUT", "/here?comp=snapshot", &[]).await.error(), MISMATCH);
    assert_eq!(with(&mut fixture, &create, "PUT", "/here?comp=metadata", &[]).await.error(), MISMATCH);
}

#[tokio::test]
async fn some_headers_and_parameters_require_their_own_permission() {
    let mut fixture = private().await;
    let cases: [(&str, &[(&str, &str)]); 3] = [
        ("t", &[PUT, ("x-ms-tags", "a=1")]),
        ("i", &[PUT, ("x-ms-legal-hold", "true")]),
        ("i", &[PUT, ("x-ms-immutability-policy-until-date", "Thu, 01 Jan 2099 00:00:00 GMT")]),
    ];
    for (number, (letter, headers)) in cases.into_iter().enumerate() {
        let rest = format!("/new{number}");
        let rejected = with(&mut fixture, &on_container("rw"), "PUT", &rest, headers).await;
        assert_eq!(rejected.error(), MISMATCH, "{headers:?}");
        let sas = on_container(&format!("w{letter}"));
        assert_eq!(with(&mut fixture, &sas, "PUT", &rest, headers).await.status, 201, "{headers:?}");
    }
    let version = "/new?versionid=2024-01-02T03:04:05.1234567Z";
    assert_eq!(with(&mut fixture, &on_container("d"), "DELETE", version, &[]).await.error(), MISMATCH);
    assert_ne!(with(&mut fixture, &on_container("x"), "DELETE", version, &[]).await.status, 403);
    let permanently = "/new?deletetype=permanent";
    assert_eq!(with(&mut fixture, &on_container("dx"), "DELETE", permanently, &[]).await.error(), MISMATCH);
    assert_eq!(with(&mut fixture, &on_container("r"), "DELETE", "/here", &[]).await.error(), MISMATCH);
    assert_eq!(with(&mut fixture, &on_container("d"), "DELETE", "/here", &[]).await.status, 202);
}

#[tokio::test]
async fn copying_source_tags_requires_the_tag_permission() {
    let mut fixture = private().await;
    let sync = [("x-ms-requires-sync", "true"), ("x-ms-copy-source-tag-option", "COPY")];
    for (permissions, status) in [("r", 403), ("rt", 202)] {
        let source = format!("{}?{}", fixture.url("here"), on_container(permissions));
        let headers = [("x-ms-copy-source", source.as_str()), sync[0], sync[1]];
        let response = fixture.send("PUT", "/to", &headers, "").await;
        assert_eq!(response.status, status, "{response:?}");
    }
}

#[tokio::test]
async fn a_sas_overrides_response_headers() {
    let mut fixture = private().await;
    let overrides = ["no-store", "attachment", "gzip", "de", "text/plain"];
    let sas = ServiceSas { overrides, permissions: "rw", ..ServiceSas::default() }.query();
    for method in ["GET", "HEAD"] {
        let response = with(&mut fixture, &sas, method, "/here", &[]).await;
        let names = ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type"];
        assert_eq!(names.map(|name| response.header(name)), overrides, "{method}");
        assert_eq!(response.header("content-length"), "5");
    }
    assert_eq!(with(&mut fixture, &sas, "PUT", "/here?comp=metadata", &[]).await.header("cache-control"), "");
    assert_eq!(fixture.head("here").await.header("content-type"), "application/octet-stream");
}

#[tokio::test]
async fn a_sas_for_an_encryption_scope_rejects_other_scopes() {
    let mut fixture = private().await;
    let sas = ServiceSas { scope: "mine", permissions: "rw", ..ServiceSas::default() }.query();
    let scope = |name| [PUT, ("x-ms-encryption-scope", name)];
    let other = with(&mut fixture, &sas, "PUT", "/new", &scope("other")).await;
    assert_eq!(other.error(), (403, "AuthorizationFailure"));
    assert_eq!(with(&mut fixture, &sas, "PUT", "/new", &scope("mine")).await.status, 201);
    assert_eq!(with(&mut fixture, &sas, "PUT", "/new", &[PUT]).await.status, 201);
    assert_eq!(with(&mut fixture, &sas, "GET", "/new", &[]).await.status, 200);
}

#[tokio::test]
async fn an_account_has_two_keys() {
    let second = BASE64_STANDARD.encode("another key");
    let accounts = vec![(DEFAULT_ACCOUNT.to_owned(), format!("{DEFAULT_KEY}:{second}"))];
    let simulator = Simulator::start(Options { accounts, ..Options::default() }).await.unwrap();
    let mut client = Client::connect(&simulator.origin()).await;
    for (name, key, status) in [("one", DEFAULT_KEY, 201), ("two", second.as_str(), 201), ("three", "d3Jvbmc=", 403)] {
        let date = httpdate::fmt_http_date(std::time::SystemTime::now());
        let path = format!("/{DEFAULT_ACCOUNT}/{name}");
        let text = format!("PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\n/{DEFAULT_ACCOUNT}{path}\nrestype:container");
        let authorization = format!("SharedKey {DEFAULT_ACCOUNT}:{}", sign(key, &text));
        let headers = [("x-ms-date", date.as_str()), ("authorization", &authorization)];
        let response = client.send("PUT", &format!("{path}?restype=container"), &headers, "").await;
        assert_eq!(response.status, status, "{name}: {response:?}");
    }
}

#[tokio::test]
async fn an_anonymous_request_is_challenged_with_the_token_endpoint() {
    let mut fixture = private().await;
    let path = format!("/{DEFAULT_ACCOUNT}/box/here");
    for (version, challenged) in [("2019-07-07", false), ("2019-12-12", true), ("2025-01-05", true)] {
        let response = fixture.client.send("GET", &path, &[("x-ms-version", version)], "").await;
        assert_eq!(response.error(), (401, "NoAuthenticationInformation"));
        let challenge = response.header("www-authenticate");
        assert_eq!(challenge.starts_with("Bearer authorization_uri=https://"), challenged, "{version}: {challenge}");
    }
}
