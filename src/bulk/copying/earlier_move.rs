//! What an earlier run may have left of a blob: a copy whose source still exists, or a copy whose source it has deleted.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::deciding::{Decision, would_copy};
use crate::bulk::copying::moving::{self, ExistingCopy};
use crate::bulk::copying::pair_failure::container_is_gone;
use crate::bulk::copying::settled::{BlobResult, MovedBlob};
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::options::obstacles::options_after;
use crate::bulk::report::cost::Requests;
use crate::copy::options::CopyOptions;
use crate::copy::{BlobFacts, CopyRequest, Proof};
use crate::rest::BlobEndpoint;
use crate::rest::shared::CpkInfo;

impl Worker {
    /// The result for a blob whose source does not exist, according to a request to the source itself.
    pub(super) async fn without_source(
        &self,
        error: Error,
        is_unknown: bool,
        (destination, key): (&BlobEndpoint, Option<&CpkInfo>),
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        // The container was deleted. Otherwise, the remaining blobs would count as vanished, and the job as complete.
        if container_is_gone(error.code()) && !self.is_of_account {
            return Err(error);
        }
        // An earlier run may have deleted it without recording that.
        if is_unknown && self.options.moves {
            return moved_before(destination, key, cancel).await;
        }
        Ok(BlobResult::Skipped(SkipReason::Vanished))
    }

    /// The destination of a move exists: an earlier run may have been killed before it deleted the source. `None` if it is not a complete copy.
    pub(super) async fn found(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        blob: &BlobFacts,
        options: Arc<CopyOptions>,
        cancel: &CancellationToken,
    ) -> Result<Option<BlobResult>> {
        let request = self.found_there(source, destination, options);
        let whole = moving::whole_copy(request, cancel).await?;
        let Some(ExistingCopy { bytes, etag, source_etag, content_crc64 }) = whole else { return Ok(None) };
        self.protect_rest(destination, blob, cancel).await?;
        // It was compared byte for byte.
        Ok(Some(BlobResult::Copied {
            bytes,
            etag,
            source_etag,
            verified: Some(Proof::Equal),
            content_crc64,
            is_found: true,
        }))
    }

    /// The destination of a move that overwrites nothing may exist even if the write was rejected for another reason. Then no obstacle is cleared.
    /// `None` if it does not.
    pub(super) async fn taken(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        blob: &BlobFacts,
        options: Arc<CopyOptions>,
        cancel: &CancellationToken,
    ) -> Result<Option<BlobResult>> {
        let key = options.customer_provided_key.clone();
        if moving::existing_facts(destination, key.as_ref(), cancel).await?.is_none() {
            return Ok(None);
        }
        let found = self.found((source, destination), blob, options, cancel).await?;
        Ok(Some(found.unwrap_or_else(|| BlobResult::Occupied(occupied(destination)))))
    }

    /// What a move would do about a destination that exists: `None` if it would go on and overwrite it. The contents are not read.
    pub(super) async fn would_find(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        blob: &BlobFacts,
        (old, name): (&BlobFacts, &str),
        (decision, options): (&Decision, &Arc<CopyOptions>),
        cancel: &CancellationToken,
    ) -> Result<Option<BlobResult>> {
        let is_same = matches!(decision, Decision::Skip(SkipReason::Same));
        let keeps = options.conditions.if_none_match.is_some();
        if !is_same && !keeps {
            return Ok(None);
        }
        // The copy lacks what the destination does not take, such as tags.
        let cleared = self.cleared(destination, blob, cancel).await;
        let request = self.found_there(source, destination, options_after(options, &cleared));
        if moving::has_likely_copy(request, cancel).await? {
            if old.leased && self.lease_of(destination, name).is_none() {
                return Ok(Some(BlobResult::Occupied(leased_copy(destination))));
            }
            // Properties of both sides, and the contents. The destination's properties are read and set again.
            self.requests.add(Requests { write: 1, read: 5, delete: 1, ..Requests::default() });
            return Ok(Some(would_copy(blob)));
        }
        if !keeps {
            return Ok(None);
        }
        // The write that is rejected, and properties of both sides.
        self.requests.add(Requests { write: 1, read: 2, ..Requests::default() });
        Ok(Some(BlobResult::Occupied(occupied(destination))))
    }

    /// What compares both sides of a move as they are now.
    fn found_there(&self, source: &BlobEndpoint, destination: &BlobEndpoint, options: Arc<CopyOptions>) -> CopyRequest {
        CopyRequest {
            source: source.clone(),
            source_facts: None,
            destination: destination.clone(),
            decided: None,
            options,
            services: Arc::clone(&self.services),
            resume: None,
            adopts_blocks: false,
        }
    }
}

/// The error that a run would get for a name that is taken.
fn occupied(destination: &BlobEndpoint) -> Error {
    let message = format!(
        "The destination {} exists, and is no copy of the source, or is archived and cannot be compared with it. A move overwrites nothing unless \"overwrite\" says so.",
        destination.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("BlobAlreadyExists")
}

/// The error that a run would get for a whole copy that another client has leased: its properties cannot be set again.
fn leased_copy(destination: &BlobEndpoint) -> Error {
    let message = format!(
        "The destination {} has a whole copy already, which is leased. The source stays. Pass the id of its lease in \"leaseIds\", or move it when the lease has ended.",
        destination.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("LeaseIdMissing")
}

/// What may be the copy of a blob whose source no longer exists: an earlier run may have moved it. Whether it has is decided by what that run recorded.
async fn moved_before(
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<BlobResult> {
    Ok(match moving::existing_facts(destination, key, cancel).await? {
        Some(there) => {
            let bytes = there.length.unwrap_or_default();
            BlobResult::Moved(MovedBlob { bytes, etag: there.etag, ..Default::default() })
        }
        None => BlobResult::Skipped(SkipReason::Vanished),
    })
}
