//! Versioning: a blob that is overwritten or deleted stays as an earlier version.
//! <https://learn.microsoft.com/azure/storage/blobs/versioning-overview>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::blob::{Blob, Entry};

/// Earlier versions by their ids.
pub type Versions = BTreeMap<String, Arc<Blob>>;

impl Entry {
    /// Replaces the base blob.
    pub fn replace(&mut self, mut blob: Blob, now: SystemTime) -> Arc<Blob> {
        self.keep_base();
        blob.version = self.next_version(now);
        let blob = Arc::new(blob);
        self.base = Some(Arc::clone(&blob));
        blob
    }

    /// Replaces the state since a copy's start by its result.
    pub fn settle(&mut self, mut blob: Blob, now: SystemTime) -> Arc<Blob> {
        let existing = self.base.as_ref().and_then(|base| base.version.clone());
        blob.version = existing.or_else(|| self.next_version(now));
        let blob = Arc::new(blob);
        self.base = Some(Arc::clone(&blob));
        blob
    }

    /// Keeps the base blob as a version, before it is changed in place.
    pub fn begin_version(&mut self, now: SystemTime) {
        let next = self.next_version(now);
        if next.is_some()
            && let Some(base) = self.base.clone()
        {
            self.keep_base();
            self.base = Some(Arc::new(Blob { version: next, ..Blob::clone(&base) }));
        }
    }

    /// Makes the base blob an earlier version, if there is one and the account keeps versions.
    pub fn keep_base(&mut self) {
        let Some(base) = self.base.clone().filter(|_| self.versions().is_some()) else { return };
        let id = base.version.clone().unwrap_or_else(|| self.free_snapshot_time(base.stamp.last_modified));
        let kept = Arc::new(Blob { version: Some(id.clone()), ..Blob::clone(&base) });
        self.versions_or_new().insert(id, kept);
    }

    fn next_version(&self, now: SystemTime) -> Option<String> {
        self.versions().map(|_| self.free_snapshot_time(now))
    }
}
