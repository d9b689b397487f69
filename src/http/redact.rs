//! What may be shown of URLs and headers in errors and logs. Never decides what is sent.

use std::borrow::Cow;

use http::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use percent_encoding::percent_decode_str;
use url::Url;

/// What stands in for a secret.
pub const REDACTED: &str = "REDACTED";

/// The headers that carry URLs of blobs: a copy's source, and the snapshot that a page blob is compared with.
const URL_HEADERS: [&str; 2] = ["x-ms-copy-source", "x-ms-previous-snapshot-url"];

/// Headers whose whole value is a secret.
const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "x-ms-copy-source-authorization",
    "x-ms-encryption-key",
    "x-ms-source-encryption-key",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];

/// Query parameters whose value is a secret: of a shared access signature, and of what other clouds call signed URLs. Each
/// has "sig" or "token" in it.
const SECRET_PARAMETERS: [&str; 9] = [
    "sig",
    "signature",
    "x-amz-signature",
    "x-amz-security-token",
    "x-goog-signature",
    "x-oss-signature",
    "q-signature",
    "token",
    "access_token",
];

/// What may stand before a parameter's name: in a URL, in a sentence, in XML or JSON.
const BEFORE_NAMES: [char; 11] = ['?', '#', ';', ' ', '>', '"', '\'', '\n', '\t', ',', '('];

/// The URL without its signature and without the credentials that may stand before the host.
#[must_use]
pub fn url(url: &Url) -> String {
    if url.username().is_empty() && url.password().is_none() {
        return text(url.as_str()).into_owned();
    }
    let mut shown = url.clone();
    // Both fail only for URLs that cannot have credentials, and those have none.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    text(shown.as_str()).into_owned()
}

/// A text that may be a URL, such as the value of `x-ms-copy-source`: without signature, without credentials.
///
/// It works on the text itself, because a header may hold what no parser accepts and must not leak for that.
#[must_use]
pub fn url_text(value: &str) -> Cow<'_, str> {
    match without_credentials(value) {
        Some(shown) => Cow::Owned(text(&shown).into_owned()),
        None => text(value),
    }
}

/// The headers that may be shown, in order. Bytes that are not ASCII are read as Latin-1, as Node does.
#[must_use]
pub fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    visible(headers).map(|(name, value)| (name.to_owned(), value.into_owned())).collect()
}

/// As [`headers`], without a copy of what needs no change.
pub fn visible(headers: &HeaderMap) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    headers.iter().filter(|(name, value)| !is_secret(name, value)).map(|(name, value)| {
        let text = value.to_str().map_or_else(|_| Cow::Owned(latin1(value.as_bytes())), Cow::Borrowed);
        let text = match text {
            Cow::Borrowed(text) if is_url(name) => url_text(text),
            Cow::Owned(text) if is_url(name) => Cow::Owned(url_text(&text).into_owned()),
            text => text,
        };
        (name.as_str(), text)
    })
}

/// Reads bytes as Latin-1: every byte is the character of that number.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn is_secret(name: &HeaderName, value: &HeaderValue) -> bool {
    value.is_sensitive() || SECRET_HEADERS.contains(&name.as_str())
}

fn is_url(name: &HeaderName) -> bool {
    URL_HEADERS.contains(&name.as_str()) || name == LOCATION
}

/// The text without what stands between `://` and the last `@` of the authority; `None` when nothing stands there.
fn without_credentials(value: &str) -> Option<String> {
    let start = value.find("://")? + "://".len();
    let end = value[start..].find(['/', '?', '#']).map_or(value.len(), |length| start + length);
    let at = value[start..end].rfind('@')?;
    Some(format!("{}{}", &value[..start], &value[start + at + 1..]))
}

/// A text that may hold URLs, such as a message: the value of every parameter that is a secret is replaced.
#[must_use]
pub fn text(value: &str) -> Cow<'_, str> {
    let has = |word: &[u8]| value.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    let suspicious = value.contains('%') || has(b"sig") || has(b"token");
    if !suspicious {
        return Cow::Borrowed(value);
    }
    let mut shown = String::with_capacity(value.len());
    let mut changed = false;
    for (number, piece) in value.split('&').enumerate() {
        if number > 0 {
            shown.push('&');
        }
        match secret_start(piece) {
            Some(start) => {
                shown.push_str(&piece[..start]);
                shown.push_str(REDACTED);
                changed = true;
            }
            None => shown.push_str(piece),
        }
    }
    if changed { Cow::Owned(shown) } else { Cow::Borrowed(value) }
}

/// Where, in what stands between two `&`, a signature starts. All that follows it counts as signature, since a malformed
/// one may hold any character.
fn secret_start(piece: &str) -> Option<usize> {
    // Each part between two `=` ends with a name, which has none of these in it: so every letter is looked at once.
    let mut end = 0;
    let mut parts = piece.split_inclusive('=').filter(|part| part.ends_with('='));
    let found = parts.find_map(|part| {
        let before = &part[..part.len() - 1];
        let name = match before.rfind(BEFORE_NAMES) {
            Some(at) => before.get(at + 1..),
            // What follows a value is no name.
            None => (end == 0).then_some(before),
        };
        end += part.len();
        name.is_some_and(is_signature).then_some(end)
    });
    if found.is_some() {
        return found;
    }
    // A URL that is itself a parameter's value is escaped, its signature with it. The escape that hid the signature
    // stands before it, so nothing after the first escape is shown.
    let first_escape = piece.find('%')?;
    let plain = percent_decode_str(piece).decode_utf8_lossy();
    let hidden = plain != piece && plain.split('&').any(|inner| secret_start(inner).is_some());
    hidden.then_some(first_escape)
}

/// Whether a query parameter of this name is a secret, here or at another cloud that a copy's source may be in.
#[must_use]
pub fn is_signature(name: &str) -> bool {
    if !name.contains('%') {
        return SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(name));
    }
    let plain = percent_decode_str(name).decode_utf8_lossy();
    SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(&plain))
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
