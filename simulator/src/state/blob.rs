//! One version of a blob (the base blob or a snapshot), and the state of a copy to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use crate::conditions::Stamp;
use crate::failure::{Failure, Result};
use crate::ids;
use crate::state::content::Content;
use crate::state::lease::Slot;
use crate::state::past::Past;
use crate::state::protection::Protection;
use crate::state::staged::Staged;
use crate::state::tier::Rehydration;
use crate::state::whole_seconds;

/// Metadata or tags, in order, with the names as the client wrote them.
pub type Pairs = Arc<[(String, String)]>;

/// The type of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobType {
    /// A block blob.
    Block,
    /// An append blob.
    Append,
    /// A page blob.
    Page,
}

impl BlobType {
    /// The service's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Block => "BlockBlob",
            Self::Append => "AppendBlob",
            Self::Page => "PageBlob",
        }
    }
}

/// The properties that a client sets.
#[derive(Debug, Clone, Default)]
pub struct Properties {
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Encoding`.
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    pub content_language: Option<String>,
    /// `Content-Disposition`.
    pub content_disposition: Option<String>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Content-MD5`, in base64.
    pub content_md5: Option<String>,
}

/// One version of a blob.
#[derive(Debug, Clone)]
pub struct Blob {
    /// Its type.
    pub kind: BlobType,
    /// Its bytes.
    pub content: Content,
    /// Its metadata.
    pub metadata: Pairs,
    /// Its tags.
    pub tags: Pairs,
    /// Its properties.
    pub properties: Arc<Properties>,
    /// Its tier, if one was set.
    pub tier: Option<String>,
    /// Its rehydration, once it was requested.
    pub rehydration: Option<Arc<Rehydration>>,
    /// When its tier was last set.
    pub tier_changed: Option<SystemTime>,
    /// Its protection from changes.
    pub protection: Protection,
    /// Its `ETag` and time of change.
    pub stamp: Stamp,
    /// When it was created.
    pub created: SystemTime,
    /// The last copy to it.
    pub copy: Option<Arc<Copy>>,
    /// The sequence number of a page blob.
    pub sequence_number: u64,
    /// Whether an append blob is sealed.
    pub sealed: bool,
    /// The source of the incremental copies that it is the destination of.
    pub incremental: Option<Arc<IncrementalSource>>,
    /// The id of this version, where the account keeps versions.
    pub version: Option<String>,
    /// Whether it is a directory of a hierarchical namespace.
    pub directory: bool,
    /// The SHA-256 hash of the customer-provided key that it is encrypted with.
    pub customer_key: Option<String>,
    /// The encryption scope that it was written under.
    pub encryption_scope: Option<String>,
}

impl Blob {
    /// A new and empty block blob.
    pub fn new(now: SystemTime) -> Self {
        let now = whole_seconds(now);
        Self {
            kind: BlobType::Block,
            content: Content::default(),
            metadata: Arc::default(),
            tags: Arc::default(),
            properties: Arc::default(),
            tier: None,
            rehydration: None,
            tier_changed: None,
            protection: Protection::default(),
            stamp: Stamp { etag: ids::next_etag(), last_modified: now },
            created: now,
            copy: None,
            sequence_number: 0,
            sealed: false,
            incremental: None,
            version: None,
            directory: false,
            customer_key: None,
            encryption_scope: None,
        }
    }

    /// Marks a change.
    pub fn touch(&mut self, now: SystemTime) {
        self.stamp = Stamp { etag: ids::next_etag(), last_modified: whole_seconds(now) };
    }

    /// Whether a copy to it has not ended yet.
    pub fn is_pending(&self) -> bool {
        self.copy.as_ref().is_some_and(|copy| copy.status == CopyStatus::Pending)
    }
}

/// The last source of an incremental copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncrementalSource {
    /// The URL of the source's base blob.
    pub base: String,
    /// The time of the snapshot.
    pub snapshot: String,
}

/// The status of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyStatus {
    /// It has not ended.
    Pending,
    /// The destination has the source's content.
    Success,
    /// It failed.
    Failed,
    /// It was aborted.
    Aborted,
}

impl CopyStatus {
    /// The service's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
        }
    }
}

/// A copy, as its destination describes it.
#[derive(Debug, Clone)]
pub struct Copy {
    /// Its id.
    pub id: String,
    /// The source's URL as the client sent it.
    pub source: String,
    /// Its status.
    pub status: CopyStatus,
    /// The reason of the status.
    pub description: Option<String>,
    /// The number of copied bytes.
    pub copied: u64,
    /// The size of the source.
    pub total: u64,
    /// When it ended.
    pub completed: Option<SystemTime>,
    /// The snapshot that an incremental copy left.
    pub destination_snapshot: Option<String>,
}

/// Everything under one name: the base blob, its snapshots, and uncommitted blocks.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The base blob, unless there are uncommitted blocks only.
    pub base: Option<Arc<Blob>>,
    /// The snapshots, by their time.
    pub snapshots: BTreeMap<String, Arc<Blob>>,
    /// The uncommitted blocks by their ids, in the order in which they were first staged.
    pub staged: Staged,
    /// The lease on the base blob.
    pub lease: Slot,
    /// Deleted or overwritten states that are kept.
    pub past: Option<Box<Past>>,
    /// A copy to the base blob that has not ended.
    pub pending: Option<Box<super::pending::Pending>>,
}

impl Entry {
    /// The condition-relevant version of the base blob.
    pub fn stamp(&self) -> Option<Stamp> {
        self.base.as_ref().map(|blob| blob.stamp)
    }

    /// The base blob, or the snapshot or version of a time: the two never have the same.
    pub fn version(&self, time: Option<&str>) -> Result<&Arc<Blob>> {
        let found = match time {
            None => self.base.as_ref(),
            Some(time) => self
                .snapshots
                .get(time)
                .or_else(|| self.versions()?.get(time))
                .or_else(|| self.base.as_ref().filter(|blob| blob.version.as_deref() == Some(time))),
        };
        found.ok_or_else(Failure::blob_not_found)
    }

    /// Whether nothing is left under the name.
    pub fn is_empty(&self) -> bool {
        self.base.is_none()
            && self.snapshots.is_empty()
            && self.staged.is_empty()
            && self.past.as_ref().is_none_or(|past| past.is_empty())
    }
}
