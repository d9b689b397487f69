//! The additional saved state of an asynchronous copy: enough for another process to finish
//! the copy. The names in the text are older than those in the code.

use serde::{Deserialize, Serialize};

use crate::rest::shared::AccessTier;
use crate::rest::values::NameValues;

/// The member `safeguard` of saved state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BackupRecord {
    /// The earlier content of the destination.
    pub before: PreviousBlob,
    /// The source when the copy started.
    pub source: SourceRecord,
    /// Whether the owner wants the copy canceled. Then the status `aborted` is expected.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cancelling: bool,
}

/// The content of the destination before the copy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PreviousBlob {
    /// Unknown. Then nothing is rolled back.
    #[default]
    Unknown,
    /// No blob.
    Absent,
    /// A blob, which has a backup snapshot.
    #[serde(rename = "kept")]
    BackedUp(BackupSnapshot),
}

impl PreviousBlob {
    /// The backup snapshot, if there is one.
    pub fn snapshot(&self) -> Option<&BackupSnapshot> {
        match self {
            Self::BackedUp(backup) => Some(backup),
            Self::Absent | Self::Unknown => None,
        }
    }
}

/// The snapshot of the blob that was at the destination, and everything that a restore from it would lose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BackupSnapshot {
    /// The snapshot. It has the content, properties and metadata.
    pub snapshot: String,
    /// The blob's `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The id of the last copy to the blob.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_id: Option<String>,
    /// The blob's tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<NameValues>,
    /// The blob's tier, if it was set explicitly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<AccessTier>,
    /// Whether it is a sealed append blob.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
}

/// The facts about the source that verification needs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SourceRecord {
    /// Its `ETag`, the condition of reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its size in bytes.
    pub length: u64,
    /// Its MD5 hash, as base64.
    #[serde(rename = "contentMD5", skip_serializing_if = "Option::is_none")]
    pub content_md5: Option<String>,
    /// Whether it is in a Blob service.
    pub is_blob: bool,
}
