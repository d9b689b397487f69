//! The entries of a container: stored entries, over entries that are generated when they are read.
//!
//! A read never stores anything. The first write to a computed entry stores it, and the stored one hides the computed one
//! from then on; a deleted computed entry is replaced by an empty one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

use super::blob::Entry;
use super::forgetting::Forgetting;
use super::generated::Generated;
use super::order::Order;

/// The entries of a container by name, in the order of listings.
#[derive(Debug, Default)]
pub struct Entries {
    order: Order,
    /// By the keys of their names.
    stored: BTreeMap<String, Entry>,
    generated: Option<Box<Generated>>,
    /// Which of the stored ones are kept, if not all are.
    forgetting: Option<Forgetting>,
}

impl Entries {
    /// No entries yet.
    pub fn new(order: Order) -> Self {
        Self { order, ..Self::default() }
    }

    /// Entries that are all computed.
    pub fn of(generated: Generated) -> Self {
        Self {
            order: generated.order(),
            forgetting: generated.keeps().map(Forgetting::beyond),
            generated: Some(Box::new(generated)),
            ..Self::default()
        }
    }

    /// The order in which they are listed.
    pub fn order(&self) -> Order {
        self.order
    }

    /// An entry to read.
    pub fn get(&self, name: &str) -> Option<Cow<'_, Entry>> {
        match self.stored.get(&*self.order.key(name)) {
            Some(entry) => Some(Cow::Borrowed(entry)).filter(|_| !self.is_tombstone(entry)),
            None => self.generate(name).map(Cow::Owned),
        }
    }

    /// Whether there is an entry.
    pub fn contains_key(&self, name: &str) -> bool {
        match self.stored.get(&*self.order.key(name)) {
            Some(entry) => !self.is_tombstone(entry),
            None => self.generated.as_ref().is_some_and(|generated| generated.index_of(name).is_some()),
        }
    }

    /// An entry to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Entry> {
        if self.generated.is_some() {
            if !self.contains_key(name) {
                return None;
            }
            self.store(name);
        }
        self.stored.get_mut(&*self.order.key(name))
    }

    /// An entry to change; created if there is none.
    pub fn entry_or_new(&mut self, name: &str) -> &mut Entry {
        self.store(name);
        let key = self.order.key(name);
        if let Some(forgetting) = &mut self.forgetting
            && !self.stored.contains_key(&*key)
            && let Some(forgotten) = forgetting.write(&key)
        {
            self.stored.remove(&forgotten);
        }
        self.stored.entry(key.into_owned()).or_default()
    }

    /// Stores an entry under a name, for tests.
    #[cfg(test)]
    pub fn insert(&mut self, name: &str, entry: Entry) {
        self.stored.insert(self.order.key(name).into_owned(), entry);
    }

    /// Removes an entry.
    pub fn remove(&mut self, name: &str) {
        if self.generate(name).is_some() {
            self.stored.insert(self.order.key(name).into_owned(), Entry::default());
        } else {
            self.stored.remove(&*self.order.key(name));
        }
    }

    /// The entries from a key on, in order, with their names.
    pub fn range<'a>(&'a self, from: &str) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, Entry>)> + use<'a> {
        let order = self.order;
        let mut stored = self.stored.range::<str, _>((Bound::Included(from), Bound::Unbounded)).peekable();
        let mut generated =
            self.generated.as_ref().map(|generated| generated.range(from)).into_iter().flatten().peekable();
        std::iter::from_fn(move || {
            loop {
                let first = match (stored.peek(), generated.peek()) {
                    (Some((key, _)), Some((_, other))) => other < *key,
                    (stored, _) => stored.is_none(),
                };
                if first {
                    let (index, key) = generated.next()?;
                    let entry = self.generated.as_ref()?.entry(index);
                    return Some((Cow::Owned(order.name(&key).into_owned()), Cow::Owned(entry)));
                }
                let (key, entry) = stored.next()?;
                generated.next_if(|(_, other)| other == key);
                if !self.is_tombstone(entry) {
                    return Some((order.name(key), Cow::Borrowed(entry)));
                }
            }
        })
    }

    /// The entries that are stored, in order: everything that was ever written.
    pub fn stored(&self) -> impl Iterator<Item = (Cow<'_, str>, &Entry)> {
        self.stored.iter().map(|(key, entry)| (self.order.name(key), entry))
    }

    fn is_tombstone(&self, entry: &Entry) -> bool {
        self.generated.is_some() && entry.is_empty()
    }

    fn generate(&self, name: &str) -> Option<Entry> {
        let generated = self.generated.as_ref()?;
        generated.index_of(name).map(|index| generated.entry(index))
    }

    /// Stores a computed entry, unless one is stored already.
    fn store(&mut self, name: &str) {
        if self.generated.is_some()
            && !self.stored.contains_key(&*self.order.key(name))
            && let Some(entry) = self.generate(name)
        {
            self.stored.insert(self.order.key(name).into_owned(), entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::sync::Arc;

    use super::*;
    use crate::state::blob::Blob;
    use crate::state::generated::SyntheticContainer;

    fn filled() -> Entry {
        Entry { base: Some(Arc::new(Blob::new(std::time::SystemTime::UNIX_EPOCH))), ..Entry::default() }
    }

    proptest! {
        #[test]
        fn computed_entries_behave_like_stored_entries(
            steps in prop::collection::vec((0_u8..4, 0_u64..25, any::<bool>()), 0..40),
            from in 0_u64..25,
        ) {
            let script = SyntheticContainer { count: 20, digits: Some(2), ..SyntheticContainer::default() };
            let mut lazy = Entries::of(Generated::new(script, Order::Flat).unwrap());
            let mut eager: BTreeMap<_, _> = (0..20).map(|number| (format!("{number:02}"), filled())).collect();
            for (step, number, between) in steps {
                let name = format!("{number:02}{}", if between { "x" } else { "" });
                match step {
                    0 => {
                        lazy.remove(&name);
                        eager.remove(&name);
                    }
                    1 => {
                        lazy.insert(&name, filled());
                        eager.insert(name, filled());
                    }
                    2 => {
                        lazy.entry_or_new(&name).base = filled().base;
                        eager.entry(name).or_default().base = filled().base;
                    }
                    _ => {
                        prop_assert_eq!(lazy.get_mut(&name).is_some(), eager.contains_key(&name));
                        prop_assert_eq!(lazy.get(&name).is_some(), lazy.contains_key(&name));
                    }
                }
            }
            let from = format!("{from:02}");
            let seen: Vec<_> = lazy.range(&from).map(|(name, _)| name.into_owned()).collect();
            prop_assert_eq!(seen, eager.range(from..).map(|(name, _)| name.clone()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_container_may_forget_what_was_written_first() {
        let script = SyntheticContainer { count: 2, keeps: Some(3), ..SyntheticContainer::default() };
        let mut entries = Entries::of(Generated::new(script, Order::Flat).unwrap());
        for name in ["c", "e", "a", "c", "b", "d"] {
            entries.entry_or_new(name).base = filled().base;
        }
        let names: Vec<_> = entries.range("").map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["0", "1", "a", "b", "d"]);
    }

    #[test]
    fn reading_stores_nothing() {
        let script = SyntheticContainer { count: 1_000_000_000_000, ..SyntheticContainer::default() };
        let entries = Entries::of(Generated::new(script, Order::Flat).unwrap());
        assert!(entries.get("000000000007").is_some() && entries.get("7").is_none());
        assert_eq!(entries.range("999999999998").count(), 2);
        assert_eq!(entries.stored().count(), 0);
    }
}
