//! The bearer scheme.

use super::super::{TENANT, TokenHolder, TokenRequest};
use super::*;

const STORAGE: &str = "https://storage.azure.com";

fn token(request: &TokenRequest) -> String {
    ISSUER.issue(request, valid_time()).token
}

fn for_audience(audience: &str) -> String {
    token(&TokenRequest { audience: audience.to_owned(), ..TokenRequest::default() })
}

fn send_with(https: bool, pairs: &[(&str, &str)], token: &str, now: SystemTime) -> Result<Identity, Rejection> {
    let mut headers = headers(pairs);
    headers.insert("authorization", HeaderValue::try_from(format!("Bearer {token}")).unwrap());
    let request = SignedRequest {
        method: "GET",
        path: "/",
        query: "",
        headers: &headers,
        account: ACCOUNT,
        container: Some("docs"),
        blob: None,
    };
    verify(&request, Connection { https, ..Connection::default() }, keyring_of(ACCOUNT), now)
}

fn send(token: &str) -> Result<Identity, Rejection> {
    send_with(true, &[("host", "127.0.0.1:1"), ("x-ms-version", "2025-01-05")], token, valid_time())
}

#[track_caller]
fn rejected_token(response: Result<Identity, Rejection>, hint: &str) {
    let rejection = rejected(response, 401, "InvalidAuthenticationInfo");
    assert!(rejection.challenge && rejection.to_string().contains(hint), "{rejection}");
}

#[test]
fn a_token_carries_its_subject_and_permissions() {
    let request = TokenRequest { object_id: "me".into(), permissions: Some("rl".into()), ..TokenRequest::default() };
    let holder = TokenHolder { tenant: TENANT.into(), object_id: "me".into(), permissions: Some("rl".into()) };
    assert_eq!(send(&token(&request)), Ok(Identity::Token(holder.clone())));
    assert_eq!(holder.require("wl"), Ok(()));
    rejected(holder.require("cw"), 403, "AuthorizationPermissionMismatch");
    rejected(holder.require(""), 403, "AuthorizationPermissionMismatch");
    assert_eq!(TokenHolder { permissions: None, ..holder }.require("w"), Ok(()));
}

#[test]
fn audiences_are_the_service_and_the_account() {
    for audience in [
        STORAGE,
        "https://storage.azure.com/",
        "https://goldenaccount.blob.core.windows.net",
        "https://goldenaccount.blob.core.windows.net/",
        "https://127.0.0.1:1/goldenaccount",
    ] {
        assert!(matches!(send(&for_audience(audience)), Ok(Identity::Token(_))), "{audience}");
    }
    for audience in [
        "",
        "https://management.azure.com",
        "https://storage.azure.com//",
        "http://storage.azure.com",
        "https://other.blob.core.windows.net",
        "https://goldenaccount.queue.core.windows.net",
        "https://127.0.0.1:1",
        "https://127.0.0.1:1/other",
        "https://127.0.0.1:2/goldenaccount",
    ] {
        rejected_token(send(&for_audience(audience)), "Audience validation failed.");
    }
    let host = [("host", "goldenaccount.blob.localhost:1")];
    let own = for_audience("https://goldenaccount.blob.localhost:1/");
    assert!(matches!(send_with(true, &host, &own, valid_time()), Ok(Identity::Token(_))));
    rejected_token(send(&own), "Audience validation failed.");
}

#[test]
fn a_token_is_valid_only_within_its_lifetime() {
    let token = token(&TokenRequest { starts_in: 10, expires_in: 60, ..TokenRequest::default() });
    let after = |seconds| send_with(true, &[], &token, valid_time() + Duration::from_secs(seconds));
    rejected_token(after(9), "not yet valid");
    assert!(after(10).is_ok() && after(59).is_ok());
    rejected_token(after(60), "expired");
}

#[test]
fn only_tokens_of_the_issuer_are_accepted() {
    let good = for_audience(STORAGE);
    let request = TokenRequest { object_id: "somebody else".into(), ..TokenRequest::default() };
    let other = Issuer::default().issue(&request, valid_time()).token;
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (_, claims) = signed.split_once('.').unwrap();
    // {"alg":"none"}
    let unsigned = format!("eyJhbGciOiJub25lIn0.{claims}.");
    let moved = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
    for bad in ["", "abc", "a.b.c", signed, &good[..good.len() - 1], &other, &unsigned, &moved] {
        let response = send(bad);
        rejected_token(response, "Signature validation failed.");
    }
}

#[test]
fn plain_http_and_old_versions_are_rejected() {
    let good = for_audience(STORAGE);
    let rejection = rejected(send_with(false, &[], &good, valid_time()), 403, "AuthenticationFailed");
    assert!(rejection.to_string().contains("not allowed with HTTP"), "{rejection}");
    let old = send_with(true, &[("x-ms-version", "2017-07-29")], &good, valid_time());
    assert!(rejected(old, 403, "AuthenticationFailed").to_string().contains("not supported in this version"));
    assert!(send_with(true, &[("x-ms-version", "2017-11-09")], &good, valid_time()).is_ok());
}

#[test]
fn anonymous_requests_are_challenged_since_2019() {
    for (version, challenge) in [(None, false), (Some("2019-07-07"), false), (Some("2019-12-12"), true)] {
        assert_eq!(Rejection::no_authentication(version).challenge, challenge, "{version:?}");
    }
    let challenge = Rejection::challenge();
    assert!(challenge.starts_with("Bearer authorization_uri=https://") && challenge.contains(TENANT), "{challenge}");
    assert!(challenge.ends_with("/oauth2/authorize resource_id=https://storage.azure.com"), "{challenge}");
}
