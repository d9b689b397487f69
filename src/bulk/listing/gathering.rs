//! Combines all items of a listing with the same name into one blob. They follow each other, also across pages.

#![expect(clippy::vec_box, reason = "an item has a kilobyte, and moves from list to list")]

use std::mem;
use std::sync::Arc;

use crate::base::sorting::sort_by_key;
use crate::bulk::options::states::States;
use crate::copy::BlobFacts;
use crate::rest::BlobEndpoint;
use crate::rest::listing::BlobItem;

/// A state of a blob that its name alone does not identify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateId {
    /// A snapshot.
    Snapshot(String),
    /// A version.
    Version(String),
    /// The state at a time for which the service has none.
    NotKept,
    /// The current state, if the listing has only snapshots.
    NotListed,
}

/// A state that was before the current one.
#[derive(Debug)]
pub struct EarlierState {
    /// Its id.
    pub id: StateId,
    /// Its facts.
    pub facts: Arc<BlobFacts>,
}

/// The states of a blob that are copied.
pub struct Gathered {
    /// The final state of the destination.
    pub item: Box<BlobItem>,
    /// Its id, if the name alone does not identify it.
    pub state: Option<StateId>,
    /// The states before it, oldest first.
    pub earlier: Vec<EarlierState>,
}

impl StateId {
    /// The URL of a blob's state.
    #[must_use]
    pub fn of(&self, mut blob: BlobEndpoint) -> BlobEndpoint {
        let (name, value) = match self {
            Self::Snapshot(time) => ("snapshot", time),
            Self::Version(id) => ("versionid", id),
            Self::NotKept | Self::NotListed => return blob,
        };
        blob.url = crate::base::url::set_parameter(blob.url, name, Some(value));
        blob
    }
}

/// The items of a name, until the next name.
#[derive(Clone)]
pub struct Gathering {
    states: States,
    held: Vec<Box<BlobItem>>,
}

impl Gathering {
    /// Gathers the chosen states of each name.
    pub fn new(states: States) -> Self {
        Self { states, held: Vec::new() }
    }

    /// The blobs that are complete with a page. The last one may continue with the next page.
    pub fn page(&mut self, items: Vec<Box<BlobItem>>, is_last: bool) -> Vec<Gathered> {
        let mut blobs = Vec::new();
        for item in items {
            if self.held.first().is_some_and(|held| held.name != item.name) {
                blobs.extend(chosen(&self.states, mem::take(&mut self.held)));
            }
            self.held.push(item);
        }
        if is_last {
            blobs.extend(chosen(&self.states, mem::take(&mut self.held)));
        }
        blobs
    }
}

/// Selects the states of one name that are copied.
fn chosen(states: &States, mut items: Vec<Box<BlobItem>>) -> Option<Gathered> {
    sort_by_key(&mut items, |item| id(item));
    if let States::AsOf(time) = states {
        return as_of(items, time);
    }
    let is_current = |item: &BlobItem| {
        item.snapshot.is_none() && (item.version_id.is_none() || item.is_current_version == Some(true))
    };
    let Some(current) = items.iter().position(|item| is_current(item)) else {
        // A blob cannot have only snapshots. One with only versions was deleted.
        let item = items.pop().filter(|item| item.snapshot.is_some())?;
        return Some(Gathered { item, state: Some(StateId::NotListed), earlier: Vec::new() });
    };
    let current = items.remove(current);
    let earlier = items.into_iter().filter_map(|mut item| {
        let facts = Arc::new(BlobFacts::from_item(&mut item));
        let id = item.snapshot.map(StateId::Snapshot).or(item.version_id.map(StateId::Version))?;
        Some(EarlierState { id, facts })
    });
    let earlier = earlier.collect();
    Some(Gathered { item: current, state: None, earlier })
}

/// The version that was current at that time. The service does not record when a blob was deleted: its last version counts until the next one.
fn as_of(items: Vec<Box<BlobItem>>, time: &str) -> Option<Gathered> {
    let changed_since = |item: &BlobItem| {
        let modified = item.properties.last_modified.and_then(crate::rest::values::Timestamp::to_iso);
        modified.is_some_and(|modified| modified.as_str() > time)
    };
    let mut unknown = None;
    let mut found = None;
    for item in items {
        match &item.version_id {
            // From before the account kept versions.
            None if changed_since(&item) => unknown = Some(item),
            None => found = Some(item),
            Some(id) if id.as_str() <= time => found = Some(item),
            Some(_) => {}
        }
    }
    match found {
        Some(item) => {
            let state = item.version_id.clone().map(StateId::Version);
            Some(Gathered { item, state, earlier: Vec::new() })
        }
        None => unknown.map(|item| Gathered { item, state: Some(StateId::NotKept), earlier: Vec::new() }),
    }
}

fn id(item: &BlobItem) -> Option<String> {
    item.snapshot.clone().or_else(|| item.version_id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, version: Option<&str>, is_current: bool) -> Box<BlobItem> {
        Box::new(BlobItem {
            name: name.to_owned(),
            version_id: version.map(str::to_owned),
            is_current_version: is_current.then_some(true),
            ..BlobItem::default()
        })
    }

    fn version(listed: &Gathered) -> Option<&StateId> {
        listed.state.as_ref()
    }

    #[test]
    fn t1_the_version_of_a_time_is_found_across_pages() {
        let time = "2026-01-02T00:00:00.0009999Z".to_owned();
        let mut gathering = Gathering::new(States::AsOf(time));
        let first = gathering.page(
            vec![
                item("a", Some("2026-01-01T00:00:00.0000000Z"), false),
                item("a", Some("2026-01-02T00:00:00.0001234Z"), false),
            ],
            false,
        );
        assert!(first.is_empty());
        let rest = vec![
            item("a", Some("2026-01-03T00:00:00.0000000Z"), true),
            item("later", Some("2026-01-02T00:00:00.0010000Z"), true),
            item("gone", Some("2026-01-01T00:00:00.0000000Z"), false),
        ];
        let blobs = gathering.page(rest, true);
        let found: Vec<_> = blobs.iter().map(|listed| (listed.item.name.as_str(), version(listed))).collect();
        let of = |id: &str| StateId::Version(id.to_owned());
        let (second, only) = (of("2026-01-02T00:00:00.0001234Z"), of("2026-01-01T00:00:00.0000000Z"));
        assert_eq!(found, [("a", Some(&second)), ("gone", Some(&only))]);
    }

    #[test]
    fn t1_earlier_states_come_oldest_first_and_a_name_without_a_current_state_is_omitted() {
        let mut gathering = Gathering::new(States::Versions);
        let items = vec![
            item("a", Some("3"), true),
            item("a", Some("2"), false),
            item("a", Some("1"), false),
            item("deleted", Some("1"), false),
        ];
        let blobs = gathering.page(items, true);
        assert_eq!(blobs.len(), 1);
        let ids: Vec<_> = blobs[0].earlier.iter().map(|state| state.id.clone()).collect();
        assert_eq!(ids, [StateId::Version("1".into()), StateId::Version("2".into())]);
    }
}
