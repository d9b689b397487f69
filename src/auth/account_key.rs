//! The secret key of a storage account.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The secret key of a storage account, decoded. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountKey(Vec<u8>);

impl AccountKey {
    /// Decodes a key as leniently as Node's `Buffer.from(key, "base64")`, so that every key that works in scripts works
    /// here: both alphabets; characters of neither are skipped; padding is optional and ends the key. A text without
    /// any base64 is an [empty](Self::is_empty) key.
    #[must_use]
    pub fn from_base64(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
        let mut pending: u16 = 0;
        let mut bits = 0;
        for value in text.bytes().take_while(|byte| *byte != b'=').filter_map(sextet) {
            pending = (pending << 6) | u16::from(value);
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                let [_, byte] = (pending >> bits).to_be_bytes();
                bytes.push(byte);
            }
        }
        Self(bytes)
    }

    /// Takes a decoded key.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The key itself. A secret.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key in standard base64 with padding. A secret.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// Whether the key is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountKey(redacted)")
    }
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_decoded_as_in_node() {
        let node: &[(&str, &[u8])] = &[
            ("", &[]),
            ("QUJD", &[65, 66, 67]),
            ("QUJDRA==", &[65, 66, 67, 68]),
            ("QUJDRA", &[65, 66, 67, 68]),
            ("QUJDRA=", &[65, 66, 67, 68]),
            ("QUJ", &[65, 66]),
            ("QU", &[65]),
            ("Q", &[]),
            ("-_-_", &[251, 255, 191]),
            ("+/+/", &[251, 255, 191]),
            (" Q U\nJ\tD ", &[65, 66, 67]),
            ("QU!JD", &[65, 66, 67]),
            ("QU=JD", &[65]),
            ("=QUJD", &[]),
            ("QUJD====", &[65, 66, 67]),
            ("QUJDé", &[65, 66, 67]),
            ("***", &[]),
            ("QUJDREVG\u{0}R0g=", &[65, 66, 67, 68, 69, 70, 71, 72]),
        ];
        for (text, bytes) in node {
            assert_eq!(AccountKey::from_base64(text).as_bytes(), *bytes, "{text:?}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", AccountKey::from_bytes(*b"secret")), "AccountKey(redacted)");
    }

    proptest! {
        #[test]
        fn an_encoded_key_round_trips(bytes: Vec<u8>) {
            let key = AccountKey::from_bytes(bytes);
            prop_assert_eq!(&AccountKey::from_base64(&key.to_base64()), &key);
        }

        #[test]
        fn any_text_is_accepted(text: String) {
            let _ = AccountKey::from_base64(&text);
        }
    }
}
