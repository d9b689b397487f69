//! The shared-key scheme.

use super::recorded::RECORDED;
use super::*;

fn send(recorded: &Recorded, headers: &HeaderMap, now: SystemTime) -> Result<Identity, Rejection> {
    send_to(ACCOUNT, recorded, headers, now)
}

fn send_to(account: &str, recorded: &Recorded, headers: &HeaderMap, now: SystemTime) -> Result<Identity, Rejection> {
    let Recorded { method, path, query, .. } = *recorded;
    let request = SignedRequest { method, path, query, headers, account, container: None, blob: None };
    verify(&request, Connection::default(), keyring_of(account), now)
}

fn sent_at(headers: &HeaderMap) -> SystemTime {
    httpdate::parse_http_date(headers["x-ms-date"].to_str().unwrap()).unwrap()
}

/// One recorded request, which each rejection changes in one place.
fn upload() -> (&'static Recorded, HeaderMap, SystemTime) {
    let recorded = RECORDED.iter().find(|recorded| recorded.name == "path: upload").unwrap();
    let headers = headers(recorded.headers);
    let now = sent_at(&headers);
    (recorded, headers, now)
}

/// Headers with a manually signed `Authorization` of `string_to_sign`, in addition to `rest`.
fn by_hand(string_to_sign: &str, rest: &[(&str, &str)]) -> HeaderMap {
    let mut headers = headers(rest);
    let value = format!("SharedKey {ACCOUNT}:{}", sign(string_to_sign));
    headers.insert("authorization", HeaderValue::try_from(value).unwrap());
    headers
}

const DATE: &str = "Wed, 03 Jul 2024 10:40:00 GMT";

#[test]
fn requests_of_the_reference_are_accepted() {
    for recorded in RECORDED {
        let headers = headers(recorded.headers);
        assert_eq!(send(recorded, &headers, sent_at(&headers)), Ok(Identity::Account), "{}", recorded.name);
    }
}

#[test]
fn headers_sorted_by_bytes_are_accepted_too() {
    let get = Recorded { name: "", method: "GET", path: "/c/b", query: "", headers: &[] };
    let pairs = [("x-ms-date", DATE), ("x-ms-meta-a1", "1"), ("x-ms-meta-a_b", "2")];
    let by_bytes =
        format!("GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{DATE}\nx-ms-meta-a1:1\nx-ms-meta-a_b:2\n/{ACCOUNT}/c/b");
    assert_eq!(send(&get, &by_hand(&by_bytes, &pairs), valid_time()), Ok(Identity::Account));
    let neither =
        format!("GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-meta-a1:1\nx-ms-date:{DATE}\nx-ms-meta-a_b:2\n/{ACCOUNT}/c/b");
    rejected(send(&get, &by_hand(&neither, &pairs), valid_time()), 403, "AuthenticationFailed");
}

#[test]
fn signed_headers_are_in_documented_order() {
    let pairs = [
        ("content-encoding", "gzip"),
        ("content-language", "de"),
        ("content-length", "12"),
        ("content-md5", "AAAA"),
        ("content-type", "text/plain"),
        ("date", DATE),
        ("if-modified-since", "m"),
        ("if-match", "e"),
        ("if-none-match", "n"),
        ("if-unmodified-since", "u"),
        ("range", "bytes=0-1"),
        ("x-ms-version", "2021-12-02"),
    ];
    let string_to_sign = format!(
        "PUT\ngzip\nde\n12\nAAAA\ntext/plain\n{DATE}\nm\ne\nn\nu\nbytes=0-1\nx-ms-version:2021-12-02\n/{ACCOUNT}/\
         \na:1,2 3\nb:"
    );
    let put = Recorded { name: "", method: "put", path: "", query: "b&A=2+3&a=1&", headers: &[] };
    assert_eq!(send(&put, &by_hand(&string_to_sign, &pairs), valid_time()), Ok(Identity::Account));
}

