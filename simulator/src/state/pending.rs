//! A copy that has not ended, as its destination keeps it.

use std::sync::Arc;
use std::time::SystemTime;

use super::blob::Blob;
use super::content::Content;
use super::pages::Pages;
use crate::address::Address;
use crate::copy_script::CopyScript;

/// A copy that has not ended.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Its script.
    pub script: CopyScript,
    /// The number of polls so far.
    pub polls: u32,
    /// The destination after success.
    pub result: Blob,
    /// The source, when it is in the service: a change of it fails the copy.
    pub source: Option<Pinned>,
    /// The previous destination of an incremental copy, which is restored if the copy does not succeed.
    pub before: Option<Arc<Blob>>,
    /// When it started.
    pub started: SystemTime,
}

/// A source as it was when a copy started.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// Its address.
    pub address: Address,
    /// Its snapshot.
    pub snapshot: Option<String>,
    /// Its `ETag`.
    pub etag: u64,
}

impl Pending {
    /// A copy without polls. `result` has the copy as succeeded.
    pub fn new(script: CopyScript, result: Blob, now: SystemTime) -> Self {
        Self { script, polls: 0, result, source: None, before: None, started: now }
    }

    /// The number of bytes to copy.
    pub fn total(&self) -> u64 {
        self.result.copy.as_ref().map_or(0, |copy| copy.total)
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.result.copy.as_ref().map_or("", |copy| &copy.id)
    }

    /// When it ends, if it is timed.
    pub fn deadline(&self) -> Option<SystemTime> {
        self.started.checked_add(self.script.duration(self.total())?)
    }

    /// The number of bytes that it has copied at a time.
    pub fn copied(&self, now: SystemTime) -> u64 {
        let elapsed = now.duration_since(self.started).unwrap_or_default();
        self.script.copied(self.polls, elapsed, self.total())
    }

    /// The readable content of the destination until the copy ends: page blobs have their length from the start.
    pub fn meanwhile(&self) -> Content {
        match (&self.before, &self.result.content) {
            (Some(before), _) => before.content.clone(),
            (None, Content::Pages(pages)) => Content::Pages(Arc::new(Pages::of_length(pages.length()))),
            (None, pieces @ Content::Pieces(_)) => pieces.emptied(),
        }
    }
}
