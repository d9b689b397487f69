//! Completes a copy that was written, and not protected, before its process was killed or a request failed. Copy Blob and Put Blob From URL
//! take neither an immutability policy nor a legal hold, so both are set by further requests. The blob that is found then is skipped if
//! nothing may be overwritten, and cannot be overwritten if it has one of both.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::copying::moving::{existing_facts, has_same_content};
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::requests::tally::may_have_written;
use crate::copy::recorded_source::{RecordedSource, recorded};
use crate::copy::source_url::same_source;
use crate::copy::{BlobFacts, CopyRequest, CopyStatus, Proof, protect};
use crate::rest::BlobEndpoint;
use crate::rest::values::{Binary, Timestamp};

/// The codes of a write that a policy or a hold forbids.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const IMMUTABLE: [&str; 2] = ["BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold"];

/// What an MD5 hash has. A blob may have other bytes in its place.
const MD5_BYTES: usize = 16;

impl Worker {
    /// Continues work that began at this time; without one, it begins with this job. Returns when it began.
    pub fn begins(&mut self, earlier: Option<Timestamp>) -> Option<Timestamp> {
        // The time of a later run says nothing about the first one.
        let own = if self.is_resumed { earlier } else { earlier.or(self.started) };
        self.began = own.into_iter().chain(self.options.began_at).min();
        own
    }

    /// The time from which blobs of the destination are newer than the job, and not deleted: when the first run began, or the larger job
    /// that it is a part of. `listed` is the time of this run's listings. `None` if it is unknown.
    pub fn deletes_before(&self, listed: Option<Timestamp>) -> Option<Timestamp> {
        // The copy of an account lists both sides when its blobs are copied.
        let is_known =
            if self.is_resumed { self.began.is_some() } else { !self.is_of_account || self.started.is_some() };
        if !is_known {
            return None;
        }
        self.began.into_iter().chain(self.started).chain(listed).min()
    }

    /// Completes the copy that this job, or an earlier run of it, has left at the destination. `settled` stays the result if there is none.
    ///
    /// # Errors
    /// The failed request, or that of `settled`.
    pub(in crate::bulk) async fn completed(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        blob: &Arc<BlobFacts>,
        there: &AtDestination,
        settled: Result<BlobResult>,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        // What a move finds is compared in full before its source is deleted.
        if self.options.moves {
            return settled;
        }
        let wants = self.options.copy.keeps_immutability;
        let there = match (&settled, there) {
            (Ok(BlobResult::Skipped(SkipReason::Exists | SkipReason::Same)), there)
                if wants && lacks(blob, &BlobFacts::default(), destination).is_some() =>
            {
                if let AtDestination::There(there) = there { Some(Arc::clone(there)) } else { None }
            }
            // What was listed may be what was there before this job wrote it.
            (Err(error), _) if error.code().is_some_and(|code| IMMUTABLE.contains(&code)) => None,
            _ => return settled,
        };
        let may_be_ours = self.is_resumed || self.options.began_at.is_some() || may_have_written();
        let there = match there {
            Some(there) => there,
            None if !may_be_ours => return settled,
            None => match existing_facts(destination, self.options.copy.customer_provided_key.as_ref(), cancel).await {
                Ok(Some(there)) => Arc::new(there),
                Ok(None) => return settled,
                Err(error) => return settled.and(Err(error)),
            },
        };
        let lacking = if wants { lacks(blob, &there, destination) } else { None };
        if settled.is_ok() && lacking.is_none() {
            return settled;
        }
        let is_recorded = recorded(&source.url, blob, &there) == RecordedSource::Same;
        if !is_recorded {
            match self.is_own(may_be_ours, (source, destination), blob, &there, cancel).await {
                Ok(true) => {}
                Ok(_) => return settled,
                Err(error) => return settled.and(Err(error)),
            }
        }
        if let Some(lacking) = lacking {
            protect(destination, &lacking, cancel).await?;
        }
        Ok(BlobResult::Copied {
            bytes: there.length.unwrap_or_default(),
            etag: there.etag.clone(),
            source_etag: blob.strong_etag().map(str::to_owned),
            verified: self.options.verifies().then_some(Proof::Unproven),
            content_crc64: None,
            is_found: true,
        })
    }

    /// The number of requests that would complete the copy which is recorded at the destination; `None` if it is complete, or no copy.
    pub(in crate::bulk) fn would_protect(
        &self,
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        blob: &BlobFacts,
        there: &AtDestination,
    ) -> Option<u64> {
        let AtDestination::There(there) = there else { return None };
        if !self.options.copy.keeps_immutability || recorded(&source.url, blob, there) != RecordedSource::Same {
            return None;
        }
        let lacking = lacks(blob, there, destination)?;
        Some(u64::from(lacking.immutability_policy.is_some()) + u64::from(lacking.legal_hold))
    }

    /// Gives a whole copy what it lacks of its source's protection.
    ///
    /// # Errors
    /// The failed request.
    pub(in crate::bulk) async fn protect_rest(
        &self,
        destination: &BlobEndpoint,
        blob: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let wants = self.options.copy.keeps_immutability;
        if !wants || lacks(blob, &BlobFacts::default(), destination).is_none() {
            return Ok(());
        }
        let there = existing_facts(destination, self.options.copy.customer_provided_key.as_ref(), cancel).await?;
        match there.and_then(|there| lacks(blob, &there, destination)) {
            Some(lacking) => Box::pin(protect(destination, &lacking, cancel)).await,
            None => Ok(()),
        }
    }

    /// Whether a blob of the destination was written since the job began, and is a whole copy: the service says so, or both sides have the
    /// same content.
    async fn is_own(
        &self,
        may_be_ours: bool,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        blob: &Arc<BlobFacts>,
        there: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<bool> {
        let Some(began) = self.began.filter(|_| may_be_ours) else { return Ok(false) };
        if there.length != blob.length || there.last_modified.is_none_or(|written| written < began) {
            return Ok(false);
        }
        let copy = &there.copy;
        let is_copy_of = |from: &str| same_source(from, source.url.as_str());
        if copy.status == Some(CopyStatus::Success) && copy.source.as_deref().is_some_and(is_copy_of) {
            // Since then the source was in no other state.
            return Ok(blob.last_modified.is_some_and(|changed| changed < began));
        }
        // An archived blob can be compared by its hash alone.
        let is_hash = |hash: &&Binary| hash.0.len() == MD5_BYTES;
        if let (Some(hash), Some(own)) = (blob.content_md5().filter(is_hash), there.content_md5()) {
            return Ok(hash == own);
        }
        let request = CopyRequest {
            source: source.clone(),
            source_facts: None,
            destination: destination.clone(),
            decided: None,
            options: Arc::clone(self.options_of(blob)?),
            services: Arc::clone(&self.services),
            resume: None,
            adopts_blocks: false,
        };
        Ok(Box::pin(has_same_content(request, there.etag.as_deref(), cancel)).await?.is_some())
    }
}

/// What of its source's protection a blob does not have; `None` if it lacks nothing.
fn lacks(source: &BlobFacts, there: &BlobFacts, destination: &BlobEndpoint) -> Option<BlobFacts> {
    let policy = source.policy_after(destination.pipeline.now()).filter(|_| there.immutability_policy.is_none());
    let lacking = BlobFacts {
        immutability_policy: policy,
        legal_hold: source.legal_hold && !there.legal_hold,
        ..BlobFacts::default()
    };
    (lacking.immutability_policy.is_some() || lacking.legal_hold).then_some(lacking)
}
