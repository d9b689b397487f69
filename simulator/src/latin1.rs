//! Values of headers as texts. HTTP gives bytes beyond ASCII no meaning; the service reads each as the character of that number.

use http::HeaderValue;

/// The text of a value.
pub fn text(value: &[u8]) -> String {
    value.iter().copied().map(char::from).collect()
}

/// The value that has a text. None if no header can have it. Characters beyond Latin-1 are sent as UTF-8.
pub fn value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|character| u8::try_from(character).ok()).collect();
    HeaderValue::from_bytes(&bytes.unwrap_or_else(|| text.as_bytes().to_vec())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_a_character() {
        assert_eq!(text(b"M\xfcller"), "M\u{fc}ller");
        assert_eq!(value("M\u{fc}ller").unwrap().as_bytes(), b"M\xfcller");
        assert_eq!(value("\u{20ac}").unwrap().as_bytes(), "\u{20ac}".as_bytes());
        assert_eq!(value("a\nb"), None);
    }
}
