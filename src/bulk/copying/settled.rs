//! The result for one blob.

use crate::base::error::Error;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::report::event::{BlobEvent, BlobFailure, crc64_text};
use crate::bulk::report::fidelity::NotKept;
use crate::copy::Proof;

/// The result for one blob.
pub enum BlobResult {
    /// It was copied.
    Copied {
        /// The size.
        bytes: u64,
        /// The `ETag` of the destination.
        etag: Option<String>,
        /// The `ETag` of the source.
        source_etag: Option<String>,
        /// What its verification found.
        verified: Option<Proof>,
        /// The CRC-64 of the content, if both sides were read.
        content_crc64: Option<u64>,
        /// Whether the destination was found as a whole copy, and not written by this job.
        is_found: bool,
    },
    /// An earlier run copied it and deleted the source.
    Moved(MovedBlob),
    /// The destination is a different blob.
    Occupied(Error),
    /// It need not be copied.
    Skipped(SkipReason),
}

/// A blob that was moved, as far as it is known.
#[derive(Default)]
pub struct MovedBlob {
    /// The size.
    pub bytes: u64,
    /// The `ETag` of the destination.
    pub etag: Option<String>,
    /// The `ETag` of the source.
    pub source_etag: Option<String>,
    /// What its verification found.
    pub verified: Option<Proof>,
    /// The CRC-64 of the content, if both sides were read.
    pub content_crc64: Option<u64>,
}

/// The event for a blob that was moved.
pub fn moved(source: String, destination: String, blob: MovedBlob, not_kept: Vec<NotKept>) -> BlobEvent {
    let MovedBlob { bytes, etag, source_etag, verified, content_crc64 } = blob;
    let content_crc64 = content_crc64.map(crc64_text);
    BlobEvent::Moved {
        source,
        destination,
        bytes,
        etag,
        source_etag,
        content_md5: None,
        content_crc64,
        not_kept,
        verified,
    }
}

/// The event for a blob that could not be copied.
pub fn failed(source: String, destination: Option<String>, error: &Error) -> BlobEvent {
    BlobEvent::Failed { source, destination, failure: BlobFailure::of(error) }
}

/// The event for a blob whose destination is a different blob.
pub fn conflict(source: String, destination: String, error: &Error) -> BlobEvent {
    BlobEvent::Conflict { source, destination, failure: BlobFailure::of(error) }
}
