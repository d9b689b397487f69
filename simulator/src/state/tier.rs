//! Access tiers, and the rehydration of archived blobs.

use std::sync::Arc;
use std::time::SystemTime;

use super::blob::{Blob, BlobType};

/// The tiers of page blobs with the largest blob of each, in GiB:
/// <https://learn.microsoft.com/rest/api/storageservices/set-blob-tier>.
const PREMIUM: [(&str, u64); 11] = [
    ("P4", 32),
    ("P6", 64),
    ("P10", 128),
    ("P15", 256),
    ("P20", 512),
    ("P30", 1024),
    ("P40", 2048),
    ("P50", 4096),
    ("P60", 8192),
    ("P70", 16384),
    ("P80", 32767),
];

/// The tier from which a blob must be rehydrated before it can be read.
pub const ARCHIVE: &str = "Archive";

/// The service's name for a tier of block blobs.
pub fn standard(name: &str) -> Option<&'static str> {
    ["Hot", "Cool", "Cold", ARCHIVE].into_iter().find(|tier| *tier == name)
}

/// The rank of a tier of page blobs, and the length of its largest blob.
pub fn premium(name: &str) -> Option<(usize, u64)> {
    PREMIUM.iter().position(|(tier, _)| *tier == name).map(|rank| (rank, PREMIUM[rank].1 << 30))
}

/// A rehydration.
#[derive(Debug, Clone)]
pub struct Rehydration {
    /// The target tier.
    pub tier: String,
    /// `Standard` or `High`.
    pub priority: &'static str,
    /// When it ends.
    pub until: SystemTime,
}

/// The tier of a blob at a time.
#[derive(Debug, Clone, Copy)]
pub struct Tier<'a> {
    /// Its name; `None` if there is none to show.
    pub name: Option<&'a str>,
    /// Whether it is the default.
    pub inferred: bool,
    /// The rehydration that has not ended.
    pub rehydration: Option<&'a Rehydration>,
}

impl Tier<'_> {
    /// Whether the content cannot be read.
    pub fn is_archived(&self) -> bool {
        self.name == Some(ARCHIVE)
    }

    /// The service's name for the state of the rehydration.
    pub fn archive_status(&self) -> Option<&'static str> {
        self.rehydration.map(|rehydration| match rehydration.tier.as_str() {
            "Cool" => "rehydrate-pending-to-cool",
            "Cold" => "rehydrate-pending-to-cold",
            _ => "rehydrate-pending-to-hot",
        })
    }
}

impl Blob {
    /// Its tier. A rehydration ends by itself at its time.
    pub fn tier_at(&self, now: SystemTime) -> Tier<'_> {
        let over = |rehydration: &&Arc<Rehydration>| rehydration.until <= now;
        match (self.rehydration.as_ref(), &self.tier) {
            (Some(rehydration), _) if over(&rehydration) => {
                Tier { name: Some(&rehydration.tier), inferred: false, rehydration: None }
            }
            (rehydration, Some(tier)) => {
                Tier { name: Some(tier), inferred: false, rehydration: rehydration.map(|rehydration| &**rehydration) }
            }
            (_, None) if self.kind != BlobType::Block => Tier { name: None, inferred: false, rehydration: None },
            (_, None) => Tier { name: Some("Hot"), inferred: true, rehydration: None },
        }
    }

    /// Sets its tier; for an archived blob, only at the end of a rehydration.
    pub fn set_tier(&mut self, tier: &str, rehydration: Option<Rehydration>, now: SystemTime) {
        self.tier = Some(if rehydration.is_some() { ARCHIVE.to_owned() } else { tier.to_owned() });
        self.rehydration = rehydration.map(Arc::new);
        self.tier_changed = Some(super::whole_seconds(now));
    }
}
