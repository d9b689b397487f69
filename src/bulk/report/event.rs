//! The result for one blob.

use serde::Serialize;

use crate::base::error::Error;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::report::fidelity::NotKept;
use crate::copy::{BlobFacts, Proof};
use crate::rest::values::Binary;

/// A CRC-64 as the service writes it.
pub fn crc64_text(sum: u64) -> String {
    Binary(sum.to_le_bytes().to_vec()).to_base64()
}

impl BlobEvent {
    /// Whether it is about a copy, whose duration is recorded.
    pub fn is_of_copy(&self) -> bool {
        matches!(self, Self::Copied { .. } | Self::Moved { .. } | Self::Failed { .. } | Self::Conflict { .. })
    }

    /// With the hash that the source has stored, if these facts are of the state that was copied, and whether the copy is on its way out of the
    /// archive.
    #[must_use]
    pub fn with_facts_of(mut self, facts: &BlobFacts) -> Self {
        if let Self::Copied { rehydrating, .. } = &mut self {
            *rehydrating = facts.archived();
        }
        if let Self::Copied { source_etag, content_md5, .. } | Self::Moved { source_etag, content_md5, .. } = &mut self
            && source_etag.is_some()
            && source_etag.as_deref() == facts.strong_etag()
        {
            *content_md5 = facts.content_md5().map(Binary::to_base64);
        }
        self
    }

    /// Whether the blob is done. A resumed job copies every other blob again.
    pub fn is_done(&self) -> bool {
        !matches!(self, Self::Failed { .. } | Self::Conflict { .. } | Self::DeleteRefused { .. })
    }
}

/// How the content of two blobs was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ComparedBy {
    /// By the MD5 hashes that are stored with both. A copy carries along what its source claims, so they show no damage.
    Hash,
    /// By reading both.
    Content,
}

/// Why a blob of the destination was not deleted after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum KeptReason {
    /// It is newer than the job, by the service's clock.
    Newer,
    /// It has changed since it was listed.
    Changed,
    /// Another client has deleted it.
    Gone,
    /// The source has it after all.
    AtSource,
}

/// A failure, for events and results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlobFailure {
    /// The error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u16>,
    /// What happened and what to do.
    pub message: String,
    /// The service's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl BlobFailure {
    /// The failure for an error.
    pub fn of(error: &Error) -> Self {
        let request_id = error.response().and_then(|response| {
            let (_, value) = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-ms-request-id"))?;
            Some(value.clone())
        });
        Self {
            code: error.code().map(str::to_owned),
            status_code: error.status(),
            message: error.message().to_owned(),
            request_id,
        }
    }
}

/// Whether a number is left out of JSON.
pub fn is_none(number: &u64) -> bool {
    *number == 0
}

/// The result for one blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BlobEvent {
    /// It was copied.
    Copied {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
        /// The size in bytes.
        bytes: u64,
        /// The `ETag` of the destination.
        #[serde(skip_serializing_if = "Option::is_none")]
        etag: Option<String>,
        /// The `ETag` of the source that was copied.
        #[serde(skip_serializing_if = "Option::is_none")]
        source_etag: Option<String>,
        /// The MD5 hash that the source had stored with its content, in base64: what its writer said of it.
        #[serde(rename = "contentMD5", skip_serializing_if = "Option::is_none")]
        content_md5: Option<String>,
        /// The CRC-64 of the content, in base64 as the service writes it, if a verification computed it.
        #[serde(rename = "contentCRC64", skip_serializing_if = "Option::is_none")]
        content_crc64: Option<String>,
        /// Whether nothing was written, because this is a dry run.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        dry_run: bool,
        /// What the copy lost of the blob.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        not_kept: Vec<NotKept>,
        /// The result of its verification.
        #[serde(skip_serializing_if = "Option::is_none")]
        verified: Option<Proof>,
        /// The number of earlier states that were copied before it.
        #[serde(skip_serializing_if = "is_none")]
        earlier: u64,
        /// Whether its source is archived, so that the service has to rehydrate the copy.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        rehydrating: bool,
    },
    /// It was copied, and deleted at the source.
    Moved {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
        /// The size in bytes.
        bytes: u64,
        /// The `ETag` of the destination.
        #[serde(skip_serializing_if = "Option::is_none")]
        etag: Option<String>,
        /// The `ETag` of the source that was copied.
        #[serde(skip_serializing_if = "Option::is_none")]
        source_etag: Option<String>,
        /// The MD5 hash that the source had stored with its content, in base64: what its writer said of it.
        #[serde(rename = "contentMD5", skip_serializing_if = "Option::is_none")]
        content_md5: Option<String>,
        /// The CRC-64 of the content, in base64 as the service writes it, if a verification computed it.
        #[serde(rename = "contentCRC64", skip_serializing_if = "Option::is_none")]
        content_crc64: Option<String>,
        /// What the copy lost of the blob.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        not_kept: Vec<NotKept>,
        /// The result of its verification.
        #[serde(skip_serializing_if = "Option::is_none")]
        verified: Option<Proof>,
    },
    /// It was not moved, because one of the sides has changed. The source stays.
    Conflict {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
        /// The reason.
        #[serde(flatten)]
        failure: BlobFailure,
    },
    /// It did not have to be copied.
    Skipped {
        /// The name at the source.
        source: String,
        /// Why.
        reason: SkipReason,
    },
    /// It could not be copied.
    Failed {
        /// The name at the source.
        source: String,
        /// The name at the destination, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        destination: Option<String>,
        /// Why.
        #[serde(flatten)]
        failure: BlobFailure,
    },
    /// It was deleted at the destination, because only the destination had it.
    Deleted {
        /// The name at the destination.
        destination: String,
        /// The size in bytes.
        bytes: u64,
        /// Whether it was deleted because the filters exclude it.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        excluded: bool,
        /// Whether nothing was deleted, because this is a dry run.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        dry_run: bool,
    },
    /// It should have been deleted, but has changed since it was listed.
    DeleteSkipped {
        /// The name at the destination.
        destination: String,
        /// Why.
        reason: KeptReason,
    },
    /// It could not be deleted.
    DeleteRefused {
        /// The name at the destination.
        destination: String,
        /// Why.
        #[serde(flatten)]
        failure: BlobFailure,
    },
    /// Both sides are the same, by the chosen comparison.
    Equal {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
        /// How the content was compared: by the stored hashes, or by reading both sides. Absent if only the length was.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<ComparedBy>,
    },
    /// Both sides differ.
    Different {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
        /// The differences.
        fields: Vec<&'static str>,
    },
    /// The destination does not have it.
    Missing {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
    },
    /// Only the destination has it.
    Extra {
        /// The name at the destination.
        destination: String,
    },
    /// The facts do not show whether both sides are the same.
    Unproven {
        /// The name at the source.
        source: String,
        /// The name at the destination.
        destination: String,
        /// Why.
        #[serde(flatten)]
        failure: BlobFailure,
    },
    /// Nothing more is deleted.
    DeletesWithheld {
        /// The number of blobs that should have been deleted, but were not.
        count: u64,
        /// Why.
        reason: String,
    },
}
