//! The result for one blob.

use crate::base::error::Error;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::report::event::{BlobEvent, BlobFailure};
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
    Moved {
        /// The size.
        bytes: u64,
        /// The `ETag` of the destination.
        etag: Option<String>,
    },
    /// The destination is a different blob.
    Occupied(Error),
    /// It need not be copied.
    Skipped(SkipReason),
}

/// The event for a blob that could not be copied.
pub fn failed(source: String, destination: Option<String>, error: &Error) -> BlobEvent {
    BlobEvent::Failed { source, destination, failure: BlobFailure::of(error) }
}

/// The event for a blob whose destination is a different blob.
pub fn conflict(source: String, destination: String, error: &Error) -> BlobEvent {
    BlobEvent::Conflict { source, destination, failure: BlobFailure::of(error) }
}
