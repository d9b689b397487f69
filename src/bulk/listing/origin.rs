//! The origin of a job's blob: the listing of its container, an entry of the caller's, or one container of an account.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::bulk::report::container_event::ContainerEvent;
use crate::rest::BlobEndpoint;

/// Separates the name of a container from that of a blob. Neither starts with it, and it sorts before all characters of container
/// names, so that the joined names are in the order in which the containers are listed.
const BETWEEN: char = '\0';

/// The origin of a blob.
#[derive(Debug, Clone, Default)]
pub enum ListedFrom {
    /// The job's source container.
    #[default]
    Container,
    /// An entry that the caller supplied.
    Entry(Box<ListedEntry>),
    /// One container of an account.
    Among(Arc<AccountContainer>),
    /// Not a blob, but an event of a container of an account.
    Event(Box<ContainerEvent>),
}

/// A blob that the caller named.
#[derive(Debug, Clone)]
pub struct ListedEntry {
    /// The position of the entry, which grows. It also has a fingerprint of all entries so far.
    pub key: String,
    /// The source without its signature, for events.
    pub shown: String,
    /// The source, or why the entry has none.
    pub source: Result<BlobEndpoint>,
    /// Whether its facts were not requested, but supplied by the caller.
    pub has_facts: bool,
}

/// A container of an account, on both sides.
#[derive(Debug)]
pub struct AccountContainer {
    /// Its name.
    pub container: Arc<str>,
    /// The source.
    pub source: BlobEndpoint,
    /// The destination.
    pub destination: BlobEndpoint,
    /// Whether an earlier run failed in it, so that all of its blobs are checked again.
    pub again: bool,
}

impl AccountContainer {
    /// The key of a blob in it.
    pub fn key(container: &str, name: &str) -> String {
        format!("{container}{BETWEEN}{name}")
    }

    /// A blob in it, as options and files name it: no container has a slash in its name.
    pub fn shown(container: &str, name: &str) -> String {
        format!("{container}/{name}")
    }

    /// The container and the name of a key.
    pub fn parts(key: &str) -> Option<(&str, &str)> {
        key.split_once(BETWEEN)
    }
}

impl ListedFrom {
    /// The key of a name in the position of the job.
    pub fn key<'a>(&'a self, name: &'a str) -> Cow<'a, str> {
        match self {
            Self::Container => Cow::Borrowed(name),
            Self::Entry(entry) => Cow::Borrowed(&entry.key),
            Self::Among(place) => Cow::Owned(AccountContainer::key(&place.container, name)),
            Self::Event(event) => Cow::Owned(AccountContainer::key(&event.container, "")),
        }
    }

    /// The container's name in events.
    pub fn container(&self) -> Option<String> {
        match self {
            Self::Among(place) => Some(place.container.to_string()),
            _ => None,
        }
    }
}

impl ListedEntry {
    /// An entry that cannot be copied.
    pub fn wrong(number: u64, what: &str) -> Error {
        Error::argument_range("source", format!("Entry {number} of the source {what}.")).with_code("InvalidEntry")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::naming::order::NameOrder;

    #[test]
    fn keys_are_in_the_order_of_containers_and_then_of_names() {
        let keys = [("a", "z"), ("a", "\u{FF5E}"), ("a-b", ""), ("a-b", "a"), ("a0", "/"), ("b", "x")];
        let keys = keys.map(|(container, name)| AccountContainer::key(container, name));
        assert!(NameOrder::Flat.holds(keys.iter().map(String::as_str)));
        assert!(NameOrder::Hierarchical.holds(keys.iter().map(String::as_str)));
        assert_eq!(AccountContainer::parts(&keys[3]), Some(("a-b", "a")));
    }
}
