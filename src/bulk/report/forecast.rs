//! What a plan reports about the destination besides copies and deletes: obstacles, and blobs that cost a fee.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bulk::decisions::early_deletion::EarlyTier;
use crate::copy::BlobFacts;
use crate::rest::values::Timestamp;

/// The blobs with one kind of obstacle at the destination, by what happens to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// It is removed: the blob is deleted and written again, or its lease is broken.
    pub cleared: u64,
    /// The blob is skipped.
    pub skipped: u64,
    /// The blob fails.
    pub failed: u64,
}

/// The obstacles by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForeseenObstacles {
    /// Archived blobs.
    pub archived: Obstacle,
    /// Leased ones.
    pub leased: Obstacle,
    /// Those of another type.
    pub other_type: Obstacle,
}

/// The blobs of a tier that are deleted or overwritten before its minimum is over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct EarlyDeletions {
    /// Their number.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// The whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forecast {
    /// The obstacles.
    pub obstacles: ForeseenObstacles,
    /// The early deletions, by tier.
    pub early_deletion: BTreeMap<&'static str, EarlyDeletions>,
}

impl ForeseenObstacles {
    /// The kind of obstacle that the service rejects with this code.
    pub fn of(&mut self, code: &str) -> &mut Obstacle {
        match code {
            "LeaseIdMissing" => &mut self.leased,
            "BlobArchived" => &mut self.archived,
            _ => &mut self.other_type,
        }
    }
}

impl Forecast {
    /// Notes that this blob is deleted or overwritten.
    pub fn loses(&mut self, blob: &BlobFacts, now: Timestamp) {
        self.loses_early(EarlyTier::of(blob, now), blob.length.unwrap_or_default());
    }

    /// The same, of what is known about its tier.
    pub fn loses_early(&mut self, tier: Option<EarlyTier>, bytes: u64) {
        let Some(tier) = tier else { return };
        let early = self.early_deletion.entry(tier.name()).or_default();
        early.blobs += 1;
        early.bytes = early.bytes.saturating_add(bytes);
    }
}
