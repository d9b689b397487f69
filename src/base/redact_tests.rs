use http::header::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use url::Url;

use super::{headers, text, url, url_text};

#[test]
fn signatures_are_redacted_in_any_letter_case() {
    for (given, shown) in [
        ("https://a.blob.core.windows.net/c/b", "https://a.blob.core.windows.net/c/b"),
        ("https://a.blob/c/b?sv=1&sig=secret%3D&se=2", "https://a.blob/c/b?sv=1&sig=REDACTED&se=2"),
        ("https://a.blob/c/b?SIG=secret", "https://a.blob/c/b?SIG=REDACTED"),
        ("https://a.blob/c/b?%73iG=secret", "https://a.blob/c/b?%73iG=REDACTED"),
        ("https://a.blob/c/b?sig=one&sig=two", "https://a.blob/c/b?sig=REDACTED&sig=REDACTED"),
        ("https://a.blob/c/b?sig=a;b?c", "https://a.blob/c/b?sig=REDACTED"),
        ("https://a.blob/c/b?signatures=seen&xsig=seen", "https://a.blob/c/b?signatures=seen&xsig=seen"),
        (
            "https://s3/b?X-Amz-Signature=secret&X-Amz-Security-Token=secret&X-Amz-Date=1",
            "https://s3/b?X-Amz-Signature=REDACTED&X-Amz-Security-Token=REDACTED&X-Amz-Date=1",
        ),
        ("https://gs/b?X-Goog-Signature=secret", "https://gs/b?X-Goog-Signature=REDACTED"),
        ("https://h/b?access_token=secret&token=secret", "https://h/b?access_token=REDACTED&token=REDACTED"),
        ("https://user:password@a.blob/c", "https://a.blob/c"),
        ("https://a.blob/c?u=https%3A%2F%2Fx%2Fy%3Fsig%3Dsecret", "https://a.blob/c?u=httpsREDACTED"),
        ("https://a.blob/100%25/b?se=1", "https://a.blob/100%25/b?se=1"),
    ] {
        assert_eq!(url(&Url::parse(given).unwrap()), shown, "{given}");
    }
}

