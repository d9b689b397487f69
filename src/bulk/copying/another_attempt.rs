//! What may let a blob be copied whose attempt failed: a renewed credential, other options, or the end of a copy that is pending there.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::copying::key_needed::needs_key;
use crate::bulk::copying::leftovers::{self, Leftover};
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::at_destination::properties;
use crate::bulk::requests::renewal::Side;
use crate::bulk::requests::tally::left;
use crate::copy::asynchronous::delete_earlier;
use crate::copy::options::CopyOptions;
use crate::copy::pair::is_of_credential;
use crate::copy::plan::{CopyPreferences, is_asynchronous};
use crate::copy::{BlobFacts, Proof, protect};
use crate::rest::BlobEndpoint;
use crate::rest::shared::CpkInfo;

impl Worker {
    /// Whether the service could not read the source because its credential had expired, and there is a new one now. This process sends a request to the
    /// source: that either waits for the new one, or shows that the error concerns this blob.
    pub(super) async fn was_renewed(
        &self,
        source: &BlobEndpoint,
        key: Option<&CpkInfo>,
        generation: u64,
        error: &Error,
        cancel: &CancellationToken,
    ) -> bool {
        if !is_of_credential(error) {
            return false;
        }
        let can_read = Box::pin(properties(source, key, cancel)).await.is_ok();
        can_read && self.source_generation() != generation
    }

    /// The number of renewals of the credentials that sources are read with. The source of an entry may be read with the destination's.
    pub(super) fn source_generation(&self) -> u64 {
        let renewal = &self.attempts.renewal;
        let of_side = renewal.generation(if self.is_of_entries { Side::Destination } else { Side::Source });
        of_side + renewal.source_generation()
    }

    /// Other options for a copy that failed with this error: the key that the source turned out to need, or blocks if Copy Blob
    /// may not read the source, or may not create the backup snapshot.
    pub(super) fn otherwise(&self, blob: &BlobFacts, wanted: &CopyOptions, error: &Error) -> Option<Arc<CopyOptions>> {
        if needs_key(error) {
            return self.keyed.clone().filter(|_| wanted.source_customer_provided_key.is_none());
        }
        let by_blocks = CopyPreferences { within_account: false, ..wanted.preferences };
        let is_rejected = matches!(error.status(), Some(401 | 403));
        let was_near_instant = is_asynchronous(blob, wanted.preferences) && !is_asynchronous(blob, by_blocks);
        (is_rejected && was_near_instant).then(|| Arc::new(CopyOptions { preferences: by_blocks, ..wanted.clone() }))
    }

    /// A copy is pending at the destination. Waits for it or aborts it. `None` if the blob must be copied then.
    pub(super) async fn leftover(
        &self,
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        blob: &BlobFacts,
        error: Error,
        cancel: &CancellationToken,
    ) -> Result<Option<BlobResult>> {
        let watch = self.services.pending.as_deref();
        match leftovers::settle(source, destination, self.options.leftovers, watch, cancel).await? {
            Leftover::Adopted { destination: there, source_etag } => {
                if self.options.copy.keeps_immutability {
                    Box::pin(protect(destination, blob, cancel)).await?;
                }
                // The run that started it has ended, and no longer needs its backup snapshot.
                if self.is_resumed {
                    left(Box::pin(delete_earlier(&source.url, destination, None, cancel)).await?);
                }
                let bytes = there.length.unwrap_or_default();
                let verified = self.options.verifies().then_some(Proof::Unproven);
                Ok(Some(BlobResult::Copied {
                    bytes,
                    etag: there.etag,
                    source_etag,
                    verified,
                    content_crc64: None,
                    is_found: true,
                }))
            }
            Leftover::Over => Ok(None),
            Leftover::Foreign => Err(error),
        }
    }
}
