//! The remains of an earlier run of the copy of an account: containers that are not finished, and blobs that are no longer listed.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::origin::{AccountContainer, ListedFrom};
use crate::bulk::listing::page::Listed;
use crate::bulk::naming::container_endpoint::container_of;
use crate::bulk::naming::order::{NameOrder, PossibleOrders};
use crate::bulk::resuming::position::Remaining;

/// The containers that an earlier run has not finished.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnfinishedContainers {
    last: Option<String>,
    open: BTreeSet<String>,
    failed: BTreeSet<String>,
    orders: PossibleOrders,
    /// The first name in the last container that is not done.
    first_open: Option<String>,
}

impl UnfinishedContainers {
    /// The containers for the position of an earlier run.
    pub fn new(remaining: &Remaining, orders: PossibleOrders) -> Self {
        let container = |key: &String| AccountContainer::parts(key).map(|(container, _)| container.to_owned());
        let failed = |key: &&String| AccountContainer::parts(key).is_some_and(|(_, name)| name.is_empty());
        let last = remaining.last.as_deref().and_then(AccountContainer::parts);
        let in_last = |key: &String| {
            let (container, name) = AccountContainer::parts(key)?;
            (container == last?.0).then(|| name.to_owned())
        };
        let open = remaining.open.iter().chain(&remaining.last).filter_map(in_last);
        Self {
            first_open: open.min_by(|one, other| NameOrder::Flat.compare(one, other)),
            last: last.map(|(container, _)| container.to_owned()),
            open: remaining.open.iter().filter_map(container).collect(),
            failed: remaining.open.iter().filter(failed).filter_map(container).collect(),
            orders,
        }
    }

    /// The name from which on a container is listed, if not its first one.
    pub fn start(&self, container: &str) -> Option<&str> {
        let first = self.first_open.as_deref().filter(|name| !name.is_empty())?;
        (self.last.as_deref() == Some(container)).then_some(first)
    }

    /// Whether an earlier run failed to create or list a container.
    pub fn has_failed(&self, container: &str) -> bool {
        self.failed.contains(container)
    }

    /// The orders that the listing of a container may have.
    pub fn orders(&self) -> PossibleOrders {
        self.orders
    }

    /// Whether a container is finished.
    pub fn is_done(&self, container: &str) -> bool {
        self.last.as_deref().is_some_and(|last| container < last) && !self.open.contains(container)
    }
}

/// The blob of this key, which an earlier run left and no listing has: it is looked up. `None` for a container that failed as a whole.
pub fn left_blob(key: &str, worker: &Worker) -> Option<Listed> {
    if !worker.is_of_account {
        return Some(Listed::unknown(key.to_owned()));
    }
    let (container, name) = AccountContainer::parts(key).filter(|(_, name)| !name.is_empty())?;
    let of = |account| container_of(account, container).ok();
    let (source, destination) = (of(&worker.source)?, of(&worker.destination)?);
    let place = AccountContainer { container: container.into(), source, destination, again: false };
    Some(Listed { origin: ListedFrom::Among(Arc::new(place)), ..Listed::unknown(name.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_an_earlier_run_are_known_by_container() {
        let open = ["a\0x", "b\0"].map(str::to_owned).to_vec();
        let left = UnfinishedContainers::new(
            &Remaining { last: Some("d\0m".into()), open, ..Remaining::default() },
            PossibleOrders::default(),
        );
        let done: Vec<_> = ["a", "b", "c", "d", "e"].into_iter().filter(|name| left.is_done(name)).collect();
        assert_eq!(done, ["c"]);
        assert!(left.failed.contains("b") && !left.failed.contains("a"));
        assert_eq!((left.start("d"), left.start("a")), (Some("m"), None));
        let open = ["a\0x", "d\0\u{FF5E}", "d\0\u{10000}"].map(str::to_owned).to_vec();
        let left = UnfinishedContainers::new(
            &Remaining { last: Some("d\0\u{FF5E}z".into()), open, ..Remaining::default() },
            PossibleOrders::default(),
        );
        assert_eq!(left.start("d"), Some("\u{10000}"));
        let left = UnfinishedContainers::new(
            &Remaining { last: Some("d\0m".into()), open: vec!["d\0".into()], ..Remaining::default() },
            PossibleOrders::default(),
        );
        assert_eq!(left.start("d"), None, "all of a container that could not be listed is listed again");
        assert!(!UnfinishedContainers::default().is_done("a"));
    }
}