#[test]
fn a_text_need_not_be_a_url() {
    for (given, shown) in [
        ("", ""),
        ("/c/b?sig=secret", "/c/b?sig=REDACTED"),
        ("sig=secret", "sig=REDACTED"),
        ("not a url sig=secret", "not a url sig=REDACTED"),
        ("a=sig=1;? ?sig=secret=?a=b", "a=sig=1;? ?sig=REDACTED"),
        ("https://u:p@h/b?a=1&amp;Sig=secret&amp;b", "https://h/b?a=1&amp;Sig=REDACTED&amp;b"),
        ("https://h/a@b", "https://h/a@b"),
        ("https://h/?sig=one\ntwo?sig=three\nfour", "https://h/?sig=REDACTED\ntwo?sig=REDACTED\nfour"),
        (r#"{"u":"https:\/\/u:p@h\/b"}"#, r#"{"u":"https:\/\/h\/b"}"#),
        (
            "MAC signature found in the HTTP request 'c2ln=' is not",
            "MAC signature found in the HTTP request 'REDACTED' is not",
        ),
        ("%zz%", "%zz%"),
    ] {
        assert_eq!(url_text(given), shown, "{given}");
    }
}

#[test]
fn secret_headers_are_omitted_and_the_others_keep_their_order() {
    let mut map = HeaderMap::new();
    for (name, value) in [
        ("x-ms-version", "2021-12-02"),
        ("authorization", "SharedKey a:b"),
        ("x-ms-copy-source-authorization", "Bearer token"),
        ("x-ms-encryption-key", "key"),
        ("x-ms-source-encryption-key", "key"),
        ("x-ms-copy-source", "https://h/b?sig=secret&se=1"),
        ("x-ms-previous-snapshot-url", "https://h/b?snapshot=1&sig=secret"),
        ("x-ms-meta-a", "1"),
    ] {
        map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let mut sensitive = HeaderValue::from_static("hidden");
    sensitive.set_sensitive(true);
    map.insert("x-ms-meta-hidden", sensitive);
    map.insert("x-ms-meta-latin", HeaderValue::from_bytes(b"caf\xe9").unwrap());
    let expected = [
        ("x-ms-version", "2021-12-02"),
        ("x-ms-copy-source", "https://h/b?sig=REDACTED&se=1"),
        ("x-ms-previous-snapshot-url", "https://h/b?snapshot=1&sig=REDACTED"),
        ("x-ms-meta-a", "1"),
        ("x-ms-meta-latin", "café"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(headers(&map), expected);
}

#[test]
fn secrets_are_recognized_by_context() {
    for (given, shown) in [
        (
            "AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net",
            "AccountName=a;AccountKey=REDACTED;EndpointSuffix=core.windows.net",
        ),
        (r#"{"access_token":"se\"cret","n":1}"#, r#"{"access_token":"REDACTED","n":1}"#),
        (r#"{ "client-secret" : 'secret' }"#, r#"{ "client-secret" : 'REDACTED' }"#),
        (r#"{"sig":"secret"}"#, r#"{"sig":"REDACTED"}"#),
        ("<x-ms-encryption-key>secret</x-ms-encryption-key>", "<x-ms-encryption-key>REDACTED</x-ms-encryption-key>"),
        ("sent Bearer eyJhbGciOiJub25lIn0.e30. to it", "sent Bearer REDACTED to it"),
        ("SharedKey account:c2VjcmV0c2VjcmV0c2VjcmV0=", "SharedKey REDACTED"),
        (
            "Bearer authorization_uri=https://login.microsoftonline.com/t/oauth2/authorize resource_id=https://storage.azure.com",
            "Bearer authorization_uri=https://login.microsoftonline.com/t/oauth2/authorize resource_id=https://storage.azure.com",
        ),
        (
            "Only Bearer tokens are taken; the key of the account is not.",
            "Only Bearer tokens are taken; the key of the account is not.",
        ),
        ("see https://u:secret@h/a and http://secret@i:1?x", "see https://h/a and http://i:1?x"),
        ("https://h/?u=https%3A%2F%2Fu%3Asecret%40h%2F", "https://h/?u=httpsREDACTED"),
        ("mail a@b.c, user@host", "mail a@b.c, user@host"),
    ] {
        assert_eq!(text(given), shown, "{given}");
    }
}

#[test]
fn every_header_of_an_error_is_redacted() {
    let mut map = HeaderMap::new();
    map.insert("x-ms-meta-link", HeaderValue::from_static("https://u:p@h/b?sig=secret&se=1"));
    assert_eq!(headers(&map), [("x-ms-meta-link".to_owned(), "https://h/b?sig=REDACTED&se=1".to_owned())]);
}

proptest! {
    #[test]
    fn no_signature_survives(
        before in "[a-z0-9=&%+;]{0,20}",
        name in "(s|S|%73|%53)(i|I|%69)(g|G|%67)",
        secret in "[A-Z0-9]{12}",
        tail in "[+/=%;?A-Z]{0,6}",
        after in "(&[a-z]{1,4}=[a-z0-9]{0,5}){0,3}",
    ) {
        let given = format!("https://account.blob.core.windows.net/c/b?{before}&{name}={secret}{tail}{after}");
        prop_assert!(!url_text(&given).contains(&secret));
        if let Ok(parsed) = Url::parse(&given) {
            prop_assert!(!url(&parsed).contains(&secret));
        }
    }

    #[test]
    fn no_credentials_survive(user in "[a-z]{1,5}", secret in "[A-Z0-9]{12}", at in "@{0,2}") {
        let given = format!("https://{user}:{secret}{at}@host/b");
        prop_assert!(!url_text(&given).contains(&secret));
        prop_assert!(!url(&Url::parse(&given).unwrap()).contains(&secret));
    }

    #[test]
    fn redacting_any_text_never_panics(text in "\\PC{0,60}") {
        let _ = url_text(&text);
        let once = url_text(&text).into_owned();
        prop_assert_eq!(url_text(&once).into_owned(), once);
    }
}
