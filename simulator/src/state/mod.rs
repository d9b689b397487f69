//! The state of the service: accounts, containers, blobs. No HTTP here, and nothing that waits while it holds
//! the lock.

pub mod blob;
pub mod content;
pub mod data;
pub mod directories;
pub mod entries;
pub mod features;
pub mod forgetting;
pub mod generated;
pub mod lease;
pub mod order;
pub mod pages;
pub mod past;
pub mod pending;
pub mod protection;
pub mod recognition;
pub mod retention;
pub mod settings;
pub mod staged;
pub mod tier;
pub mod varied;
pub mod versions;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::address::Address;
use crate::conditions::Stamp;
use crate::failure::{Failure, Result};
use blob::{Blob, Entry, Pairs};
use entries::Entries;
use order::Order;

/// All accounts.
#[derive(Debug, Default)]
pub struct State {
    /// The accounts by name.
    pub accounts: HashMap<String, Account>,
    /// The destinations of copies that end at a time, by that time and the copy's id.
    pub timed: BTreeMap<(SystemTime, String), Address>,
}

/// One account. Its key is not here: signatures are checked without the lock.
#[derive(Debug, Default)]
pub struct Account {
    /// The containers by name.
    pub containers: BTreeMap<String, Container>,
    /// The containers that were deleted and are kept, by name and version.
    pub deleted: BTreeMap<(String, String), retention::SoftDeleted<Container>>,
    /// The number of days for which deleted containers are retained, if they are.
    pub keeps_containers: Option<u64>,
    /// The properties of its Blob service.
    pub settings: settings::Settings,
    /// Its features.
    pub features: features::Features,
}

impl Account {
    /// The order in which its containers list their blobs.
    pub fn order(&self) -> Order {
        if self.features.hierarchical_namespace { Order::Hierarchical } else { Order::Flat }
    }
}

/// One container.
#[derive(Debug)]
pub struct Container {
    /// Its `ETag` and time of change.
    pub stamp: Stamp,
    /// Its metadata.
    pub metadata: Pairs,
    /// Its public access.
    pub access: PublicAccess,
    /// The lease on it.
    pub lease: lease::Slot,
    /// The stored access policies, by their ids.
    pub policies: BTreeMap<String, crate::auth::StoredAccessPolicy>,
    /// Its blobs, in the order of listings.
    pub entries: Entries,
    /// Whether what is overwritten or deleted stays as an earlier version.
    pub versioning: bool,
    /// The encryption scope of blobs whose writers name none.
    pub default_encryption_scope: Option<String>,
}

/// The access that needs no credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicAccess {
    /// Nothing.
    None,
    /// Blobs.
    Blob,
    /// Blobs, and the container's properties and list.
    Container,
}

impl State {
    /// An account.
    pub fn account(&mut self, name: &str) -> Result<&mut Account> {
        self.accounts.get_mut(name).ok_or_else(Failure::resource_not_found)
    }

    /// A container.
    pub fn container(&mut self, account: &str, name: &str) -> Result<&mut Container> {
        self.account(account)?.containers.get_mut(name).ok_or_else(Failure::container_not_found)
    }

    /// The container that an address is in.
    pub fn container_of(&mut self, address: &Address) -> Result<&mut Container> {
        self.container(&address.account, address.container.as_deref().ok_or_else(Failure::invalid_uri)?)
    }

    /// A base blob or one of its snapshots.
    pub fn blob(&mut self, address: &Address, snapshot: Option<&str>) -> Result<Arc<Blob>> {
        let entry = self.container_of(address)?.peek(address)?;
        entry.version(snapshot).cloned()
    }
}

impl Container {
    /// An empty container that is new.
    pub fn new(now: SystemTime, metadata: Pairs, access: PublicAccess, order: Order) -> Self {
        let stamp = Stamp { etag: crate::ids::next_etag(), last_modified: whole_seconds(now) };
        let (lease, policies, entries) = (None, BTreeMap::new(), Entries::new(order));
        Self { stamp, metadata, access, lease, policies, entries, versioning: false, default_encryption_scope: None }
    }

    /// Marks a change.
    pub fn touch(&mut self, now: SystemTime) {
        self.stamp = Stamp { etag: crate::ids::next_etag(), last_modified: whole_seconds(now) };
    }

    /// The encryption scope of a blob whose writer names this one, or none.
    pub fn encryption_scope(&self, named: Option<String>) -> Option<String> {
        named.or_else(|| self.default_encryption_scope.clone())
    }

    /// The entry of an address, if there is one, to read.
    pub fn peek(&self, address: &Address) -> Result<Cow<'_, Entry>> {
        let name = address.blob.as_deref().ok_or_else(Failure::invalid_uri)?;
        self.entries.get(name).ok_or_else(Failure::blob_not_found)
    }

    /// The entry of an address, if there is one, to change.
    pub fn entry(&mut self, address: &Address) -> Result<&mut Entry> {
        let name = address.blob.as_deref().ok_or_else(Failure::invalid_uri)?;
        let entry = self.entries.get_mut(name).ok_or_else(Failure::blob_not_found)?;
        if self.versioning {
            entry.versions_or_new();
        }
        Ok(entry)
    }

    /// The entry of an address, which is created if there is none.
    pub fn entry_or_new(&mut self, address: &Address, now: SystemTime) -> Result<&mut Entry> {
        let name = address.blob.as_deref().ok_or_else(Failure::invalid_uri)?;
        self.make_directories(name, now)?;
        let entry = self.entries.entry_or_new(name);
        if self.versioning {
            entry.versions_or_new();
        }
        Ok(entry)
    }
}

/// A time as the service keeps it: without its fraction of a second.
pub fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}
