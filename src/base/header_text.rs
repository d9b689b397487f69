//! Texts as values of headers: each character is the byte of that number (Latin-1), as in Node.js. [`redact::latin1`] reads them.
//!
//! [`redact::latin1`]: super::redact::latin1

use http::HeaderValue;

/// The value that carries a text, without white space at its edges. None if the text has a character that no header can carry.
///
/// A no-break space stays: the properties of a blob that is copied may have one. The facade removes those of callers.
pub fn header_value(text: &str) -> Option<HeaderValue> {
    let text = text.trim_matches(|character| character != '\u{a0}' && is_script_space(character));
    if text.is_ascii() {
        return HeaderValue::from_str(text).ok();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|character| u8::try_from(character).ok()).collect();
    HeaderValue::try_from(bytes?).ok()
}

/// A text without the white space at its edges, as in the reference, which trims all values of headers. Servers trim spaces and tabs.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_script_space)
}

/// The characters that JavaScript's `trim` removes. Two of them differ from Unicode's white space.
pub fn is_script_space(character: char) -> bool {
    character == '\u{feff}' || (character.is_whitespace() && character != '\u{85}')
}

/// Appends the text of a value as UTF-8. Signatures are over texts, not over what is on the wire.
pub fn push_text(target: &mut Vec<u8>, value: &[u8]) {
    if value.is_ascii() {
        target.extend_from_slice(value);
    } else {
        target.extend_from_slice(super::redact::latin1(value).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_is_a_byte() {
        for (text, bytes) in [("a\tb", &b"a\tb"[..]), ("", b""), ("M\u{fc}ller \u{ff}\u{80}", b"M\xfcller \xff\x80")] {
            let value = header_value(text).expect(text);
            assert_eq!(value.as_bytes(), bytes);
            let mut pushed = Vec::new();
            push_text(&mut pushed, value.as_bytes());
            assert_eq!(pushed, text.as_bytes());
        }
    }

    #[test]
    fn white_space_at_the_edges_is_not_sent() {
        for text in ["a b", " a b\t", "\r\na b\n", "\u{feff}\u{2003}a b\u{2028}"] {
            assert_eq!(header_value(text).expect("sendable").as_bytes(), b"a b", "{text:?}");
            assert_eq!(trimmed(text), "a b");
        }
        assert_eq!(header_value("\u{85}\u{a0} ").expect("sendable").as_bytes(), b"\x85\xa0");
        assert_eq!(trimmed("\u{a0}\u{85}\u{a0}"), "\u{85}");
    }

    #[test]
    fn what_no_header_can_carry_is_no_value() {
        for text in ["\u{100}", "a\nb", "\u{fc}\rb", "\0", "\u{7f}", "\u{fc}\u{1f600}"] {
            assert_eq!(header_value(text), None, "{text:?}");
        }
    }
}
