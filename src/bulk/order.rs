//! The order in which the service lists names.
//!
//! It compares UTF-16 code units, which differs from Rust's order of strings above U+D7FF. In an account with a hierarchical namespace,
//! `/` sorts before every other character, because a directory comes before its siblings with longer names.
//! <https://learn.microsoft.com/rest/api/storageservices/list-blobs>

use std::cmp::Ordering;

/// The order of one account's listings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NameOrder {
    /// By UTF-16 code units.
    #[default]
    Flat,
    /// The same, with `/` before every other character.
    Hierarchical,
}

impl NameOrder {
    /// Compares two names as the service does.
    pub fn compare(self, one: &str, other: &str) -> Ordering {
        let slash = |unit: u16| match self {
            Self::Hierarchical if unit == u16::from(b'/') => 0,
            Self::Hierarchical => u32::from(unit) + 1,
            Self::Flat => u32::from(unit),
        };
        one.encode_utf16().map(slash).cmp(other.encode_utf16().map(slash))
    }

    /// Whether `names` are in this order, each once.
    pub fn holds<'a>(self, names: impl IntoIterator<Item = &'a str>) -> bool {
        let mut names = names.into_iter();
        let Some(mut before) = names.next() else { return true };
        names.all(|name| {
            let ascends = self.compare(before, name) == Ordering::Less;
            before = name;
            ascends
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d8_names_compare_by_utf_16_code_units() {
        // The surrogates of U+10000 are smaller than U+FF5E; the characters themselves are not.
        assert_eq!(NameOrder::Flat.compare("\u{10000}", "\u{FF5E}"), Ordering::Less);
        assert!("\u{10000}" > "\u{FF5E}");
        assert!(NameOrder::Flat.holds(["A", "A-B", "A/dat1", "z", "\u{D7FF}", "\u{1F600}", "\u{FF5E}"]));
    }

    #[test]
    fn d9_a_slash_comes_first_in_a_hierarchical_namespace() {
        assert!(NameOrder::Hierarchical.holds(["A", "A/dat1", "A-B"]));
        assert!(!NameOrder::Flat.holds(["A", "A/dat1", "A-B"]));
        assert!(!NameOrder::Hierarchical.holds(["A", "A-B", "A/dat1"]));
    }

    #[test]
    fn a_name_that_comes_twice_is_out_of_order() {
        assert!(!NameOrder::Flat.holds(["a", "a"]));
        assert!(NameOrder::Flat.holds([]) && NameOrder::Flat.holds(["a"]));
    }
}
