//! How far a job is: which of the names that were listed are done. Listings are in order, copies end in any order.
//!
//! What is held is the last name that was taken up, and the names before it that are not done. So the text that it comes to does not
//! grow with the number of blobs, and a job that is resumed repeats what was in flight and nothing else.

use std::collections::BTreeMap;

use crate::bulk::order::NameOrder;

/// How far a job is.
#[derive(Debug, Default)]
pub struct Position {
    next: u64,
    last: Option<String>,
    /// The names that are not done, by the order in which they came.
    open: BTreeMap<u64, String>,
}

/// The names that an earlier run left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// The last name that it took up.
    pub last: Option<String>,
    /// Those before it that were not done.
    pub open: Vec<String>,
}

impl Position {
    /// Takes up a name. The number stands for it until it is done.
    pub fn take_up(&mut self, name: &str) -> u64 {
        let number = self.next;
        self.next += 1;
        self.last = Some(name.to_owned());
        self.open.insert(number, name.to_owned());
        number
    }

    /// Passes a name by for which nothing is to be done.
    pub fn pass(&mut self, name: &str) {
        self.last = Some(name.to_owned());
    }

    /// A name is done.
    pub fn done(&mut self, number: u64) {
        self.open.remove(&number);
    }

    /// What a later run has to know.
    pub fn left(&self) -> Left {
        Left { last: self.last.clone(), open: self.open.values().cloned().collect() }
    }
}

impl Left {
    /// Whether a name is still to be done.
    pub fn has(&self, name: &str, order: NameOrder) -> bool {
        let beyond = self.last.as_deref().is_none_or(|last| order.compare(name, last).is_gt());
        beyond || self.open.iter().any(|open| open == name)
    }

    /// The first name that is still to be done, where a listing may start.
    pub fn first(&self, order: NameOrder) -> Option<&str> {
        let open = self.open.iter().map(String::as_str);
        open.chain(self.last.as_deref()).min_by(|one, other| order.compare(one, other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_left_is_what_was_not_done(
            names in prop::collection::btree_set("[a-c/\u{FF5E}\u{1F600}]{1,4}", 1..40),
            stop in 0_usize..40,
            done in prop::collection::vec(any::<bool>(), 40),
        ) {
            let order = NameOrder::Flat;
            let mut names: Vec<_> = names.into_iter().collect();
            names.sort_by(|one, other| order.compare(one, other));
            let stop = stop.min(names.len());
            let mut position = Position::default();
            for (name, done) in names[..stop].iter().zip(&done) {
                let number = position.take_up(name);
                if *done {
                    position.done(number);
                }
            }
            let left = position.left();
            for (index, name) in names.iter().enumerate() {
                prop_assert_eq!(left.has(name, order), index >= stop || !done[index], "{}", name);
                if left.has(name, order) && let Some(first) = left.first(order) {
                    prop_assert!(order.compare(first, name).is_le());
                }
            }
        }
    }
}
