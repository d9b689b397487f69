//! Headers and URLs as the log shows them: without secrets.

use http::{HeaderName, HeaderValue, header};

/// The replacement for a secret.
const REDACTED: &str = "REDACTED";

/// The value of a header.
pub fn shown(name: &HeaderName, value: &HeaderValue) -> String {
    if name == header::AUTHORIZATION || name == "x-ms-copy-source-authorization" {
        return REDACTED.to_owned();
    }
    without_signature(&String::from_utf8_lossy(value.as_bytes()))
}

/// A query, or a URL with one, with its `sig` redacted.
pub fn without_signature(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(['?', '&']) {
        let (start, name) = (piece.get(..4), piece.trim_end_matches('&'));
        if start.is_some_and(|start| start.eq_ignore_ascii_case("sig=")) {
            shown.push_str(&piece[..4]);
            shown.push_str(REDACTED);
            shown.push_str(&piece[name.len()..]);
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names;

    #[test]
    fn no_secret_is_shown() {
        assert_eq!(without_signature("sv=1&sig=abc%3D&se=2"), "sv=1&sig=REDACTED&se=2");
        assert_eq!(without_signature("http://a/b?SIG=abc"), "http://a/b?SIG=REDACTED");
        assert_eq!(without_signature("design=1&signed=2"), "design=1&signed=2");
        let bearer = HeaderValue::from_static("Bearer secret");
        assert_eq!(shown(&header::AUTHORIZATION, &bearer), REDACTED);
        assert_eq!(shown(&HeaderName::from_static("x-ms-copy-source-authorization"), &bearer), REDACTED);
        let source = HeaderValue::from_static("http://a/b?sv=1&sig=secret");
        assert_eq!(shown(&names::COPY_SOURCE, &source), "http://a/b?sv=1&sig=REDACTED");
    }
}
