//! The string-to-sign of a shared key.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key#constructing-the-signature-string>

use http::header;
use http::{HeaderMap, HeaderName};
use percent_encoding::percent_decode_str;
use url::Url;

use super::header_order;
use crate::base::header_text::push_text;
use crate::http::Request;

/// The headers that the service signs by position, after the method.
static SIGNED_BY_PLACE: [HeaderName; 11] = [
    header::CONTENT_LANGUAGE,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    HeaderName::from_static("content-md5"),
    header::CONTENT_TYPE,
    header::DATE,
    header::IF_MODIFIED_SINCE,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
];

/// The headers with this prefix are signed by name.
const SIGNED_BY_NAME: &str = "x-ms-";

/// Enough for most requests. A longer text needs a second allocation.
const USUAL_LENGTH: usize = 768;

/// The string-to-sign for a request that has all its headers, in UTF-8.
pub(super) fn string_to_sign(account_name: &str, request: &Request) -> Vec<u8> {
    let mut text = Vec::with_capacity(USUAL_LENGTH);
    text.extend_from_slice(request.method.as_str().as_bytes());
    text.push(b'\n');
    for name in &SIGNED_BY_PLACE {
        let value = request.headers.get(name).map_or(&b""[..], |value| value.as_bytes().trim_ascii());
        // The service treats a length of zero as absent.
        if !(value == b"0" && *name == header::CONTENT_LENGTH) {
            push_text(&mut text, value);
        }
        text.push(b'\n');
    }
    push_headers(&mut text, &request.headers);
    push_resource(&mut text, account_name, &request.url);
    text
}

/// One line `name:value` for each header that is signed by name. Of a repeated header, the first counts.
fn push_headers(text: &mut Vec<u8>, headers: &HeaderMap) {
    let mut signed: Vec<(&str, &[u8])> = Vec::with_capacity(headers.len());
    for name in headers.keys() {
        if let (Some(rest), Some(value)) = (name.as_str().strip_prefix(SIGNED_BY_NAME), headers.get(name)) {
            signed.push((rest, value.as_bytes().trim_ascii()));
        }
    }
    // All names share the prefix, so comparing what follows it gives the same order.
    signed.sort_unstable_by(|left, right| header_order::compare(left.0, right.0));
    for (rest, value) in signed {
        text.extend_from_slice(SIGNED_BY_NAME.as_bytes());
        text.extend_from_slice(rest.as_bytes());
        text.push(b':');
        push_text(text, value);
        text.push(b'\n');
    }
}

/// `/account/path`, then one line `name:value` for each query pair that is signed, sorted by name.
fn push_resource(text: &mut Vec<u8>, account_name: &str, url: &Url) {
    text.push(b'/');
    text.extend_from_slice(account_name.as_bytes());
    let path = url.path();
    text.extend_from_slice(if path.is_empty() { b"/" } else { path.as_bytes() });

    let mut pairs = pairs_that_count(url.query().unwrap_or_default());
    // Stable, so that names that differ only in case keep their order in the URL.
    pairs.sort_by(|left, right| lower_case(left.0).cmp(lower_case(right.0)));
    for same_name in pairs.chunk_by(|left, right| left.0.eq_ignore_ascii_case(right.0)) {
        // Names that differ only in case get a line each, all with the value of the last one. The reference signs that,
        // and so does a service that ignores case.
        let Some((_, value)) = same_name.last() else { continue };
        for (name, _) in same_name {
            text.push(b'\n');
            text.extend(lower_case(name));
            text.push(b':');
            // An invalid escape stays as it is, as in the service.
            text.extend(percent_decode_str(value));
        }
    }
}

/// The query pairs that the reference signs: those with exactly one `=`, a name and a value. A repeated name keeps its
/// first position and takes its last value.
fn pairs_that_count(query: &str) -> Vec<(&str, &str)> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for pair in query.split('&') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        if name.is_empty() || value.is_empty() || value.contains('=') {
            continue;
        }
        match pairs.iter_mut().find(|earlier| earlier.0 == name) {
            Some(earlier) => earlier.1 = value,
            None => pairs.push((name, value)),
        }
    }
    pairs
}

fn lower_case(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}