#[test]
fn date_is_empty_with_x_ms_date_and_length_is_empty_if_zero() {
    let get = Recorded { name: "", method: "GET", path: "/c", query: "", headers: &[] };
    let pairs = [("x-ms-date", DATE), ("date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("content-length", "0")];
    let string_to_sign = format!("GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{DATE}\n/{ACCOUNT}/c");
    assert_eq!(send(&get, &by_hand(&string_to_sign, &pairs), valid_time()), Ok(Identity::Account));
}

#[test]
fn characters_beyond_ascii_are_bytes_in_headers_and_utf_8_in_the_signature() {
    let put = Recorded { name: "", method: "PUT", path: "/c/b", query: "comp=properties", headers: &[] };
    let send_signed = |text: &[u8], value: &[u8]| {
        let mut headers = headers(&[("x-ms-date", DATE)]);
        headers.insert("x-ms-blob-content-disposition", HeaderValue::from_bytes(value).unwrap());
        let start = b"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-blob-content-disposition:";
        let end = format!("\nx-ms-date:{DATE}\n/{ACCOUNT}/c/b\ncomp:properties");
        let signature = sign_bytes(&[start, text, end.as_bytes()].concat());
        headers.insert("authorization", HeaderValue::try_from(format!("SharedKey {ACCOUNT}:{signature}")).unwrap());
        send(&put, &headers, valid_time())
    };
    assert_eq!(send_signed("M\u{fc}ller".as_bytes(), b"M\xfcller"), Ok(Identity::Account));
    rejected(send_signed(b"M\xfcller", b"M\xfcller"), 403, "AuthenticationFailed");
    rejected(send_signed("M\u{fc}ller".as_bytes(), "M\u{fc}ller".as_bytes()), 403, "AuthenticationFailed");
}

#[test]
fn request_dates_may_differ_by_fifteen_minutes() {
    let (recorded, headers, at) = upload();
    let limit = Duration::from_secs(15 * 60);
    let second = Duration::from_secs(1);
    assert_eq!(send(recorded, &headers, at + limit), Ok(Identity::Account));
    assert_eq!(send(recorded, &headers, at - limit), Ok(Identity::Account));
    rejected(send(recorded, &headers, at + limit + second), 403, "AuthenticationFailed");
    rejected(send(recorded, &headers, at - limit - second), 403, "AuthenticationFailed");
}

#[test]
fn a_missing_or_malformed_or_repeated_date_is_rejected() {
    let (recorded, mut headers, at) = upload();
    headers.append("x-ms-date", HeaderValue::from_static(DATE));
    rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
    headers.insert("x-ms-date", HeaderValue::from_static("yesterday"));
    rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
    headers.remove("x-ms-date");
    let rejection = rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
    assert!(rejection.to_string().contains("date header not specified"), "{rejection}");
}

#[test]
fn a_change_to_anything_signed_is_rejected() {
    let (recorded, headers, at) = upload();
    for change in [
        Recorded { method: "GET", ..*recorded },
        Recorded { path: "/goldenaccount/docs/plain.tx", ..*recorded },
        Recorded { query: "comp=tier", ..*recorded },
    ] {
        rejected(send(&change, &headers, at), 403, "AuthenticationFailed");
    }
    for name in ["x-ms-meta-k", "x-ms-meta-new", "content-length", "content-type", "range", "if-match"] {
        let mut headers = headers.clone();
        headers.insert(name, HeaderValue::from_static("other"));
        rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
    }
}

#[test]
fn a_signature_rejection_shows_the_string_to_sign_but_not_the_signature() {
    let (recorded, mut headers, at) = upload();
    let signature = headers["authorization"].to_str().unwrap().split(':').nth(1).unwrap().to_owned();
    headers.insert("x-ms-meta-k", HeaderValue::from_static("other"));
    let rejection = rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
    assert!(rejection.to_string().contains("x-ms-meta-k:other\n"), "{rejection}");
    assert!(!rejection.to_string().contains(&signature), "{rejection}");
}

#[test]
fn a_wrong_or_truncated_signature_is_rejected() {
    let (recorded, mut headers, at) = upload();
    let good = headers["authorization"].to_str().unwrap().to_owned();
    for bad in [format!("{}:", good.split(':').next().unwrap()), good.replace('=', ""), good[..48].to_owned()] {
        headers.insert("authorization", HeaderValue::try_from(bad).unwrap());
        rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
    }
}

#[test]
fn other_schemes_and_malformed_headers_are_rejected() {
    let (recorded, mut headers, at) = upload();
    for (value, status, hint) in [
        ("Basic abc:def", 400, "correct format"),
        ("SharedKey", 400, "correct format"),
        ("SharedKey goldenaccount", 400, "correct format"),
        ("SharedKeyLite goldenaccount", 400, "correct format"),
        ("", 400, "correct format"),
    ] {
        headers.insert("authorization", HeaderValue::from_static(value));
        let rejection = rejected(send(recorded, &headers, at), status, "InvalidAuthenticationInfo");
        assert!(rejection.to_string().contains(hint), "{value}: {rejection}");
    }
    headers.append("authorization", HeaderValue::from_static("SharedKey a:b"));
    rejected(send(recorded, &headers, at), 400, "InvalidAuthenticationInfo");
}

#[test]
fn another_or_an_unknown_account_is_rejected() {
    let (recorded, headers, at) = upload();
    let Recorded { method, path, query, .. } = *recorded;
    let request =
        SignedRequest { method, path, query, headers: &headers, account: "other", container: None, blob: None };
    rejected(verify(&request, Connection::default(), keyring(&KEYS), at), 403, "AuthenticationFailed");
    rejected(send_to("other", recorded, &headers, at), 404, "ResourceNotFound");

    let mut headers = headers;
    let value = headers["authorization"].to_str().unwrap().replace(ACCOUNT, "other");
    headers.insert("authorization", HeaderValue::try_from(value).unwrap());
    rejected(send(recorded, &headers, at), 403, "AuthenticationFailed");
}

#[test]
fn a_wrong_key_is_rejected() {
    let (recorded, headers, at) = upload();
    let Recorded { method, path, query, .. } = *recorded;
    let request =
        SignedRequest { method, path, query, headers: &headers, account: ACCOUNT, container: None, blob: None };
    let authenticate = |keys: &[Vec<u8>]| verify(&request, Connection::default(), keyring(keys), at);
    for wrong in [vec![1; 64], Vec::new()] {
        rejected(authenticate(std::slice::from_ref(&wrong)), 403, "AuthenticationFailed");
        assert_eq!(authenticate(&[wrong, key()]), Ok(Identity::Account), "one of two keys is enough");
    }
    rejected(authenticate(&[]), 403, "AuthenticationFailed");
}

#[test]
fn the_older_form_signs_fewer_headers() {
    let put = Recorded { name: "", method: "PUT", path: "/c/b", query: "comp=metadata&timeout=9", headers: &[] };
    let text = format!("PUT\nbWQ1\ntext/plain\n\nx-ms-date:{DATE}\nx-ms-meta-a:1\n/{ACCOUNT}/c/b?comp=metadata");
    let pairs = [
        ("content-md5", "bWQ1"),
        ("content-type", "text/plain"),
        ("date", "Wed, 03 Jul 2024 10:39:00 GMT"),
        ("x-ms-date", DATE),
        ("x-ms-meta-a", "1"),
        ("range", "bytes=0-1"),
    ];
    let mut headers = headers(&pairs);
    let mut sign_as = |scheme: &str, text: &str| {
        let value = format!("{scheme} {ACCOUNT}:{}", sign(text));
        headers.insert("authorization", HeaderValue::try_from(value).unwrap());
        send(&put, &headers, valid_time())
    };
    assert_eq!(sign_as("SharedKeyLite", &text), Ok(Identity::Account));
    rejected(sign_as("SharedKey", &text), 403, "AuthenticationFailed");
    rejected(sign_as("SharedKeyLite", &text.replace("?comp=metadata", "")), 403, "AuthenticationFailed");
    rejected(sign_as("SharedKeyLite", &text.replace("text/plain", "text/html")), 403, "AuthenticationFailed");
}

#[test]
fn the_older_form_signs_date_without_x_ms_date() {
    let get = Recorded { name: "", method: "GET", path: "/c", query: "restype=container", headers: &[] };
    let text = format!("GET\n\n\n{DATE}\n/{ACCOUNT}/c");
    let value = format!("SharedKeyLite {ACCOUNT}:{}", sign(&text));
    let headers = headers(&[("date", DATE), ("authorization", &value)]);
    assert_eq!(send(&get, &headers, valid_time()), Ok(Identity::Account));
}

#[test]
fn without_credentials_a_request_is_anonymous() {
    let get = Recorded { name: "", method: "GET", path: "/c/b", query: "sv=2021-12-02&se=2034-01-01", headers: &[] };
    assert_eq!(send(&get, &HeaderMap::new(), valid_time()), Ok(Identity::Anonymous));
    assert_eq!(Rejection::no_authentication(None).status, 401);
}

#[test]
fn a_valid_sas_does_not_override_a_wrong_authorization_header() {
    let good = minted("default: account, minimal");
    let request = Recorded { name: "", method: "GET", path: "/c/b", query: good.query, headers: &[] };
    let headers = headers(&[("authorization", "SharedKey goldenaccount:AAAA"), ("x-ms-date", DATE)]);
    rejected(send(&request, &headers, valid_time()), 403, "AuthenticationFailed");
}
