//! The order in which the service lists names.
//!
//! It compares UTF-16 code units, which differs from Rust's order of strings above U+D7FF. In an account with a hierarchical namespace,
//! `/` sorts before every other character, because a directory comes before its siblings with longer names.
//! <https://learn.microsoft.com/rest/api/storageservices/list-blobs>

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

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

/// The orders that a listing may have, given its names so far. Most listings fit both until names rule one out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PossibleOrders {
    flat: bool,
    hierarchical: bool,
}

impl Default for PossibleOrders {
    fn default() -> Self {
        Self { flat: true, hierarchical: true }
    }
}

impl PossibleOrders {
    /// The order of an account, if it is known whether its namespace is hierarchical; otherwise those of `self`.
    #[must_use]
    pub fn narrowed(self, is_hierarchical: Option<bool>) -> Self {
        match is_hierarchical {
            Some(true) if self.hierarchical => Self { flat: false, hierarchical: true },
            Some(false) if self.flat => Self { flat: true, hierarchical: false },
            _ => self,
        }
    }

    /// The order in which two listings can be merged; `None` if they differ. As long as the names fit both orders, they are taken for
    /// flat ones.
    pub fn common(self, other: Self) -> Option<NameOrder> {
        match (self.flat && other.flat, self.hierarchical && other.hierarchical) {
            (true, _) => Some(NameOrder::Flat),
            (false, true) => Some(NameOrder::Hierarchical),
            (false, false) => None,
        }
    }

    /// Whether a directory may be among the names.
    pub fn may_be_hierarchical(self) -> bool {
        self.hierarchical
    }

    /// Whether the names may be in the order of an account without a hierarchical namespace.
    pub fn may_be_flat(self) -> bool {
        self.flat
    }

    /// The orders that are possible after this sequence of names; `None` if no order of the service fits.
    #[must_use]
    pub fn after<'a>(self, names: impl IntoIterator<Item = &'a str> + Clone) -> Option<Self> {
        let flat = self.flat && NameOrder::Flat.holds(names.clone());
        let hierarchical = self.hierarchical && NameOrder::Hierarchical.holds(names);
        (flat || hierarchical).then_some(Self { flat, hierarchical })
    }

    /// Whether the names can only be in the order of an account without a hierarchical namespace.
    pub fn only_flat(self) -> bool {
        self.flat && !self.hierarchical
    }

    /// Whether every name after this one also comes after it in the order of an account without a hierarchical namespace. It is not documented by
    /// which order a service finds the start of a listing, and then it does not matter. The orders differ in `/` alone.
    pub fn may_start_at(self, name: &str) -> bool {
        self.flat && (!self.hierarchical || !name.contains('/'))
    }

    /// That of accounts without a hierarchical namespace.
    pub fn flat() -> Self {
        Self { flat: true, hierarchical: false }
    }

    /// The orders that are possible for both; `None` if there is none.
    pub fn both(self, other: Self) -> Option<Self> {
        let (flat, hierarchical) = (self.flat && other.flat, self.hierarchical && other.hierarchical);
        (flat || hierarchical).then_some(Self { flat, hierarchical })
    }

    /// Whether `name` may come after `other`.
    pub fn may_follow(self, name: &str, other: &str) -> bool {
        let follows = |order: NameOrder| order.compare(name, other) == Ordering::Greater;
        (self.flat && follows(NameOrder::Flat)) || (self.hierarchical && follows(NameOrder::Hierarchical))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn d8_names_compare_by_utf_16_code_units() {
        // The surrogates of U+10000 are smaller than U+FF5E; the characters themselves are not.
        assert_eq!(NameOrder::Flat.compare("\u{10000}", "\u{FF5E}"), Ordering::Less);
        assert!("\u{10000}" > "\u{FF5E}");
        assert!(NameOrder::Flat.holds(["A", "A-B", "A/dat1", "z", "\u{D7FF}", "\u{1F600}", "\u{FF5E}"]));
    }

    #[test]
    fn d9_a_slash_sorts_first_in_a_hierarchical_namespace() {
        assert!(NameOrder::Hierarchical.holds(["A", "A/dat1", "A-B"]));
        assert!(!NameOrder::Flat.holds(["A", "A/dat1", "A-B"]));
        assert!(!NameOrder::Hierarchical.holds(["A", "A-B", "A/dat1"]));
    }

    #[test]
    fn names_distinguish_the_orders() {
        let unknown = PossibleOrders::default();
        assert!(unknown.may_follow("A-B", "A/x") && unknown.may_follow("A/x", "A-B"));
        let flat = unknown.after(["A", "A-B", "A/x"]).expect("an order");
        assert!(!flat.may_follow("A-B", "A/x") && flat.may_follow("A/x", "A-B"));
        let hierarchical = unknown.after(["A", "A/x", "A-B"]).expect("an order");
        assert!(hierarchical.may_follow("A-B", "A/x") && !hierarchical.may_follow("A/x", "A-B"));
        assert_eq!(flat.after(["A/x", "A-B"]), None);
        assert_eq!(unknown.after(["b", "a"]), None);
    }

    #[test]
    fn d9_listings_are_merged_only_in_a_common_order() {
        let unknown = PossibleOrders::default();
        let (flat, hierarchical) = (unknown.narrowed(Some(false)), unknown.narrowed(Some(true)));
        assert_eq!(unknown.common(unknown), Some(NameOrder::Flat));
        assert_eq!(unknown.common(hierarchical), Some(NameOrder::Hierarchical));
        assert_eq!(flat.common(flat), Some(NameOrder::Flat));
        assert_eq!(flat.common(hierarchical), None);
        // Orders that names have excluded stay excluded.
        assert_eq!(unknown.after(["A/x", "A-B"]).expect("an order").narrowed(Some(false)), hierarchical);
        assert!(unknown.may_be_hierarchical() && !flat.may_be_hierarchical());
    }

    proptest! {
        #[test]
        fn starting_a_listing_at_a_name_omits_no_later_name(
            name in "[a-c/.\u{FF5E}\u{1F600}-]{1,4}",
            other in "[a-c/.\u{FF5E}\u{1F600}-]{1,4}",
        ) {
            let unknown = PossibleOrders::default();
            prop_assert!(PossibleOrders::flat().may_start_at(&name));
            prop_assert!(!unknown.narrowed(Some(true)).may_start_at(&name));
            if unknown.may_start_at(&name) && NameOrder::Hierarchical.compare(&other, &name).is_gt() {
                prop_assert!(NameOrder::Flat.compare(&other, &name).is_gt(), "{other:?} is behind {name:?} in one order only");
            }
        }
    }

    #[test]
    fn a_repeated_name_is_out_of_order() {
        assert!(!NameOrder::Flat.holds(["a", "a"]));
        assert!(NameOrder::Flat.holds([]) && NameOrder::Flat.holds(["a"]));
    }
}
