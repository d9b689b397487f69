//! A part of the names of a container, in the order in which its account lists them.

use std::cmp::Ordering;

use serde::Deserialize;

use crate::bulk::naming::order::NameOrder;

/// A part of the names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeyRange {
    /// The first name that may be in it.
    pub from: Option<String>,
    /// The last name before it.
    pub after: Option<String>,
    /// The first name after it.
    pub to: Option<String>,
    /// Whether the account has a hierarchical namespace, and so lists in another order.
    pub is_hierarchical: bool,
}

impl KeyRange {
    /// Whether it includes all names.
    pub fn is_whole(&self) -> bool {
        self.from.is_none() && self.after.is_none() && self.to.is_none()
    }

    /// The order of its bounds.
    pub fn order(&self) -> NameOrder {
        if self.is_hierarchical { NameOrder::Hierarchical } else { NameOrder::Flat }
    }

    /// Where the listing starts. Not for a hierarchical namespace, because its order for that is not documented.
    pub fn start_from(&self) -> Option<&str> {
        self.start().filter(|_| !self.is_hierarchical)
    }

    /// The first name that may be in it.
    pub fn start(&self) -> Option<&str> {
        let (from, after) = (self.from.as_deref(), self.after.as_deref());
        match (from, after) {
            (Some(from), Some(after)) if self.order().compare(from, after) == Ordering::Greater => Some(from),
            _ => after.or(from),
        }
    }

    /// Removes names that are not in it from an ordered list. Returns whether no later name can be in it.
    pub fn cut<T>(&self, listed: &mut Vec<T>, name: impl Fn(&T) -> &str) -> bool {
        let order = self.order();
        let before = |name: &str| {
            self.from.as_deref().is_some_and(|from| order.compare(name, from) == Ordering::Less)
                || self.after.as_deref().is_some_and(|after| order.compare(name, after) != Ordering::Greater)
        };
        let begin = listed.partition_point(|blob| before(name(blob)));
        listed.drain(..begin);
        let Some(to) = self.to.as_deref() else { return false };
        let all = listed.len();
        let end = listed.partition_point(|blob| order.compare(name(blob), to) == Ordering::Less);
        listed.truncate(end);
        end < all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_contain_every_name_once(
            names in prop::collection::btree_set("[a-c/.\u{FF5E}\u{1F600}-]{1,4}", 0..40),
            cuts in prop::collection::btree_set("[a-c/.\u{FF5E}\u{1F600}-]{0,4}", 0..6),
            page in 1_usize..9,
            is_hierarchical in any::<bool>(),
        ) {
            let order = if is_hierarchical { NameOrder::Hierarchical } else { NameOrder::Flat };
            let sorted = |names: std::collections::BTreeSet<String>| {
                let mut names: Vec<_> = names.into_iter().collect();
                names.sort_by(|one, other| order.compare(one, other));
                names
            };
            let (names, cuts) = (sorted(names), sorted(cuts));
            let bounds = [None].into_iter().chain(cuts.into_iter().map(Some)).chain([None]).collect::<Vec<_>>();
            let mut all = Vec::new();
            for bound in bounds.windows(2) {
                let range = KeyRange { from: bound[0].clone(), after: None, to: bound[1].clone(), is_hierarchical };
                for page in names.chunks(page) {
                    let mut page = page.to_vec();
                    let is_last = range.cut(&mut page, |name| name);
                    all.extend(page);
                    if is_last {
                        break;
                    }
                }
            }
            prop_assert_eq!(all, names);
        }
    }

    #[test]
    fn a_range_starts_at_its_later_bound() {
        let range = |from: Option<&str>, after: Option<&str>| KeyRange {
            from: from.map(str::to_owned),
            after: after.map(str::to_owned),
            ..KeyRange::default()
        };
        assert_eq!(range(Some("b"), Some("a")).start(), Some("b"));
        assert_eq!(range(Some("a"), Some("b")).start(), Some("b"));
        assert_eq!(range(None, None).start(), None);
        let mut names = vec!["a", "b", "c"];
        assert!(!range(Some("a"), Some("b")).cut(&mut names, |name| name));
        assert_eq!(names, ["c"]);
    }
}
