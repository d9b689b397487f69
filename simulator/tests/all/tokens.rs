//! Bearer tokens and user delegation keys, over HTTPS, and the endpoint that issues tokens.
#![allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]

use crate::support::mint::{ServiceSas, account_sas};
use crate::support::{Client, Fixture, ServiceResponse};
use blobferry_simulator::{DEFAULT_ACCOUNT, Features, IssuerScript, TENANT, TokenRequest};
use serde_json::Value;

const VERSION: (&str, &str) = ("x-ms-version", "2025-01-05");
const KEY: &str = "?restype=service&comp=userdelegationkey";

/// A simulator with a private container, over HTTPS, with the blob `here`.
async fn secure() -> Fixture {
    let mut fixture = Fixture::start().await;
    fixture.client = Client::connect_securely(&fixture.simulator).await;
    assert_eq!(fixture.send("DELETE", "?restype=container", &[], "").await.status, 202);
    assert_eq!(fixture.send("PUT", "?restype=container", &[], "").await.status, 201);
    fixture.put("here", "hello").await;
    fixture
}

/// Sends a request with a token.
async fn bearer(
    client: &mut Client,
    token: &str,
    method: &str,
    rest: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> ServiceResponse {
    let authorization = format!("Bearer {token}");
    let mut all = vec![VERSION, ("authorization", authorization.as_str())];
    all.extend_from_slice(headers);
    client.send(method, &format!("/{DEFAULT_ACCOUNT}{rest}"), &all, body).await
}

fn token(fixture: &Fixture, request: &TokenRequest) -> String {
    fixture.simulator.issue_token(request)
}

fn json(response: &ServiceResponse) -> Value {
    serde_json::from_str(&response.body).unwrap()
}

#[tokio::test]
async fn a_token_authorizes_requests_to_the_account() {
    let mut fixture = secure().await;
    let token = token(&fixture, &TokenRequest::default());
    let client = &mut fixture.client;
    assert_eq!(bearer(client, &token, "PUT", "/other?restype=container", &[], "").await.status, 201);
    let headers = [("x-ms-blob-type", "BlockBlob"), ("x-ms-tags", "a=1")];
    assert_eq!(bearer(client, &token, "PUT", "/other/blob", &headers, "hi").await.status, 201);
    assert_eq!(bearer(client, &token, "GET", "/other/blob", &[], "").await.body, "hi");
    assert_eq!(bearer(client, &token, "DELETE", "/other/blob", &[], "").await.status, 202);
}

#[tokio::test]
async fn a_token_of_another_tenant_is_rejected() {
    let mut fixture = Fixture::start_with(Features { tenant: Some("ours".to_owned()), ..Features::default() }).await;
    fixture.put("here", "hello").await;
    fixture.client = Client::connect_securely(&fixture.simulator).await;
    let of = |tenant: &str| TokenRequest { tenant: tenant.to_owned(), ..TokenRequest::default() };
    let (ours, theirs) = (token(&fixture, &of("ours")), token(&fixture, &of("theirs")));
    let client = &mut fixture.client;
    assert_eq!(bearer(client, &ours, "GET", "/box/here", &[], "").await.body, "hello");
    for (method, rest) in [("GET", "/box/here"), ("POST", KEY)] {
        let response = bearer(client, &theirs, method, rest, &[], "").await;
        assert_eq!(response.error(), (401, "InvalidAuthenticationInfo"));
        assert!(response.header("www-authenticate").starts_with("Bearer "), "{}", response.body);
    }
    let source = format!("{}/{DEFAULT_ACCOUNT}/box/here", fixture.simulator.secure_origin());
    let theirs = format!("Bearer {theirs}");
    let headers = [
        ("x-ms-copy-source", source.as_str()),
        ("x-ms-copy-source-authorization", theirs.as_str()),
        ("x-ms-requires-sync", "true"),
    ];
    let response = bearer(&mut fixture.client, &ours, "PUT", "/box/copy", &headers, "").await;
    assert_eq!(response.error(), (401, "CannotVerifyCopySource"));
}

#[tokio::test]
async fn a_token_is_rejected_over_plain_http() {
    let fixture = secure().await;
    let token = token(&fixture, &TokenRequest::default());
    let mut plain = Client::connect(&fixture.simulator.origin()).await;
    let response = bearer(&mut plain, &token, "GET", "/box/here", &[], "").await;
    assert_eq!(response.error(), (403, "AuthenticationFailed"));
    assert!(response.body.contains("Bearer is not allowed with HTTP"), "{}", response.body);
}

#[tokio::test]
async fn a_rejected_token_is_challenged() {
    let mut fixture = secure().await;
    let cases = [
        (
            TokenRequest { audience: "https://vault.azure.net".into(), ..TokenRequest::default() },
            "Audience validation failed",
        ),
        (TokenRequest { expires_in: -1, ..TokenRequest::default() }, "The token is expired"),
        (TokenRequest { starts_in: 600, ..TokenRequest::default() }, "The token is not yet valid"),
    ];
    let issued = cases.map(|(request, hint)| (token(&fixture, &request), hint));
    for (token, hint) in issued.into_iter().chain([("abc".to_owned(), "Signature validation failed")]) {
        let response = bearer(&mut fixture.client, &token, "GET", "/box/here", &[], "").await;
        assert_eq!(response.error(), (401, "InvalidAuthenticationInfo"), "{hint}");
        assert!(text(&response.body, "AuthenticationErrorDetail").contains(hint), "{}", response.body);
        let challenge = format!(
            "Bearer authorization_uri=https://login.microsoftonline.com/{TENANT}/oauth2/authorize \
             resource_id=https://storage.azure.com"
        );
        assert_eq!(response.header("www-authenticate"), challenge);
    }
}

#[tokio::test]
async fn a_token_can_have_restricted_permissions() {
    let mut fixture = secure().await;
    let create = TokenRequest { permissions: Some("rc".into()), ..TokenRequest::default() };
    let token = token(&fixture, &create);
    let client = &mut fixture.client;
    assert_eq!(bearer(client, &token, "GET", "/box/here", &[], "").await.status, 200);
    let delete = bearer(client, &token, "DELETE", "/box/here", &[], "").await;
    assert_eq!(delete.error(), (403, "AuthorizationPermissionMismatch"));
    let put = [("x-ms-blob-type", "BlockBlob")];
    let overwrite = bearer(client, &token, "PUT", "/box/here", &put, "x").await;
    assert_eq!(overwrite.error(), (403, "UnauthorizedBlobOverwrite"));
    assert_eq!(bearer(client, &token, "PUT", "/box/there", &put, "x").await.status, 201);
}

#[tokio::test]
async fn a_synchronous_copy_can_authorize_its_source_with_a_token() {
    let mut fixture = secure().await;
    let good = format!("Bearer {}", token(&fixture, &TokenRequest::default()));
    let lesser = TokenRequest { permissions: Some("w".into()), ..TokenRequest::default() };
    let lesser = format!("Bearer {}", token(&fixture, &lesser));
    let secure = format!("{}/{DEFAULT_ACCOUNT}/box/here", fixture.simulator.secure_origin());
    let plain = fixture.url("here");
    let source = "x-ms-copy-source-authorization";
    for (url, authorization, status) in [
        (&secure, Some(&good), 202),
        (&secure, None, 401),
        (&secure, Some(&lesser), 403),
        (&secure, Some(&format!("{good}0")), 401),
        (&plain, Some(&good), 403),
    ] {
        let mut headers = vec![("x-ms-copy-source", url.as_str()), ("x-ms-requires-sync", "true")];
        headers.extend(authorization.map(|value| (source, value.as_str())));
        let response = fixture.send("PUT", "/to", &headers, "").await;
        assert_eq!(response.status, status, "{response:?}");
        let code = if status == 202 { "" } else { "CannotVerifyCopySource" };
        assert_eq!(response.header("x-ms-error-code"), code);
    }
}

#[tokio::test]
async fn the_control_endpoint_issues_tokens() {
    let mut fixture = secure().await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let all = json(&control.send("POST", "/tokens", &[], "").await);
    let body = r#"{"audience": "https://storage.azure.com/", "objectId": "me", "expiresIn": 60, "permissions": "w"}"#;
    let write = json(&control.send("POST", "/tokens", &[], body).await);
    assert!(write["expiresOn"].as_i64() < all["expiresOn"].as_i64());
    for (issued, status) in [(&all, 200), (&write, 403)] {
        let response =
            bearer(&mut fixture.client, issued["token"].as_str().unwrap(), "GET", "/box/here", &[], "").await;
        assert_eq!(response.status, status, "{response:?}");
    }
    assert_eq!(control.send("POST", "/tokens", &[], r#"{"audiense": "x"}"#).await.status, 400);
    assert_eq!(control.send("POST", "/issuer", &[], r#"{"status": 200}"#).await.status, 400);
    assert_eq!(
        control.send("POST", "/issuer", &[], r#"{"failures": 1, "status": 429, "retryAfter": 7}"#).await.status,
        200
    );
    let failed = control.send("POST", &token_path(), &[], FORM).await;
    assert_eq!((failed.status, failed.header("retry-after")), (429, "7"));
}

const FORM: &str =
    "grant_type=client_credentials&client_id=me&client_secret=any&scope=https%3A%2F%2Fstorage.azure.com%2F.default";

fn token_path() -> String {
    format!("/{TENANT}/oauth2/v2.0/token")
}

#[tokio::test]
async fn clients_request_tokens_as_from_entra() {
    let mut fixture = secure().await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let issued = json(&control.send("POST", &token_path(), &[], FORM).await);
    assert_eq!((issued["token_type"].as_str(), issued["expires_in"].as_i64()), (Some("Bearer"), Some(3600)));
    let token = issued["access_token"].as_str().unwrap();
    assert_eq!(bearer(&mut fixture.client, token, "GET", "/box/here", &[], "").await.status, 200);
    for (from, to, status, error) in [
        ("client_credentials", "password", 400, "unsupported_grant_type"),
        ("client_secret=any", "client_secret=", 401, "invalid_client"),
        ("client_id=me", "", 401, "invalid_client"),
        ("%2F.default", "", 400, "invalid_scope"),
    ] {
        let rejected = control.send("POST", &token_path(), &[], &FORM.replace(from, to)).await;
        assert_eq!((rejected.status, json(&rejected)["error"].as_str()), (status, Some(error)));
    }
}

#[tokio::test]
async fn the_issuer_can_be_scripted() {
    let mut fixture = secure().await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    let script = IssuerScript { failures: 2, expires_in: Some(5), ..IssuerScript::default() };
    fixture.simulator.set_issuer(script);
    for _ in 0..2 {
        let failed = control.send("POST", &token_path(), &[], FORM).await;
        assert_eq!((failed.status, json(&failed)["error"].as_str()), (503, Some("temporarily_unavailable")));
    }
    assert_eq!(fixture.simulator.token_requests(), 2);
    assert_eq!(control.send("GET", "/issuer", &[], "").await.body, r#"{"requests":2}"#);
    let short = json(&control.send("POST", &token_path(), &[], FORM).await);
    assert_eq!(short["expires_in"], 5);
    let audience = Some("https://vault.azure.net".to_owned());
    fixture.simulator.set_issuer(IssuerScript { audience, ..IssuerScript::default() });
    let wrong = json(&control.send("POST", &token_path(), &[], FORM).await);
    for (issued, status) in [(short, 200), (wrong, 401)] {
        let token = issued["access_token"].as_str().unwrap();
        assert_eq!(bearer(&mut fixture.client, token, "GET", "/box/here", &[], "").await.status, status);
    }
    fixture.simulator.set_issuer(IssuerScript { failures: 1, status: Some(401), ..IssuerScript::default() });
    let denied = control.send("POST", &token_path(), &[], FORM).await;
    assert_eq!((denied.status, json(&denied)["error"].as_str()), (401, Some("invalid_client")));
}

/// A time some days from now, to the second.
fn days_from_now(days: i64) -> String {
    let time = time::OffsetDateTime::now_utc() + time::Duration::days(days);
    let (date, clock) = (time.date(), time.time());
    let month = u8::from(date.month());
    let (hour, minute, second) = clock.as_hms();
    format!("{:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", date.year(), date.day())
}

fn key_info(start: &str, expiry: &str) -> String {
    format!("<?xml version=\"1.0\"?><KeyInfo><Start>{start}</Start><Expiry>{expiry}</Expiry></KeyInfo>")
}

fn text<'a>(xml: &'a str, tag: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{tag}>")).unwrap();
    rest.split_once(&format!("</{tag}>")).unwrap().0
}

#[tokio::test]
async fn a_user_delegation_key_signs_sas() {
    let mut fixture = secure().await;
    let me = TokenRequest { object_id: "me".into(), tenant: "home".into(), ..TokenRequest::default() };
    let token = token(&fixture, &me);
    let (start, expiry) = (days_from_now(-1), days_from_now(6));
    let response = bearer(&mut fixture.client, &token, "POST", KEY, &[], &key_info(&start, &expiry)).await;
    assert_eq!((response.status, response.header("content-type")), (200, "application/xml"));
    let tags = ["SignedOid", "SignedTid", "SignedStart", "SignedExpiry", "SignedService", "SignedVersion"];
    let delegation = tags.map(|tag| text(&response.body, tag));
    assert_eq!(delegation, ["me", "home", &start, &expiry, "b", VERSION.1]);
    let key = text(&response.body, "Value");
    let sas = ServiceSas { key, delegation: Some(delegation), ..ServiceSas::default() };
    let path = |sas: &ServiceSas<'_>| format!("/{DEFAULT_ACCOUNT}/box/here?{}", sas.query());
    let get = fixture.client.send("GET", &path(&sas), &[], "").await;
    assert_eq!(get.body, "hello", "{get:?}");
    let longer = days_from_now(7);
    let mut forged = delegation;
    forged[3] = &longer;
    let rejected =
        fixture.client.send("GET", &path(&ServiceSas { delegation: Some(forged), ..sas.clone() }), &[], "").await;
    assert_eq!(rejected.error(), (403, "AuthenticationFailed"));
    let delete = fixture.client.send("DELETE", &path(&sas), &[], "").await;
    assert_eq!(delete.error(), (403, "AuthorizationPermissionMismatch"));
}

#[tokio::test]
async fn a_user_delegation_key_requires_a_token_and_lasts_a_week_at_most() {
    let mut fixture = secure().await;
    let lesser = TokenRequest { permissions: Some("r".into()), ..TokenRequest::default() };
    let token = token(&fixture, &lesser);
    let good = key_info(&days_from_now(0), &days_from_now(6));
    let path = format!("/{DEFAULT_ACCOUNT}/{KEY}");
    let anonymous = fixture.client.send("POST", &path, &[VERSION], &good).await;
    assert_eq!(anonymous.error(), (401, "NoAuthenticationInformation"));
    assert!(anonymous.header("www-authenticate").starts_with("Bearer "));
    let signed =
        fixture.client.send("POST", &format!("{path}&{}", account_sas("rwdlacut", "sco")), &[VERSION], &good).await;
    assert_eq!(signed.error(), (403, "AuthenticationFailed"));
    assert!(signed.body.contains("Only authentication scheme Bearer is supported"), "{}", signed.body);
    for (body, code) in [
        (key_info(&days_from_now(0), &days_from_now(8)), "InvalidXmlNodeValue"),
        (key_info(&days_from_now(-9), &days_from_now(1)), "InvalidXmlNodeValue"),
        (key_info(&days_from_now(2), &days_from_now(1)), "InvalidXmlNodeValue"),
        (key_info(&days_from_now(-2), &days_from_now(-1)), "InvalidXmlNodeValue"),
        (key_info("", "soon"), "InvalidXmlNodeValue"),
        ("<KeyInfo><Start>".to_owned(), "InvalidXmlDocument"),
        ("<KeyInfo/>".to_owned(), "InvalidXmlDocument"),
        (String::new(), "InvalidXmlDocument"),
    ] {
        let response = bearer(&mut fixture.client, &token, "POST", KEY, &[], &body).await;
        assert_eq!(response.error(), (400, code), "{body}");
    }
    let unstarted = format!("<KeyInfo><Expiry>{}</Expiry></KeyInfo>", days_from_now(1));
    for body in [good, unstarted] {
        assert_eq!(bearer(&mut fixture.client, &token, "POST", KEY, &[], &body).await.status, 200, "{body}");
    }
}
