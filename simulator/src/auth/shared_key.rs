//! `Authorization: SharedKey account:signature`, the scheme for holders of the account's key, and its older form
//! `SharedKeyLite`, which signs fewer headers.
//!
//! See [Authorize with Shared Key](https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{self, HeaderName};

use super::authorization::Claim;
use super::query::Parameters;
use super::{Rejection, SignedRequest, header_order, signature};
use crate::latin1;

/// The maximum difference between a request's date and the service's clock.
const MAXIMUM_SKEW: Duration = Duration::from_secs(15 * 60);

const X_MS_DATE: &str = "x-ms-date";

/// The headers that are signed by their place, in that order; `Content-Length` and `Date` have their own rules.
const BY_PLACE: [HeaderName; 11] = [
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
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

/// Checks that `request` is fresh and was signed with one of `keys`.
pub(super) fn verify(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    claim: &Claim<'_>,
    keys: &[Vec<u8>],
    now: SystemTime,
) -> Result<(), Rejection> {
    if claim.account != request.account.as_bytes() {
        return Err(Rejection::authentication_failed("The request was signed for another account than it addresses."));
    }
    check_date(request.headers, now)?;

    let headers = canonicalised_headers(request.headers);
    let mut names: Vec<&str> = headers.keys().copied().collect();
    names.sort_by(|left, right| header_order::compare(left, right));
    let rebuild = if claim.lite { lite_string_to_sign } else { string_to_sign };
    let in_service_order = rebuild(request, parameters, &names, &headers);
    if signature::matches(keys, &in_service_order, claim.signature) {
        return Ok(());
    }
    // Many clients sort by bytes. The real service would reject their signatures if the orders differ; here both are accepted,
    // because copying is under test, not metadata names. The map is in the order of the bytes.
    let by_bytes: Vec<&str> = headers.keys().copied().collect();
    if by_bytes != names
        && signature::matches(keys, &rebuild(request, parameters, &by_bytes, &headers), claim.signature)
    {
        return Ok(());
    }
    Err(signature::mismatch(&in_service_order))
}

/// A request that was signed long ago may be a replay.
fn check_date(headers: &HeaderMap, now: SystemTime) -> Result<(), Rejection> {
    let mut dates = headers.get_all(X_MS_DATE).iter();
    let date = dates.next().or_else(|| headers.get(header::DATE));
    if dates.next().is_some() {
        return Err(Rejection::authentication_failed("The x-ms-date header is given more than once."));
    }
    let date = date.ok_or_else(|| {
        Rejection::authentication_failed("Request date header not specified: neither x-ms-date nor Date is there.")
    })?;
    let signed_at = date
        .to_str()
        .ok()
        .and_then(|text| httpdate::parse_http_date(text).ok())
        .ok_or_else(|| Rejection::authentication_failed("The request's date is not an HTTP date (RFC 1123)."))?;
    let skew = match now.duration_since(signed_at) {
        Ok(age) => age,
        Err(ahead) => ahead.duration(),
    };
    if skew > MAXIMUM_SKEW {
        return Err(Rejection::authentication_failed(format!(
            "Request date header too old: '{}'.",
            httpdate_or_unknown(signed_at)
        )));
    }
    Ok(())
}

/// `time` as an HTTP date, which exists only from 1970 to 9999.
fn httpdate_or_unknown(time: SystemTime) -> String {
    let last = Duration::from_secs(253_402_300_799);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) if since <= last => httpdate::fmt_http_date(time),
        _ => "out of range".to_owned(),
    }
}

/// The `x-ms-` headers by name.
fn canonicalised_headers(headers: &HeaderMap) -> BTreeMap<&str, Vec<u8>> {
    let names = headers.keys().map(HeaderName::as_str).filter(|name| name.starts_with("x-ms-"));
    names.map(|name| (name, joined(headers, name))).collect()
}

/// All values of one header, trimmed and joined with commas. What is signed is a text in UTF-8, while each byte of a header is a
/// character.
fn joined(headers: &HeaderMap, name: &str) -> Vec<u8> {
    let values: Vec<&[u8]> = headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii()).collect();
    latin1::text(&values.join(&b',')).into_bytes()
}

fn string_to_sign(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    names: &[&str],
    headers: &BTreeMap<&str, Vec<u8>>,
) -> Vec<u8> {
    let mut text = request.method.to_ascii_uppercase().into_bytes();
    for name in &BY_PLACE {
        text.push(b'\n');
        let value = joined(request.headers, name.as_str());
        let left_out = (*name == header::CONTENT_LENGTH && value == b"0")
            || (*name == header::DATE && request.headers.contains_key(X_MS_DATE));
        if !left_out {
            text.extend_from_slice(&value);
        }
    }
    text.push(b'\n');
    push_headers_and_path(&mut text, request, names, headers);
    text.extend_from_slice(&parameters.canonicalised());
    text
}

/// The text that `SharedKeyLite` signs: three of the headers without `x-ms-`, and of the query only `comp`.
fn lite_string_to_sign(
    request: &SignedRequest<'_>,
    parameters: &Parameters,
    names: &[&str],
    headers: &BTreeMap<&str, Vec<u8>>,
) -> Vec<u8> {
    let mut text = request.method.to_ascii_uppercase().into_bytes();
    for name in ["content-md5", "content-type", "date"] {
        text.push(b'\n');
        if name != "date" || !request.headers.contains_key(X_MS_DATE) {
            text.extend_from_slice(&joined(request.headers, name));
        }
    }
    text.push(b'\n');
    push_headers_and_path(&mut text, request, names, headers);
    if let Some(comp) = parameters.first("comp") {
        text.extend_from_slice(b"?comp=");
        text.extend_from_slice(comp);
    }
    text
}

/// The `x-ms-` headers, a line each, and the start of the canonicalised resource.
fn push_headers_and_path(
    text: &mut Vec<u8>,
    request: &SignedRequest<'_>,
    names: &[&str],
    headers: &BTreeMap<&str, Vec<u8>>,
) {
    for &name in names {
        text.extend_from_slice(name.as_bytes());
        text.push(b':');
        text.extend_from_slice(headers.get(name).map_or(b"", Vec::as_slice));
        text.push(b'\n');
    }
    text.push(b'/');
    text.extend_from_slice(request.account.as_bytes());
    let path = if request.path.is_empty() { "/" } else { request.path };
    text.extend_from_slice(path.as_bytes());
}
