//! The numbers of a job that survive its process.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bulk::report::event::is_none;

/// The deletes, done and not done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Deletes {
    /// The number of blobs to delete.
    pub wanted: u64,
    /// The number that were deleted.
    pub done: u64,
    /// The number that could not be deleted.
    pub refused: u64,
    /// The number that were kept because something stopped all deletes.
    pub withheld: u64,
    /// The number that had changed since they were listed, or are newer than the job.
    pub changed: u64,
    /// The number of those that are newer than the job.
    #[serde(skip_serializing_if = "is_none")]
    pub newer: u64,
    /// The number of the destination's blobs that the filters exclude.
    pub excluded: u64,
    /// The refused deletes by error code.
    pub refused_by_code: BTreeMap<String, u64>,
    /// Why they were withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld_because: Option<String>,
    /// What a delete means in this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl Deletes {
    /// What a later run of the job must know about an earlier one.
    #[must_use]
    pub fn resumed(self) -> Self {
        let Self { done, changed, newer, .. } = self;
        Self { wanted: done + changed, done, changed, newer, ..Self::default() }
    }

    /// Whether something that should have been deleted still exists.
    pub fn are_incomplete(&self) -> bool {
        self.refused > 0 || self.withheld_because.is_some()
    }
}

/// The numbers that survive the process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Counts {
    /// The blobs that were listed.
    pub listed: u64,
    /// Those that the filter excluded.
    pub filtered: u64,
    /// Those that were copied.
    pub copied: u64,
    /// The bytes of those.
    pub copied_bytes: u64,
    /// Those of archived blobs, which cannot be read until the service has rehydrated them.
    pub rehydrations: u64,
    /// The snapshots and versions that were copied before them.
    pub earlier_states: u64,
    /// The backup snapshots of replaced blobs that could not be deleted.
    pub left_snapshots: u64,
    /// Those of them that were deleted at the source.
    pub moved: u64,
    /// Those that were skipped, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// The deletes.
    pub deletes: Deletes,
    /// What the copies lost of their sources, by kind.
    pub not_kept: BTreeMap<String, u64>,
}
