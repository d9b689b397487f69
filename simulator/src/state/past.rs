//! Earlier states of a name that are kept: rare, and therefore boxed.

use super::blob::Entry;
use super::retention::Deleted;
use super::versions::Versions;

/// Deleted or overwritten states.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Soft-deleted states.
    pub deleted: Option<Deleted>,
    /// The earlier versions, where the account keeps them.
    pub versions: Option<Versions>,
}

impl Past {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.deleted.is_none() && self.versions.as_ref().is_none_or(Versions::is_empty)
    }
}

impl Entry {
    /// Soft-deleted states.
    pub fn deleted(&self) -> Option<&Deleted> {
        self.past.as_ref()?.deleted.as_ref()
    }

    /// The same, to change.
    pub fn deleted_mut(&mut self) -> Option<&mut Deleted> {
        self.past.as_mut()?.deleted.as_mut()
    }

    /// The earlier versions, where the account keeps them.
    pub fn versions(&self) -> Option<&Versions> {
        self.past.as_ref()?.versions.as_ref()
    }

    /// The same, to change; created if there are none yet.
    pub fn versions_or_new(&mut self) -> &mut Versions {
        self.past.get_or_insert_default().versions.get_or_insert_default()
    }
}
