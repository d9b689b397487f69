//! Redacts URLs and headers for errors and logs. It never affects what is sent.

use std::borrow::Cow;

use http::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};

use url::Url;

mod panics;
mod parameters;
mod text;

pub use panics::panic_report;
pub use parameters::{REDACTED, is_signature};
pub use text::{credentials, text};

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

/// The URL without its signature, and without credentials before the host.
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
/// It works on the text itself, because a header may contain a text that no parser accepts, and must not leak then.
#[must_use]
pub fn url_text(value: &str) -> Cow<'_, str> {
    text(value)
}

/// The headers that an error may show, in order: any of them may hold a signed URL. Bytes that are not ASCII are read as
/// Latin-1, as Node does.
#[must_use]
pub fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    visible(headers).map(|(name, value)| (name.to_owned(), text(&value).into_owned())).collect()
}

/// The headers that belong to a result. Values from the service are data, such as metadata that is a URL, so scripts
/// get them unchanged. The URLs that blobferry itself sends, and those of redirects, are redacted.
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

/// Whether a header's whole value is a secret.
pub fn is_secret(name: &HeaderName, value: &HeaderValue) -> bool {
    value.is_sensitive() || SECRET_HEADERS.contains(&name.as_str())
}

/// Whether a header's value is a URL.
pub fn is_url(name: &HeaderName) -> bool {
    URL_HEADERS.contains(&name.as_str()) || name == LOCATION
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
