//! Any input leads to a rejection, and never to a panic.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::super::{header_order, instant};
use super::*;

/// Names with a meaning here, or any others.
fn parameter() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "sv",
        "ss",
        "srt",
        "sr",
        "sp",
        "st",
        "se",
        "si",
        "sip",
        "spr",
        "sig",
        "ses",
        "skoid",
        "sktid",
        "srh",
        "srq",
        "rscc",
        "rsct",
        "snapshot",
        "versionid",
        "SIG",
        "comp",
        "",
    ]);
    let values = prop_oneof![
        Just("2021-12-02".to_owned()),
        Just("b".to_owned()),
        Just("o".to_owned()),
        Just("2034-01-01T00:00:00Z".to_owned()),
        Just("AAAA".to_owned()),
        "[%+=a-fA-F0-9é]{0,12}",
        ".{0,12}",
    ];
    prop_oneof![(names, values).prop_map(|(name, value)| format!("{name}={value}")), ".{0,12}"]
}

fn header() -> impl Strategy<Value = (HeaderName, HeaderValue)> {
    let names = prop::sample::select(vec![
        "authorization",
        "x-ms-date",
        "date",
        "content-length",
        "x-ms-meta-a_b",
        "x-ms-meta-a1",
        "range",
    ]);
    let values = prop_oneof![
        Just(b"SharedKey goldenaccount:AAAA".to_vec()),
        Just(b"Wed, 03 Jul 2024 10:40:00 GMT".to_vec()),
        Just(b"Fri, 31 Dec 9999 23:59:59 GMT".to_vec()),
        vec(any::<u8>(), 0..20),
        "(SharedKey|Bearer|SharedKeyLite)? ?[a-z:=/]{0,20}".prop_map(String::into_bytes),
    ];
    (names, values).prop_filter_map("not a header's value", |(name, value)| {
        Some((HeaderName::from_static(name), HeaderValue::from_bytes(&value).ok()?))
    })
}

proptest! {
    #[test]
    fn hostile_requests_neither_panic_nor_authenticate(
        method in ".{0,6}",
        path in ".{0,20}",
        query in vec(parameter(), 0..12),
        pairs in vec(header(), 0..6),
        container in option::of(".{0,6}"),
        blob in option::of(".{0,6}"),
        seconds in 0..4_000_000_000_u64,
    ) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        let (query, container, blob) = (query.join("&"), container.as_deref(), blob.as_deref());
        let request =
            SignedRequest { method: &method, path: &path, query: &query, headers: &headers, account: ACCOUNT, container, blob };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        match verify(&request, Connection::default(), keyring_of(ACCOUNT), now) {
            Ok(Identity::Anonymous) => prop_assert!(!headers.contains_key("authorization")),
            Ok(identity) => prop_assert!(false, "let in as {identity:?}"),
            Err(rejection) => prop_assert!((400..500).contains(&rejection.status)),
        }
    }

    #[test]
    fn changing_one_character_of_a_sas_rejects_it_or_changes_nothing(
        minted in prop::sample::select(MINTED),
        at in any::<prop::sample::Index>(),
        character in prop::char::range('!', '~'),
    ) {
        let original = authenticate(minted.query, minted.container, minted.blob);
        let at = at.index(minted.query.len());
        let changed = format!("{}{character}{}", &minted.query[..at], &minted.query[at + 1..]);
        let response = authenticate(&changed, minted.container, minted.blob);
        prop_assert!(matches!(response, Err(_) | Ok(Identity::Anonymous)) || response == original, "{}: {changed}", minted.name);
    }

    #[test]
    fn parsing_any_text_as_a_time_never_panics(text in "([0-9]{4}-[0-9]{2}-[0-9]{2})?[T0-9:.Z+é-]{0,20}") {
        let _ = instant::parse(&text);
    }

    #[test]
    fn header_order_is_total(left in "[a-c_'1-]{0,6}", middle in "[a-c_'1-]{0,6}", right in "[a-c_'1-]{0,6}") {
        use std::cmp::Ordering::{Equal, Less};
        prop_assert_eq!(header_order::compare(&left, &right), header_order::compare(&right, &left).reverse());
        prop_assert_eq!(header_order::compare(&left, &right) == Equal, left == right);
        let sorted = header_order::compare(&left, &middle) == Less && header_order::compare(&middle, &right) == Less;
        prop_assert!(!sorted || header_order::compare(&left, &right) == Less);
    }
}
