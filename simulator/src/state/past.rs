//! What was under a name before, and is kept: rare, and so in a box of its own.

use super::blob::Entry;
use super::retention::Deleted;
use super::versions::Versions;

/// What was deleted or overwritten.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// What was deleted and is kept for a while.
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
    /// What was deleted and is kept for a while.
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

    /// The same, to change; made when there are none yet.
    pub fn versions_or_new(&mut self) -> &mut Versions {
        self.past.get_or_insert_default().versions.get_or_insert_default()
    }
}
