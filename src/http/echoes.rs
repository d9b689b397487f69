//! The secrets of one request, to be found where an answer repeats them: whoever answers may write them in ways that no rule
//! about texts in general knows.

use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::base::redact::{REDACTED, credentials, is_secret, is_signature, is_url};
use crate::http::Request;

/// Shorter values are not looked for: they would be found in words that have nothing to do with them.
const SHORTEST: usize = 8;

/// What a request carried that nobody is to read in an answer.
pub struct Echoes(Vec<String>);

impl Echoes {
    /// The keys and tokens of its headers, the signatures and the password of its URLs.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let mut echoes = Self(Vec::new());
        echoes.add_url(request.url.as_str());
        for (name, value) in &request.headers {
            let Ok(value_text) = value.to_str() else { continue };
            if is_secret(name, value) {
                echoes.add(value_text.rsplit(' ').next().unwrap_or(value_text));
            } else if is_url(name) {
                echoes.add_url(value_text);
            }
        }
        // Of two that begin alike the longer one is replaced first.
        echoes.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        echoes
    }

    fn add_url(&mut self, url: &str) {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            if is_signature(name) {
                self.add(value);
            }
        }
        if let Some((_, password)) = credentials(url).and_then(|user| user.split_once(':')) {
            self.add(password);
        }
    }

    fn add(&mut self, secret: &str) {
        let decoded = percent_decode_str(secret).decode_utf8_lossy().into_owned();
        for spelling in [secret.to_owned(), decoded] {
            if spelling.len() >= SHORTEST && !self.0.contains(&spelling) {
                self.0.push(spelling);
            }
        }
    }

    /// The text without them.
    #[must_use]
    pub fn remove(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED))
    }

    /// The headers without them.
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
    fn what_a_request_carried_is_not_in_what_is_shown_of_the_answer() {
        let url = Url::parse("https://u:pass%2Fword1@h/c?sv=1&sig=abc%2Bdefghi%3D").expect("a URL");
        let mut request = Request::new(http::Method::GET, url);
        request.headers.insert("x-ms-encryption-key", HeaderValue::from_static("a2V5a2V5a2V5"));
        request.headers.insert("x-ms-copy-source-authorization", HeaderValue::from_static("Bearer tokentoken"));
        request.headers.insert("x-ms-copy-source", HeaderValue::from_static("https://h/?sig=12345678"));
        let echoes = Echoes::of(&request);
        for secret in ["abc+defghi=", "abc%2Bdefghi%3D", "a2V5a2V5a2V5", "tokentoken", "12345678", "pass/word1"] {
            assert_eq!(echoes.remove(&format!("<V>{secret}</V>")), "<V>REDACTED</V>", "{secret}");
        }
        assert_eq!(echoes.remove("https://h/c?sv=1"), "https://h/c?sv=1");
        let mut headers = HeaderMap::new();
        headers.insert("x-odd", HeaderValue::from_static("a2V5a2V5a2V5 x"));
        assert_eq!(echoes.remove_from(&headers)["x-odd"], "REDACTED x");
    }
}
