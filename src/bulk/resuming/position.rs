//! The position of a job: which of the listed names are done. Listings are in order, copies end in any order.
//!
//! It holds the last name that was started, and the names before it that are not done. So its text does not
//! grow with the number of blobs, and a resumed job repeats only copies that were in flight or had failed.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use serde::{Deserialize, Serialize};

use crate::bulk::naming::order::PossibleOrders;

/// The position of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    next: u64,
    last: Option<String>,
    /// The names that are not done, in their order.
    open: BTreeMap<u64, String>,
    /// Those of an earlier run that were not listed again yet.
    left: BTreeSet<String>,
    /// The `ETag`s of the copies whose sources were about to be deleted, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    copied: BTreeMap<String, String>,
    /// Those of this run that a later run must check, whatever happens to the names after them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    held: BTreeSet<String>,
    /// The changes since the last call, if they are collected.
    #[serde(skip)]
    changes: Option<Changes>,
}

/// The changes of a position: applied to another in the same state, they lead to the same state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The changes of names, in their order.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    names: Vec<NameChange>,
    /// The numbers that are done.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    done: Vec<u64>,
    /// The names whose sources are about to be deleted, and the `ETag`s of their copies.
    #[serde(rename = "e", default, skip_serializing_if = "Vec::is_empty")]
    copied: Vec<(String, String)>,
    /// The names at the destination that are about to be deleted and written again.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    replaced: Vec<String>,
}

/// A change of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum NameChange {
    /// Its copy started.
    #[serde(rename = "t")]
    Started(String),
    /// It was the next one, and there is nothing to do for it.
    #[serde(rename = "p")]
    Passed(String),
    /// An earlier run left it, and there is nothing left to do for it.
    #[serde(rename = "x")]
    Dropped(String),
    /// Its copy started, and an earlier run may have passed it.
    #[serde(rename = "a")]
    StartedAgain(String),
    /// A later run must check it again.
    #[serde(rename = "h")]
    Held(String),
}

impl Changes {
    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.done.is_empty() && self.copied.is_empty() && self.replaced.is_empty()
    }

    /// Adds what happened afterwards.
    pub fn extend(&mut self, later: Self) {
        self.names.extend(later.names);
        self.done.extend(later.done);
        self.copied.extend(later.copied);
        self.replaced.extend(later.replaced);
    }

    /// The source of this copy is about to be deleted.
    pub fn add_copied(&mut self, name: &str, etag: &str) {
        self.copied.push((name.to_owned(), etag.to_owned()));
    }

    /// The destination is about to be deleted, and written again.
    pub fn add_replaced(&mut self, destination: &str) {
        self.replaced.push(destination.to_owned());
    }
}

/// The names that an earlier run left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remaining {
    /// The last name that it started.
    pub last: Option<String>,
    /// Those before it that were not done.
    pub open: Vec<String>,
    /// The `ETag`s of the copies of these whose sources were about to be deleted.
    pub copied: BTreeMap<String, String>,
}

impl Position {
    /// The position of a run that resumes an earlier one.
    pub fn resumed(remaining: Remaining) -> Self {
        let Remaining { last, open, copied } = remaining;
        Self { last, left: open.into_iter().collect(), copied, ..Self::default() }
    }

    /// Whether a name must still be copied. While the order of the listing is unknown, a name counts that would be in one of the orders:
    /// copying a blob twice is better than losing one.
    pub fn is_open(&self, name: &str, orders: PossibleOrders) -> bool {
        self.left.contains(name) || self.last.as_deref().is_none_or(|last| orders.may_follow(name, last))
    }

    /// Starts a name. The number identifies it until it is done.
    pub fn start(&mut self, name: &str) -> u64 {
        self.go_past(name);
        let number = self.next;
        self.next += 1;
        self.open.insert(number, name.to_owned());
        self.note(|| NameChange::Started(name.to_owned()));
        number
    }

    /// Starts a name that an earlier run may have passed: the last name stays the last.
    pub fn start_again(&mut self, name: &str) -> u64 {
        self.left.remove(name);
        let number = self.next;
        self.next += 1;
        self.open.insert(number, name.to_owned());
        self.note(|| NameChange::StartedAgain(name.to_owned()));
        number
    }

    /// A later run must check this name again.
    pub fn hold(&mut self, name: &str) {
        self.left.remove(name);
        self.held.insert(name.to_owned());
        self.note(|| NameChange::Held(name.to_owned()));
    }

    /// A name that an earlier run left is done.
    pub fn forget(&mut self, name: &str) {
        if self.left.remove(name) {
            self.note(|| NameChange::Dropped(name.to_owned()));
        }
    }

    fn note(&mut self, change: impl FnOnce() -> NameChange) {
        if let Some(changes) = &mut self.changes {
            changes.names.push(change());
        }
    }

    /// Passes a name for which there is nothing to do.
    pub fn pass(&mut self, name: &str) {
        let was_left = self.go_past(name);
        let Some(changes) = &mut self.changes else { return };
        if was_left {
            changes.names.push(NameChange::Dropped(name.to_owned()));
        } else if let Some(NameChange::Passed(last)) = changes.names.last_mut() {
            name.clone_into(last);
        } else {
            changes.names.push(NameChange::Passed(name.to_owned()));
        }
    }

    /// One that an earlier run left comes before the last name, which stays the last. Returns whether this is one.
    fn go_past(&mut self, name: &str) -> bool {
        let was_left = self.left.remove(name);
        if !was_left {
            self.last = Some(name.to_owned());
        }
        was_left
    }

    /// A name is done. Returns it.
    pub fn done(&mut self, number: u64) -> Option<String> {
        let name = self.open.remove(&number);
        if let Some(name) = &name {
            self.copied.remove(name);
        }
        if let Some(changes) = &mut self.changes {
            changes.done.push(number);
        }
        name
    }

    /// The names of an earlier run that were not listed again yet.
    pub fn left(&self) -> impl Iterator<Item = &String> {
        self.left.iter()
    }

    /// From now on, what happens is kept for [`Position::take_changes`].
    pub fn keep_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// What happened since this was last called.
    pub fn take_changes(&mut self) -> Changes {
        self.changes.as_mut().map(mem::take).unwrap_or_default()
    }

    /// Applies the changes of another position.
    pub fn apply(&mut self, changes: &Changes) {
        for change in &changes.names {
            match change {
                NameChange::Started(name) => {
                    self.start(name);
                }
                NameChange::StartedAgain(name) => {
                    self.start_again(name);
                }
                NameChange::Held(name) => self.hold(name),
                NameChange::Passed(name) | NameChange::Dropped(name) => self.pass(name),
            }
        }
        self.copied.extend(changes.copied.iter().cloned());
        for number in &changes.done {
            self.done(*number);
        }
    }

    /// The number of names that this run started and that are not done.
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// What a later run must know.
    pub fn remaining(&self) -> Remaining {
        let open: Vec<_> = self.open.values().chain(&self.left).chain(&self.held).cloned().collect();
        let copied = open.iter().filter_map(|name| self.copied.get_key_value(name));
        let copied = copied.map(|(name, etag)| (name.clone(), etag.clone())).collect();
        Remaining { last: self.last.clone(), open, copied }
    }
}

#[cfg(test)]
#[path = "position_tests.rs"]
mod tests;
