//! Blobs that an earlier run copied, and that were deleted at the destination since.

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::at_destination::AtDestination;
use crate::rest::BlobEndpoint;

impl Worker {
    /// Whether a blob must not be copied to this name of the destination again. Listings do not suffice for that: a request checks the destination.
    /// A name that an earlier run left is copied: that run may have deleted the blob itself, to write it again.
    ///
    /// # Errors
    /// The failed request.
    pub async fn stays_deleted(
        &self,
        (key, name): (&str, &str),
        destination: &BlobEndpoint,
        there: &mut AtDestination,
        cancel: &CancellationToken,
    ) -> Result<bool> {
        let is_known =
            self.known.as_ref().is_some_and(|known| known.stays_deleted(&self.qualified_name(destination, name)));
        if !is_known || self.intents.is_left(key) || matches!(there, AtDestination::There(_)) {
            return Ok(false);
        }
        *there = self.facts_at_destination(destination, cancel).await?;
        Ok(*there == AtDestination::Absent)
    }
}
