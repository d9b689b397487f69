//! Merges two listings in the service's order: what the destination has for each name of the source, and what only the destination has.
//! Pure: the reader adds the pages. Only the destination's blobs that were read and not yet passed are held.

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::bulk::listing::page::Listed;
use crate::bulk::naming::order::NameOrder;

/// What the destination has under a name.
#[derive(Debug)]
pub enum DestinationLookup {
    /// This.
    Found(Box<Listed>),
    /// Nothing.
    Absent,
    /// The next page must be read first.
    NeedsPage,
}

/// The destination's side of a merge.
#[derive(Debug, Default)]
pub struct Merge {
    listed: VecDeque<Listed>,
    ended: bool,
}

impl Merge {
    /// Adds the next page of the destination.
    pub fn add(&mut self, blobs: Vec<Listed>) {
        self.listed.extend(blobs);
    }

    /// The blobs of the destination that were read and not yet passed.
    pub fn held(&mut self) -> impl Iterator<Item = &mut Listed> {
        self.listed.iter_mut()
    }

    /// The destination has no further page.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Looks for `name`, which comes after all previous names. `unmatched` gets the destination's blobs before it.
    pub fn find(&mut self, name: &str, order: NameOrder, unmatched: &mut impl FnMut(Listed)) -> DestinationLookup {
        while let Some(first) = self.listed.pop_front() {
            match order.compare(&first.name, name) {
                Ordering::Less => unmatched(first),
                Ordering::Equal => return DestinationLookup::Found(Box::new(first)),
                Ordering::Greater => {
                    self.listed.push_front(first);
                    return DestinationLookup::Absent;
                }
            }
        }
        if self.ended { DestinationLookup::Absent } else { DestinationLookup::NeedsPage }
    }

    /// The remaining blobs, once the source has no further name.
    pub fn rest(&mut self) -> impl Iterator<Item = Listed> + '_ {
        self.listed.drain(..)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn listed(name: &str) -> Listed {
        Listed::unknown(name.to_owned())
    }

    /// Merges two trees in pages of this size: the names of the source that are found, and those that only the destination has.
    fn merge(
        source: &BTreeSet<String>,
        destination: &BTreeSet<String>,
        order: NameOrder,
        size: usize,
    ) -> (BTreeSet<String>, BTreeSet<String>) {
        let sorted = |names: &BTreeSet<String>| {
            let mut names: Vec<_> = names.iter().cloned().collect();
            names.sort_by(|one, other| order.compare(one, other));
            names
        };
        let (mut found, mut only, mut merge) = (BTreeSet::new(), BTreeSet::new(), Merge::default());
        let pages = sorted(destination);
        let mut pages = pages.chunks(size);
        for name in sorted(source) {
            let there = loop {
                match merge.find(&name, order, &mut |listed| assert!(only.insert(listed.name), "twice")) {
                    DestinationLookup::Found(listed) => break Some(listed.name),
                    DestinationLookup::Absent => break None,
                    DestinationLookup::NeedsPage => match pages.next() {
                        Some(page) => merge.add(page.iter().map(|name| listed(name)).collect()),
                        None => merge.end(),
                    },
                }
            };
            assert!(merge.listed.len() <= size, "one page is held at most");
            found.extend(there);
        }
        only.extend(merge.rest().map(|listed| listed.name));
        only.extend(pages.flatten().cloned());
        (found, only)
    }

    proptest! {
        #[test]
        fn d8_d9_a_merge_equals_a_set_difference(
            source in prop::collection::btree_set("[Aa/.\u{FF5E}\u{1F600}-]{1,4}", 0..40),
            destination in prop::collection::btree_set("[Aa/.\u{FF5E}\u{1F600}-]{1,4}", 0..40),
            hierarchical in any::<bool>(),
            size in 1_usize..9,
        ) {
            let order = if hierarchical { NameOrder::Hierarchical } else { NameOrder::Flat };
            let (found, only) = merge(&source, &destination, order, size);
            prop_assert_eq!(found, source.intersection(&destination).cloned().collect());
            prop_assert_eq!(only, destination.difference(&source).cloned().collect());
        }
    }
}
