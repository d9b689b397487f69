//! Prepares the headers of a response. Pure.

use http::header::AGE;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The header with the id of the request. The service repeats it.
/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-response-headers>
pub const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// The repeated headers of which Node keeps the first instead of joining them. `set-cookie` is a list in Node, of which
/// the reference takes the first. <https://nodejs.org/api/http.html#messageheaders>
const FIRST_COUNTS: [&str; 19] = [
    "age",
    "authorization",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "from",
    "host",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "location",
    "max-forwards",
    "proxy-authorization",
    "referer",
    "retry-after",
    "server",
    "set-cookie",
    "user-agent",
];

/// Joins repeated headers, as Node does.
pub fn join_repeated(headers: &mut HeaderMap) {
    if headers.keys_len() == headers.len() {
        return;
    }
    let repeated: Vec<HeaderName> =
        headers.keys().filter(|name| headers.get_all(*name).iter().nth(1).is_some()).cloned().collect();
    for name in repeated {
        let values: Vec<&[u8]> = headers.get_all(&name).iter().map(HeaderValue::as_bytes).collect();
        let only_first = FIRST_COUNTS.contains(&name.as_str());
        let joined = if only_first { values[0].to_vec() } else { values.join(&b", "[..]) };
        if let Ok(joined) = HeaderValue::from_bytes(&joined) {
            headers.insert(name, joined);
        }
    }
}

/// The prefix of the names of metadata.
const METADATA: &str = "x-ms-meta-";

/// Removes headers without a value, which emulators send where the service sends none. As in `@azure/storage-blob`, nobody sees them.
/// Metadata are kept, because a copy would lose a name.
pub fn remove_empty(headers: &mut HeaderMap) {
    let empty: Vec<HeaderName> = headers
        .iter()
        .filter(|(name, value)| value.is_empty() && !name.as_str().starts_with(METADATA))
        .map(|(name, _)| name.clone())
        .collect();
    for name in empty {
        // The values of a repeated header are joined.
        if headers.get_all(&name).iter().nth(1).is_none() {
            headers.remove(name);
        }
    }
}

/// The id of another request, if the response repeats one. A response without an id may belong to any request. A cached
/// response (it has an age) repeats the id of the request that it was first returned for.
/// <https://www.rfc-editor.org/rfc/rfc9111#name-age>
pub fn id_of_another<'a>(sent: &HeaderMap, received: &'a HeaderMap) -> Option<&'a HeaderValue> {
    let own = sent.get(CLIENT_REQUEST_ID)?.as_bytes();
    if received.contains_key(AGE) {
        return None;
    }
    let mut ids = received.get_all(CLIENT_REQUEST_ID).iter().filter(|id| !id.is_empty());
    let first = ids.next()?;
    let is_own = |id: &HeaderValue| id.as_bytes().eq_ignore_ascii_case(own);
    (!is_own(first) && !ids.any(is_own)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn repeated_headers_are_joined_as_in_node() {
        let mut found = headers(&[
            ("x-ms-meta-a", "1"),
            ("etag", "\"first\""),
            ("x-ms-meta-a", ""),
            ("vary", "origin"),
            ("x-ms-meta-a", "3"),
            ("etag", "\"second\""),
            ("set-cookie", "a=1"),
            ("set-cookie", "b=2"),
        ]);
        join_repeated(&mut found);
        let expected =
            headers(&[("x-ms-meta-a", "1, , 3"), ("etag", "\"first\""), ("vary", "origin"), ("set-cookie", "a=1")]);
        assert_eq!(found, expected);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn empty_headers_are_removed_except_metadata() {
        let mut found =
            headers(&[("cache-control", ""), ("etag", "\"a\""), ("x-ms-meta-a", ""), ("vary", ""), ("vary", "b")]);
        remove_empty(&mut found);
        assert_eq!(found, headers(&[("etag", "\"a\""), ("x-ms-meta-a", ""), ("vary", ""), ("vary", "b")]));
    }

    #[test]
    fn a_response_to_another_request_is_recognized() {
        let sent = headers(&[("x-ms-client-request-id", "aB-1")]);
        let other = |pairs| id_of_another(&sent, &headers(pairs)).map(|id| id.to_str().unwrap().to_owned());
        assert_eq!(other(&[]), None);
        assert_eq!(other(&[("x-ms-client-request-id", "")]), None);
        assert_eq!(other(&[("x-ms-client-request-id", "aB-1")]), None);
        assert_eq!(other(&[("x-ms-client-request-id", "Ab-1")]), None, "a proxy changed the letters");
        assert_eq!(other(&[("x-ms-client-request-id", "of a proxy"), ("x-ms-client-request-id", "aB-1")]), None);
        assert_eq!(other(&[("x-ms-client-request-id", "2")]).as_deref(), Some("2"));
        assert_eq!(other(&[("x-ms-client-request-id", "2"), ("x-ms-client-request-id", "3")]).as_deref(), Some("2"));
        assert_eq!(other(&[("x-ms-client-request-id", "2"), ("age", "10")]), None, "out of a cache");
        assert_eq!(id_of_another(&HeaderMap::new(), &sent), None);
    }
}
