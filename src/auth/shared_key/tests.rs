//! Signatures, compared with those that the reference created for the same requests.

use bytes::Bytes;
use http::{HeaderName, Method};
use proptest::prelude::*;
use serde::Deserialize;
use url::Url;

use super::*;
use crate::auth::header_order;
use crate::base::header_text::header_value;

/// `vectors.json`: requests, and what `@azure/storage-common` signed for them. The key is the emulator's public one.
#[derive(Deserialize)]
struct Vectors {
    now_in_ms: u64,
    key: String,
    header_order: Vec<String>,
    requests: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    url: String,
    account: String,
    headers: Vec<(String, String)>,
    body: String,
    date: String,
    string_to_sign: String,
    authorization: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).expect("vectors.json has this shape")
}

fn request(method: &str, url: &str, headers: &[(String, String)], body: &str) -> Request {
    let mut request =
        Request::new(method.parse().expect("a method"), Url::parse(url).expect("the vectors' URLs are valid"));
    for (name, value) in headers {
        let name: HeaderName = name.parse().expect("a header name");
        request.headers.insert(name, header_value(value).expect("a header value"));
    }
    request.body = Bytes::copy_from_slice(body.as_bytes()).into();
    request
}

fn get(url: &str) -> Request {
    request("GET", url, &[], "")
}

#[tokio::test]
async fn signs_as_the_reference_signs() {
    let vectors = vectors();
    let now = UNIX_EPOCH + Duration::from_millis(vectors.now_in_ms);
    let key = AccountKey::from_base64(&vectors.key);
    for vector in &vectors.requests {
        let credential = SharedKey::new(&vector.account, &key).expect("a valid account name");
        let mut request = request(&vector.method, &vector.url, &vector.headers, &vector.body);
        credential.authorize(&mut request, now).await.expect("signing succeeds");

        let text = string_to_sign(&vector.account, &request);
        assert_eq!(String::from_utf8_lossy(&text), vector.string_to_sign, "{}", vector.name);
        assert_eq!(request.headers["x-ms-date"], *vector.date, "{}", vector.name);
        assert_eq!(request.headers[AUTHORIZATION], *vector.authorization, "{}", vector.name);
        assert!(request.headers[AUTHORIZATION].is_sensitive(), "{}", vector.name);
        if !vector.body.is_empty() {
            assert_eq!(request.headers[CONTENT_LENGTH], vector.body.len().to_string(), "{}", vector.name);
        }
    }
}

#[test]
fn sorts_header_names_as_the_reference_sorts_them() {
    let expected = vectors().header_order;
    let mut names = expected.clone();
    names.reverse();
    names.sort_by(|left, right| header_order::compare(left, right));
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_second_attempt_replaces_the_signature() {
    let vectors = vectors();
    let credential = SharedKey::new("myaccount", &AccountKey::from_base64(&vectors.key)).expect("valid");
    let now = UNIX_EPOCH + Duration::from_millis(vectors.now_in_ms);
    let url = "https://myaccount.blob.core.windows.net/c/b";
    let mut tried_twice = get(url);
    credential.authorize(&mut tried_twice, now).await.expect("signing succeeds");
    credential.authorize(&mut tried_twice, now + Duration::from_secs(5)).await.expect("signing succeeds");
    let mut tried_once = get(url);
    credential.authorize(&mut tried_once, now + Duration::from_secs(5)).await.expect("signing succeeds");
    assert_eq!(tried_twice.headers, tried_once.headers);
}

#[test]
fn the_first_of_two_equal_headers_is_signed() {
    let mut request = get("https://a.blob.core.windows.net/c");
    request.headers.append("x-ms-meta-a", HeaderValue::from_static("1"));
    request.headers.append("x-ms-meta-a", HeaderValue::from_static("2"));
    let text = String::from_utf8(string_to_sign("a", &request)).expect("ASCII");
    assert!(text.ends_with("\nx-ms-meta-a:1\n/a/c"), "{text}");
}

#[test]
fn invalid_escapes_are_signed_unchanged() {
    let text = string_to_sign("a", &get("https://a.blob.core.windows.net/c?x=%zz&y=%FF&z=%"));
    assert!(text.ends_with(b"/a/c\nx:%zz\ny:\xFF\nz:%"), "{:?}", String::from_utf8_lossy(&text));
}

#[test]
fn an_account_name_with_a_line_break_is_rejected_without_showing_the_key() {
    let error = SharedKey::new("name\r\nx-evil: 1", &AccountKey::from_bytes(*b"topsecret")).expect_err("rejected");
    assert_eq!((error.kind(), error.argument()), (ErrorKind::ArgumentRange, Some("accountName")));
    assert!(!format!("{error:?}").contains("topsecret"));
}

#[test]
fn debug_shows_the_name_alone() {
    let credential = SharedKey::new("myaccount", &AccountKey::from_bytes(*b"topsecret")).expect("valid");
    assert_eq!(format!("{credential:?}"), "SharedKey { account_name: \"myaccount\", .. }");
}

#[test]
fn an_out_of_range_clock_still_yields_a_date() {
    assert_eq!(http_date(UNIX_EPOCH - Duration::from_secs(1)), "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(http_date(UNIX_EPOCH + Duration::from_secs(1 << 40)), "Fri, 31 Dec 9999 23:59:59 GMT");
}

fn any_headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let value = prop::collection::vec(prop_oneof![Just(b'\t'), 32..127_u8, 128..=255_u8], 0..20);
    prop::collection::vec(("(x-ms-)?[!#$%&'*+.^_`|~0-9a-zA-Z-]{1,12}", value), 0..20)
}

proptest! {
    #[test]
    fn signing_any_request_never_panics(
        url in "https?://[a-z]{1,5}(\\.blob)?/\\PC{0,30}(\\?[&=%a-zA-Z0-9é?]{0,40})?",
        headers in any_headers(),
        body: Vec<u8>,
    ) {
        let Ok(url) = Url::parse(&url) else { return Ok(()) };
        let mut request = Request::new(Method::PUT, url);
        for (name, value) in &headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("only token characters are generated");
            request.headers.append(name, HeaderValue::from_bytes(value).expect("only field characters are generated"));
        }
        request.body = Bytes::from(body).into();
        let credential = SharedKey::new("account", &AccountKey::from_bytes(*b"key")).expect("valid");
        credential.authorize_now(&mut request, UNIX_EPOCH).expect("signing succeeds");
        prop_assert!(request.headers.contains_key(AUTHORIZATION));
    }

    #[test]
    fn signing_any_url_never_panics(url: String) {
        if let Ok(url) = Url::parse(&url) {
            let _ = string_to_sign("account", &Request::new(Method::GET, url));
        }
    }

    #[test]
    fn header_order_does_not_affect_the_signature(
        names in prop::collection::hash_set("[!#$%&'*+.^_`|~0-9a-z-]{1,6}", 0..30),
    ) {
        let mut forward = get("https://a.blob.core.windows.net/c");
        let mut backward = forward.clone();
        let names: Vec<HeaderName> =
            names.iter().map(|name| format!("x-ms-{name}").parse().expect("a header name")).collect();
        for name in &names {
            forward.headers.insert(name, HeaderValue::from_static("v"));
        }
        for name in names.iter().rev() {
            backward.headers.insert(name, HeaderValue::from_static("v"));
        }
        prop_assert_eq!(string_to_sign("a", &forward), string_to_sign("a", &backward));
    }
}
