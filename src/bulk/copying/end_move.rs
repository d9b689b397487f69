//! Ends a move whose copy is complete: its source is deleted.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::claim_copy::{ClaimOutcome, claim_copy};
use crate::bulk::copying::error_class::concerns_all;
use crate::bulk::copying::moving::{self, SourceRemoval};
use crate::bulk::copying::settled::{BlobResult, MovedBlob, conflict, failed, moved};
use crate::bulk::copying::worker::Worker;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::fidelity::NotKept;
use crate::rest::BlobEndpoint;

impl Worker {
    /// Deletes the source of a copy, and returns the result for the blob. An error ends the job.
    pub(super) async fn end_move(
        &self,
        (key, name, destination): (&str, String, String),
        (source, target): (&BlobEndpoint, &BlobEndpoint),
        copied: BlobResult,
        not_kept: Vec<NotKept>,
        cancel: &CancellationToken,
    ) -> Result<BlobEvent> {
        let BlobResult::Copied { bytes, etag, source_etag, verified, content_crc64, is_found } = copied else {
            return Err(Error::new(ErrorKind::Internal, "A move without a copy came to its end."));
        };
        let key_of_copy = self.options.copy.customer_provided_key.as_ref();
        let etag = if is_found {
            let lease_id = self.lease_of(target, &destination);
            match Box::pin(claim_copy(target, (etag.as_deref(), lease_id), key_of_copy, cancel)).await? {
                ClaimOutcome::Claimed(etag) => etag,
                ClaimOutcome::Contested(error) => return Ok(conflict(name, destination, &error)),
                ClaimOutcome::Failed(error) if concerns_all(&error) => return Err(error),
                ClaimOutcome::Failed(error) => return Ok(failed(name, Some(destination), &error)),
            }
        } else {
            etag
        };
        self.intents.source_goes(key, etag.as_deref()).await?;
        let removed = moving::remove_if_allowed(&self.deletes, source, source_etag.as_deref(), cancel);
        match Box::pin(removed).await {
            Ok(SourceRemoval::Removed) => {
                let blob = MovedBlob { bytes, etag, source_etag, verified, content_crc64 };
                Ok(moved(name, destination, blob, not_kept))
            }
            Ok(SourceRemoval::Changed) => Ok(conflict(name, destination, &moving::changed(source))),
            Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
            Err(error) if concerns_all(&error) => Err(error),
            Err(error) => Ok(failed(name, Some(destination), &moving::stays(&error))),
        }
    }
}
