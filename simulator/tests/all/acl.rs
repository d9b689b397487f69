//! Public access, stored access policies and metadata of containers, over HTTP. No SAS allows to read or set the access,
//! so these requests are signed with the key.

#![expect(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::{Fixture, ServiceResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobferry_simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const QUERY: &str = "?restype=container&comp=acl";

/// Sends a request on the access of the container `box`, signed with the account's key.
async fn send(fixture: &mut Fixture, method: &str, headers: &[(&str, &str)], body: &str) -> ServiceResponse {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now());
    let mut all = vec![("x-ms-date", date.as_str()), ("x-ms-version", "2025-01-05")];
    all.extend_from_slice(headers);
    all.sort_unstable();
    let canonical: Vec<_> = all.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let canonical = canonical.concat();
    let length = if body.is_empty() { String::new() } else { body.len().to_string() };
    let resource = format!("/{DEFAULT_ACCOUNT}/{DEFAULT_ACCOUNT}/box\ncomp:acl\nrestype:container");
    let text = format!("{method}\n\n\n{length}\n\n\n\n\n\n\n\n\n{canonical}{resource}");
    let mut hash = Hmac::<Sha256>::new_from_slice(&BASE64_STANDARD.decode(DEFAULT_KEY).unwrap()).unwrap();
    hash.update(text.as_bytes());
    let signature = BASE64_STANDARD.encode(hash.finalize().into_bytes());
    let authorization = format!("SharedKey {DEFAULT_ACCOUNT}:{signature}");
    all.push(("authorization", &authorization));
    fixture.client.send(method, &format!("/{DEFAULT_ACCOUNT}/box{QUERY}"), &all, body).await
}

fn document(identifiers: &[(&str, &str)]) -> String {
    let one = |(id, policy): &(&str, &str)| format!("<SignedIdentifier><Id>{id}</Id>{policy}</SignedIdentifier>");
    let all = identifiers.iter().map(one).collect::<Vec<_>>().concat();
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><SignedIdentifiers>{all}</SignedIdentifiers>")
}

#[tokio::test]
async fn access_policies_are_replaced_as_a_whole() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    let policy = "<AccessPolicy><Start>2024-01-01</Start><Expiry>2030-01-01T00:00:00Z</Expiry>\
                  <Permission>rl</Permission></AccessPolicy>";
    let policies = document(&[("first", policy), ("second", "<AccessPolicy />")]);
    let before = send(&mut fixture, "GET", &[], "").await;
    assert_eq!((before.status, before.header("x-ms-blob-public-access")), (200, "container"));
    assert!(before.body.ends_with("<SignedIdentifiers />"), "{}", before.body);
    let set = send(&mut fixture, "PUT", &[("x-ms-blob-public-access", "blob")], &policies).await;
    assert_eq!(set.status, 200);
    assert_ne!(set.header("etag"), before.header("etag"));
    let after = send(&mut fixture, "GET", &[], "").await;
    assert_eq!((after.header("x-ms-blob-public-access"), after.header("etag")), ("blob", set.header("etag")));
    assert_eq!(after.body, policies);
    let path = format!("/{DEFAULT_ACCOUNT}/box");
    let list = format!("{path}?restype=container&comp=list");
    assert_eq!(fixture.client.send("GET", &list, &[], "").await.status, 401);
    assert_eq!(fixture.client.send("GET", &format!("{path}/a"), &[], "").await.status, 200);
    assert_eq!(send(&mut fixture, "PUT", &[], "").await.status, 200);
    assert_eq!(fixture.client.send("GET", &format!("{path}/a"), &[], "").await.status, 401);
    assert!(send(&mut fixture, "GET", &[], "").await.body.ends_with("<SignedIdentifiers />"));
}

#[tokio::test]
async fn invalid_policies_are_rejected() {
    let mut fixture = Fixture::start().await;
    let ids: Vec<_> = (0..6).map(|number| number.to_string()).collect();
    let six: Vec<_> = ids.iter().map(|id| (id.as_str(), "")).collect();
    let (longest, too_long) = ("i".repeat(64), "i".repeat(65));
    assert_eq!(send(&mut fixture, "PUT", &[], &document(&six[..5])).await.status, 200);
    assert_eq!(send(&mut fixture, "PUT", &[], &document(&[(&longest, "")])).await.status, 200);
    let permission = "<AccessPolicy><Permission>r!</Permission></AccessPolicy>";
    let wrong = [
        document(&six),
        document(&[("a", ""), ("a", "")]),
        document(&[(&too_long, "")]),
        document(&[("", "")]),
        document(&[("a", permission)]),
        "<SignedIdentifiers>".to_owned(),
    ];
    for body in wrong {
        assert_eq!(send(&mut fixture, "PUT", &[], &body).await.error(), (400, "InvalidXmlDocument"), "{body}");
    }
    let access = send(&mut fixture, "PUT", &[("x-ms-blob-public-access", "all")], "").await;
    assert_eq!(access.error(), (400, "InvalidHeaderValue"));
}

#[tokio::test]
async fn a_sas_does_not_authorize_access_policies() {
    let mut fixture = Fixture::start().await;
    for method in ["GET", "PUT"] {
        let rejected = fixture.send(method, QUERY, &[], "").await;
        assert_eq!(rejected.error(), (403, "AuthorizationPermissionMismatch"), "{method}");
    }
}

#[tokio::test]
async fn container_metadata_is_replaced() {
    let mut fixture = Fixture::start().await;
    let rest = "?restype=container&comp=metadata";
    let set = fixture.send("PUT", rest, &[("x-ms-meta-a", "1")], "").await;
    let get = fixture.send("GET", rest, &[], "").await;
    assert_eq!((set.status, get.header("x-ms-meta-a"), get.header("etag")), (200, "1", set.header("etag")));
    assert_eq!(fixture.send("PUT", rest, &[], "").await.status, 200);
    assert_eq!(fixture.send("GET", rest, &[], "").await.header("x-ms-meta-a"), "");
    let later = "Fri, 01 Jan 2100 00:00:00 GMT";
    let unchanged = fixture.send("PUT", rest, &[("if-modified-since", later)], "").await;
    assert_eq!(unchanged.error(), (412, "ConditionNotMet"));
    let lease = fixture.send("PUT", rest, &[("x-ms-lease-id", "11111111-1111-4111-8111-111111111111")], "").await;
    assert_eq!(lease.error(), (412, "LeaseNotPresentWithContainerOperation"));
}
