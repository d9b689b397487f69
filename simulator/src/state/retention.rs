//! Soft delete: deleted states that are retained for some days.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::blob::{Blob, Entry};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The deleted states of one name.
#[derive(Debug, Clone, Default)]
pub struct Deleted {
    /// The base blob.
    pub base: Option<SoftDeleted<Arc<Blob>>>,
    /// Snapshots, by their time.
    pub snapshots: BTreeMap<String, SoftDeleted<Arc<Blob>>>,
}

/// A blob, a snapshot or a container that was deleted.
#[derive(Debug, Clone)]
pub struct SoftDeleted<T> {
    /// The deleted state.
    pub item: T,
    /// When it was deleted.
    pub deleted: SystemTime,
    /// The number of days for which it is retained.
    pub days: u64,
}

impl<T> SoftDeleted<T> {
    /// The number of remaining days; `None` if they are over.
    pub fn remaining_days(&self, now: SystemTime) -> Option<u64> {
        let age = now.duration_since(self.deleted).unwrap_or_default();
        let days = age.as_secs() / DAY.as_secs();
        (days < self.days).then(|| self.days - days)
    }
}

impl Entry {
    /// Deletes the base blob and its snapshots; `days` is how long they are retained, if they are.
    pub fn delete_all(&mut self, days: Option<u64>, now: SystemTime) {
        self.delete_snapshots(days, now);
        self.keep_base();
        let base = self.base.take().filter(|_| self.versions().is_none());
        (self.lease, self.pending) = (None, None);
        self.staged.clear();
        if let (Some(blob), Some(days)) = (base, days) {
            self.deleted_states().base = Some(SoftDeleted { item: blob, deleted: now, days });
        }
    }

    /// Deletes all snapshots.
    pub fn delete_snapshots(&mut self, days: Option<u64>, now: SystemTime) {
        let times: Vec<_> = self.snapshots.keys().cloned().collect();
        for time in &times {
            self.delete_snapshot(time, days, now);
        }
    }

    /// Deletes one snapshot.
    pub fn delete_snapshot(&mut self, time: &str, days: Option<u64>, now: SystemTime) {
        if let (Some(blob), Some(days)) = (self.snapshots.remove(time), days) {
            self.deleted_states().snapshots.insert(time.to_owned(), SoftDeleted { item: blob, deleted: now, days });
        }
    }

    /// Restores all deleted states that are still retained, and returns whether there were any.
    pub fn undelete(&mut self, now: SystemTime) -> bool {
        let Some(deleted) = self.past.as_mut().and_then(|past| past.deleted.take()) else { return false };
        let Deleted { base, snapshots } = deleted;
        let mut found = false;
        if let Some(kept) = base.filter(|kept| kept.remaining_days(now).is_some()) {
            self.base.get_or_insert(kept.item);
            found = true;
        }
        for (time, kept) in snapshots.into_iter().filter(|(_, kept)| kept.remaining_days(now).is_some()) {
            self.snapshots.insert(time, kept.item);
            found = true;
        }
        found
    }

    /// Keeps a deleted base blob as a deleted snapshot, because another one replaces it.
    pub fn make_room(&mut self, time: String) {
        if let Some(deleted) = self.deleted_mut()
            && let Some(base) = deleted.base.take()
        {
            deleted.snapshots.insert(time, base);
        }
    }

    fn deleted_states(&mut self) -> &mut Deleted {
        self.past.get_or_insert_default().deleted.get_or_insert_default()
    }
}
