//! How one blob ended.

use crate::base::error::Error;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::report::event::{BlobEvent, BlobFailure};
use crate::copy::Proof;

/// How one blob ended.
pub enum BlobResult {
    /// It was copied.
    Copied {
        /// The size.
        bytes: u64,
        /// The `ETag` of the destination.
        etag: Option<String>,
        /// That of the source.
        source_etag: Option<String>,
        /// What its verification found.
        verified: Option<Proof>,
    },
    /// An earlier run copied it and deleted the source.
    Moved {
        /// The size.
        bytes: u64,
        /// The `ETag` of the destination.
        etag: Option<String>,
    },
    /// The destination is another blob.
    Occupied(Error),
    /// It was not to be copied.
    Skipped(SkipReason),
}

/// The event of a blob that could not be copied.
pub fn failed(source: String, destination: Option<String>, error: &Error) -> BlobEvent {
    BlobEvent::Failed { source, destination, failure: BlobFailure::of(error) }
}

/// The event of a blob whose destination is another one.
pub fn conflict(source: String, destination: String, error: &Error) -> BlobEvent {
    BlobEvent::Conflict { source, destination, failure: BlobFailure::of(error) }
}
