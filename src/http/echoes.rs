//! Finds the secrets of a request where a response repeats them. They may be written in ways that the general rules of
//! redaction do not know.

use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::base::redact::{REDACTED, credentials, is_secret, is_signature, is_url};
use crate::base::sorting::sort_by_key;
use crate::http::Request;

/// Shorter values are not searched for. They would be found in unrelated words.
const SHORTEST: usize = 8;

/// How JSON, JavaScript and HTML may write the characters of a secret that are neither letters nor digits.
const ESCAPES: [[(&str, &str); 3]; 7] = [
    [("/", "\\/"), ("+", "+"), ("=", "=")],
    [("/", "\\/"), ("+", "\\u002b"), ("=", "\\u003d")],
    [("/", "/"), ("+", "\\u002b"), ("=", "\\u003d")],
    [("/", "\\u002F"), ("+", "\\u002B"), ("=", "\\u003D")],
    [("/", "&#x2F;"), ("+", "&#x2B;"), ("=", "&#x3D;")],
    [("/", "&#47;"), ("+", "&#43;"), ("=", "&#61;")],
    [("/", "/"), ("+", "&#43;"), ("=", "=")],
];

/// The secrets of a request.
#[derive(Default)]
pub struct Echoes(Vec<String>);

impl Echoes {
    /// The keys and tokens in its headers, and the signatures and users in its URLs. Its `Authorization` is passed
    /// separately, because a request that was sent does not keep it.
    #[must_use]
    pub fn of(request: &Request, authorization: Option<&HeaderValue>) -> Self {
        let mut echoes = Self(Vec::new());
        echoes.add_url(request.url.as_str());
        let authorization = authorization.and_then(|value| value.to_str().ok());
        if let Some(value) = authorization {
            echoes.add_token(value);
        }
        for (name, value) in &request.headers {
            let Ok(value_text) = value.to_str() else { continue };
            if is_secret(name, value) {
                echoes.add_token(value_text);
            } else if is_url(name) || value_text.contains("://") {
                echoes.add_url(value_text);
            }
        }
        // The longer of two secrets with the same start is replaced first.
        sort_by_key(&mut echoes.0, |secret| std::cmp::Reverse(secret.len()));
        echoes
    }

    fn add_token(&mut self, value: &str) {
        let carried = value.rsplit(' ').next().unwrap_or(value);
        self.add(carried);
        // The signature follows the account's name, and a service that rejects it quotes only the signature.
        if let Some((_, signature)) = carried.rsplit_once(':') {
            self.add(signature);
        }
    }

    fn add_url(&mut self, url: &str) {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            if is_signature(name) {
                self.add(value);
            }
        }
        credentials(url).into_iter().flat_map(|user| user.splitn(2, ':')).for_each(|part| self.add(part));
    }

    fn add(&mut self, secret: &str) {
        let decoded = percent_decode_str(secret).decode_utf8_lossy().into_owned();
        let escaped = ESCAPES
            .map(|escapes| escapes.iter().fold(decoded.clone(), |text, (letter, escape)| text.replace(letter, escape)));
        for spelling in [secret.to_owned(), decoded].into_iter().chain(escaped) {
            if spelling.len() >= SHORTEST && !self.0.contains(&spelling) {
                self.0.push(spelling);
            }
        }
    }

    /// Redacts a text.
    #[must_use]
    pub fn remove(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED))
    }

    /// Redacts headers.
    #[must_use]
    pub fn remove_from(&self, headers: &HeaderMap) -> HeaderMap {
        let mut shown = headers.clone();
        for value in shown.values_mut() {
            let Ok(text) = value.to_str() else { continue };
            let removed = self.remove(text);
            if removed != text {
                *value = HeaderValue::from_str(&removed).unwrap_or(HeaderValue::from_static(REDACTED));
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    #[test]
    fn secrets_of_a_request_are_not_shown_in_its_response() {
        let url = Url::parse("https://u:pass%2Fword1@h/c?sv=1&sig=abc%2Bdefghi%3D").expect("a URL");
        let mut request = Request::new(http::Method::GET, url);
        request.headers.insert("x-ms-encryption-key", HeaderValue::from_static("a2V5a2V5a2V5"));
        request.headers.insert("x-ms-copy-source-authorization", HeaderValue::from_static("Bearer tokentoken"));
        request.headers.insert("x-ms-copy-source", HeaderValue::from_static("https://h/?sig=12345678"));
        let authorization = HeaderValue::from_static("SharedKey account:c2lnbmF0dXJl");
        let echoes = Echoes::of(&request, Some(&authorization));
        for secret in
            ["abc+defghi=", "abc%2Bdefghi%3D", "a2V5a2V5a2V5", "tokentoken", "12345678", "pass/word1", "c2lnbmF0dXJl"]
        {
            assert_eq!(echoes.remove(&format!("<V>{secret}</V>")), "<V>REDACTED</V>", "{secret}");
        }
        for spelling in ["abc&#43;defghi=", "abc&#x2B;defghi&#x3D;", r"abc\u002bdefghi\u003d"] {
            assert_eq!(echoes.remove(spelling), REDACTED, "{spelling}");
        }
        assert_eq!(echoes.remove("https://h/c?sv=1"), "https://h/c?sv=1");
        let mut headers = HeaderMap::new();
        headers.insert("x-odd", HeaderValue::from_static("a2V5a2V5a2V5 x"));
        assert_eq!(echoes.remove_from(&headers)["x-odd"], "REDACTED x");
    }
}
