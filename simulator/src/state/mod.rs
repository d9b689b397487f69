//! What the service holds: accounts, containers, blobs. No HTTP here, and nothing that waits: whoever has the lock
//! changes the state and lets go.

pub mod blob;
pub mod content;
pub mod data;
pub mod pages;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::address::Address;
use crate::conditions::Stamp;
use crate::failure::{Failure, Result};
use blob::{Blob, Entry, Pairs};

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
}

/// One container.
#[derive(Debug)]
pub struct Container {
    /// Its `ETag` and time of change.
    pub stamp: Stamp,
    /// Its metadata.
    pub metadata: Pairs,
    /// Who may read it without a credential.
    pub access: PublicAccess,
    /// What it holds, in the order of listings.
    pub entries: BTreeMap<String, Entry>,
}

/// What may be read without a credential.
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
    /// A container.
    pub fn container(&mut self, account: &str, name: &str) -> Result<&mut Container> {
        let account = self.accounts.get_mut(account).ok_or_else(Failure::resource_not_found)?;
        account.containers.get_mut(name).ok_or_else(Failure::container_not_found)
    }

    /// The container that an address is in.
    pub fn container_of(&mut self, address: &Address) -> Result<&mut Container> {
        self.container(&address.account, address.container.as_deref().ok_or_else(Failure::invalid_uri)?)
    }

    /// A base blob or one of its snapshots.
    pub fn blob(&mut self, address: &Address, snapshot: Option<&str>) -> Result<Arc<Blob>> {
        let entry = self.container_of(address)?.entry(address)?;
        let found = match snapshot {
            None => entry.base.as_ref(),
            Some(time) => entry.snapshots.get(time),
        };
        found.cloned().ok_or_else(Failure::blob_not_found)
    }
}

impl Container {
    /// What is under an address's name, if anything is.
    pub fn entry(&mut self, address: &Address) -> Result<&mut Entry> {
        let name = address.blob.as_deref().ok_or_else(Failure::invalid_uri)?;
        self.entries.get_mut(name).ok_or_else(Failure::blob_not_found)
    }

    /// What is under an address's name; made when there is nothing yet.
    pub fn entry_or_new(&mut self, address: &Address) -> Result<&mut Entry> {
        let name = address.blob.as_deref().ok_or_else(Failure::invalid_uri)?;
        if !self.entries.contains_key(name) {
            self.entries.insert(name.to_owned(), Entry::default());
        }
        self.entries.get_mut(name).ok_or_else(Failure::blob_not_found)
    }
}

/// A time as the service keeps it: without its fraction of a second.
pub fn whole_seconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}
