//! Why a blob was not copied although nothing failed.

use serde::Serialize;

use crate::copy::BlobFacts;

/// Why a blob was not copied although nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SkipReason {
    /// The destination exists, and must not be overwritten.
    Exists,
    /// The destination is as new as the source, or has the same content.
    Same,
    /// The source is archived, and cannot be read.
    Archived,
    /// The source is being rehydrated, and cannot be read yet.
    Rehydrating,
    /// The source was deleted after it was listed.
    Vanished,
    /// The destination is archived.
    ArchivedDestination,
    /// The destination is leased.
    Leased,
    /// The source changed after it was listed.
    Changed,
    /// It is the marker of a directory.
    Marker,
    /// It is a directory of a hierarchical namespace, which is created with the blobs in it.
    Directory,
    /// An earlier run copied it, and another client deleted it at the destination.
    DeletedAtDestination,
}

impl SkipReason {
    /// Why a source that is archived is left out.
    pub fn of_archived(facts: &BlobFacts) -> Self {
        if facts.archive_status.is_some() { Self::Rehydrating } else { Self::Archived }
    }

    /// Its name for callers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Same => "same",
            Self::Archived => "archived",
            Self::Rehydrating => "rehydrating",
            Self::Vanished => "vanished",
            Self::ArchivedDestination => "archivedDestination",
            Self::Leased => "leased",
            Self::Changed => "changed",
            Self::Marker => "marker",
            Self::Directory => "directory",
            Self::DeletedAtDestination => "deletedAtDestination",
        }
    }
}
