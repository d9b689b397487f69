//! A blob of the source, and its counterpart at the destination.

use std::sync::Arc;

use crate::bulk::listing::at_destination::AtDestination;
use crate::copy::BlobFacts;
use crate::rest::BlobEndpoint;

/// A pair of blobs.
pub struct BlobPair<'a> {
    /// The name at the source.
    pub source_name: String,
    /// The name at the destination.
    pub destination_name: String,
    /// The source.
    pub source: &'a BlobEndpoint,
    /// The destination.
    pub destination: &'a BlobEndpoint,
    /// The facts of the source.
    pub facts: Arc<BlobFacts>,
    /// The facts of the destination.
    pub there: AtDestination,
}
