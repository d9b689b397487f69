//! The order in which the service lists names, as keys that Rust's string order sorts.
//!
//! The service compares UTF-16 code units, in which U+E000 to U+FFFF come after all characters above U+FFFF: those take two
//! surrogates, which begin with U+D800. An account with a hierarchical namespace compares path by path, so that `/` comes
//! before every other character.

use std::borrow::Cow;

/// The order of listings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By UTF-16 code units.
    #[default]
    Flat,
    /// The same, but `/` comes first.
    Hierarchical,
}

/// How far the characters above U+FFFF move down, and the others up.
const SUPPLEMENTARY: u32 = 0x1_0000;
const PRIVATE_USE: u32 = 0xE000;
const LAST: u32 = 0x10_FFFF;

impl Order {
    /// The key of a name. Keys are compared as strings, and a name begins with a prefix if its key does with the prefix's key.
    pub fn key(self, name: &str) -> Cow<'_, str> {
        self.map(name, |character| match u32::from(character) {
            code @ PRIVATE_USE..SUPPLEMENTARY => LAST - (SUPPLEMENTARY - 1) + code,
            code @ SUPPLEMENTARY.. => code - (SUPPLEMENTARY - PRIVATE_USE),
            0x2F if self == Self::Hierarchical => 0,
            // No name has U+0000; it must not become a `/` when it is converted back.
            code => code,
        })
    }

    /// The name of a key.
    pub fn name(self, key: &str) -> Cow<'_, str> {
        const FIRST_MOVED: u32 = LAST - (SUPPLEMENTARY - 1 - PRIVATE_USE);
        self.map(key, |character| match u32::from(character) {
            code @ FIRST_MOVED.. => code + (SUPPLEMENTARY - 1) - LAST,
            code @ PRIVATE_USE.. => code + (SUPPLEMENTARY - PRIVATE_USE),
            0 if self == Self::Hierarchical => 0x2F,
            code => code,
        })
    }

    fn map(self, text: &str, map: impl Fn(char) -> u32) -> Cow<'_, str> {
        let separator = if self == Self::Hierarchical { ['/', '\0'] } else { ['\u{E000}', '\u{E000}'] };
        if text.chars().all(|character| character < '\u{E000}' && !separator.contains(&character)) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().map(|character| char::from_u32(map(character)).unwrap_or(character)).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(order: Order, names: &[&str]) -> Vec<String> {
        let mut keys: Vec<_> = names.iter().map(|name| order.key(name).into_owned()).collect();
        keys.sort();
        keys.iter().map(|key| order.name(key).into_owned()).collect()
    }

    #[test]
    fn emoji_sort_before_full_width_forms() {
        assert_eq!(
            sorted(Order::Flat, &["\u{FF5E}", "\u{10000}", "z", "\u{D7FF}"]),
            ["z", "\u{D7FF}", "\u{10000}", "\u{FF5E}"]
        );
    }

    #[test]
    fn a_slash_sorts_first_in_a_hierarchical_namespace() {
        assert_eq!(sorted(Order::Flat, &["A/dat1", "A-B", "A"]), ["A", "A-B", "A/dat1"]);
        assert_eq!(sorted(Order::Hierarchical, &["A/dat1", "A-B", "A"]), ["A", "A/dat1", "A-B"]);
    }

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_utf_16_units(one in "[\\PC\u{E000}-\u{E010}\u{FFF0}-\u{10010}]{0,4}", other in "[\\PC\u{E000}-\u{E010}\u{FFF0}-\u{10010}]{0,4}") {
            let units = |name: &str| name.encode_utf16().collect::<Vec<_>>();
            prop_assert_eq!(Order::Flat.key(&one).cmp(&Order::Flat.key(&other)), units(&one).cmp(&units(&other)));
            for order in [Order::Flat, Order::Hierarchical] {
                let key = order.key(&one);
                prop_assert_eq!(&order.name(&key), &one);
                prop_assert_eq!(order.key(&one).starts_with(&*order.key(&other)), one.starts_with(&other));
            }
        }
    }
}
