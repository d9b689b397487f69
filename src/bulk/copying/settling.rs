//! Copies a blob until its result is final: again if it changed during the copy, and again later if the service was busy.

use std::mem::take;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::bulk::copying::clearing::{ClearingOutcome, CopyOrSkip, replacing};
use crate::bulk::copying::deciding::{Decision, archived_source};
use crate::bulk::copying::error_class::{ErrorClass, classify_error};
use crate::bulk::copying::key_needed::needs_key;
use crate::bulk::copying::leftovers::PENDING;
use crate::bulk::copying::moving;
use crate::bulk::copying::permissions::with_needed_permission;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::options::choices::Changed;
use crate::bulk::options::obstacles::{Cleared, Clearing, Remedy, options_after, shows_existing};
use crate::bulk::requests::renewal::Side;
use crate::bulk::requests::tally::left;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::{Overwrite, Precondition};
use crate::copy::source::CopySource;
use crate::copy::{BlobFacts, CopyContext, CopyRequest, Preparation, Proof, copy, is_outdated, prepare};
use crate::rest::BlobEndpoint;
use crate::rest::values::Binary;

/// How often a blob that changes during its copy is checked and copied again.
pub(super) const CHANGES: u32 = 3;

/// The length of an MD5 hash. A blob may have other bytes in its place.
const MD5_BYTES: usize = 16;

/// How often a pending copy at the destination is awaited or aborted.
const SETTLED: u32 = 3;

/// How often a blob is copied again if all attempts of its request were throttled.
const THROTTLED: u32 = 10;

/// The wait before that, times the number of attempts so far.
const WAIT: Duration = Duration::from_secs(2);

impl Worker {
    /// Copies a blob as it was listed, again as it is now if it has changed, and again later if the service was busy. A copy that an earlier
    /// attempt left unfinished is completed.
    pub(in crate::bulk) async fn until_settled(
        &self,
        source: BlobEndpoint,
        destination: BlobEndpoint,
        name: &str,
        known: (Arc<BlobFacts>, AtDestination),
        cleared: &mut Cleared,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let (blob, mut there) = known;
        let listed = (Arc::clone(&blob), &mut there);
        let settled = self.try_until_settled((&source, &destination), name, listed, cleared, cancel).await;
        if matches!(settled, Ok(BlobResult::Copied { .. })) {
            return settled;
        }
        let completed = Box::pin(self.completed((&source, &destination), &blob, &there, settled, cancel)).await;
        completed.map_err(|error| with_needed_permission(error, &blob, cleared))
    }

    fn request_of(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        source_facts: Option<Arc<BlobFacts>>,
        decided: Option<(Precondition, Option<Arc<BlobFacts>>)>,
        options: Arc<CopyOptions>,
    ) -> CopyRequest {
        CopyRequest {
            source: if self.is_of_entries {
                self.attempts.renewed_entry(source, &self.destination)
            } else {
                self.attempts.renewed(Side::Source, source)
            },
            source_facts,
            destination: self.attempts.renewed(Side::Destination, destination),
            decided,
            options,
            services: Arc::clone(&self.services),
            resume: None,
            adopts_blocks: self.is_resumed,
        }
    }

    /// Adds the lease that the caller holds on the destination. What was deleted to be replaced has lost its lease.
    fn add_lease(&self, request: &mut CopyRequest, name: &str, cleared: &Cleared) {
        let lease_id = self.lease_of(&request.destination, name).filter(|_| !cleared.contains(&Clearing::Delete));
        if let Some(lease_id) = lease_id {
            Arc::make_mut(&mut request.options).conditions.lease_id = Some(lease_id);
        }
    }

    /// The result of an attempt that did not fail.
    async fn succeeded(
        &self,
        settled: BlobResult,
        sides: (&BlobEndpoint, &BlobEndpoint),
        (blob, options): (&BlobFacts, Arc<CopyOptions>),
        cleared: &Cleared,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        self.attempts.copied();
        if self.is_of_entries {
            self.attempts.renewal.entry_copied(sides.0);
        }
        self.options.obstacles.learn(cleared);
        // A killed run may have copied it, and not deleted the source.
        if !self.options.moves || !matches!(settled, BlobResult::Skipped(SkipReason::Same)) {
            return Ok(settled);
        }
        Ok(Box::pin(self.found(sides, blob, options, cancel)).await?.unwrap_or(settled))
    }

    /// Decides on a blob, and copies it once. `kept` and `decided_on` become the states of the destination that were kept, and decided on.
    async fn attempt(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        name: &str,
        (facts, there): (Option<&Arc<BlobFacts>>, &mut AtDestination),
        (wanted, cleared): (&Arc<CopyOptions>, &Cleared),
        (kept, decided_on): (&mut Option<String>, &mut Option<String>),
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let decision = self.decide(source, destination, facts.map(|facts| &**facts), there, cancel).await?;
        // The service would respond with an error about a source that has changed.
        let is_archived = facts.is_some_and(|facts| self.fails_as_archived(facts));
        if is_archived && !matches!(decision, Decision::Skip(_)) {
            return Err(archived_source());
        }
        let decided = match self.kept_before((destination, name), decision, wanted, (kept, decided_on), cancel).await? {
            CopyOrSkip::Skip(reason) => return Ok(BlobResult::Skipped(reason)),
            CopyOrSkip::Copy(decided) => decided,
        };
        let options = options_after(wanted, cleared);
        let mut request = self.request_of((source, destination), facts.cloned(), decided, options);
        if self.options.moves {
            Box::pin(moving::guard(&mut request, cancel)).await?;
        }
        self.add_lease(&mut request, name, cleared);
        Box::pin(self.once_of_unchanged(request, cancel)).await
    }

    async fn try_until_settled(
        &self,
        (source, destination): (&BlobEndpoint, &BlobEndpoint),
        name: &str,
        (listed, there): (Arc<BlobFacts>, &mut AtDestination),
        cleared: &mut Cleared,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let blob = Arc::clone(&listed);
        // A blob without known facts is checked first.
        let listed = Some(listed).filter(|facts| facts.etag.is_some());
        let is_unknown = listed.is_none();
        let (mut facts, mut changes, mut throttled, mut settled, mut has_checked) = (listed, 0, 0, 0, false);
        // The states of the destination that an attempt has kept and decided on. Nothing else is deleted to be replaced.
        let (mut kept, mut decided_on) = (None, None);
        let mut wanted = Arc::clone(self.options_of(&blob)?);
        loop {
            let generation = self.source_generation();
            let (known, states) = ((facts.as_ref(), &mut *there), (&mut kept, &mut decided_on));
            let attempt = self.attempt((source, destination), name, known, (&wanted, cleared), states, cancel);
            let error = match Box::pin(attempt).await {
                Ok(settled) => {
                    let options = options_after(&wanted, cleared);
                    return self.succeeded(settled, (source, destination), (&blob, options), cleared, cancel).await;
                }
                Err(error) => error,
            };
            let key = wanted.source_customer_provided_key.as_ref();
            if self.was_renewed(source, key, generation, &error, cancel).await {
                continue;
            }
            if let Some(other) = self.otherwise(&blob, &wanted, &error) {
                // The listed facts may date from before it was encrypted.
                facts = facts.filter(|_| !needs_key(&error));
                wanted = other;
                continue;
            }
            if error.code() == Some(PENDING) && error.copy_source().is_none() && settled < SETTLED {
                settled += 1;
                match Box::pin(self.leftover(source, destination, &blob, error, cancel)).await? {
                    Some(settled) => return Ok(settled),
                    None => continue,
                }
            }
            if self.options.moves && is_outdated(&error) {
                let found = self.found((source, destination), &blob, options_after(&wanted, cleared), cancel);
                return Ok(Box::pin(found).await?.unwrap_or(BlobResult::Occupied(error)));
            }
            if self.options.moves && wanted.conditions.if_none_match.is_some() && shows_existing(&error) {
                let options = options_after(&wanted, cleared);
                if let Some(settled) = Box::pin(self.taken((source, destination), &blob, options, cancel)).await? {
                    return Ok(settled);
                }
            }
            let may_check = changes < CHANGES && self.options.checks_destination();
            match classify_error(&error) {
                ErrorClass::Exists if self.options.copy.overwrite == Overwrite::Never => {
                    return Box::pin(self.skip_existing(destination, &blob, cancel)).await;
                }
                ErrorClass::Exists | ErrorClass::DestinationChanged if may_check => {
                    changes += 1;
                    *there = AtDestination::Unknown;
                }
                ErrorClass::Changed if self.options.changed == Changed::Skip => {
                    return Ok(BlobResult::Skipped(SkipReason::Changed));
                }
                ErrorClass::Changed if changes < CHANGES && self.options.changed == Changed::Retry => {
                    changes += 1;
                    facts = None;
                }
                // A request to the source decides: the error may come from a permission that the service lacks.
                ErrorClass::SourceMissing if facts.is_none() => {
                    let key = wanted.customer_provided_key.as_ref();
                    return Box::pin(self.without_source(error, is_unknown, (destination, key), cancel)).await;
                }
                ErrorClass::SourceMissing => facts = None,
                ErrorClass::Throttled if throttled < THROTTLED => {
                    throttled += 1;
                    wait_for(WAIT * throttled, cancel).await?;
                }
                _ => match self.options.obstacles.remedy(&error, &blob, cleared) {
                    Remedy::None => return Err(error),
                    Remedy::Skip(reason) => return Ok(BlobResult::Skipped(reason)),
                    // What the copy read by itself may be outdated by now.
                    Remedy::Clear(Clearing::Delete)
                        if decided_on.is_none() && !has_checked && self.options.copy.overwrite.needs_check() =>
                    {
                        has_checked = true;
                        *there = Box::pin(self.facts_at_destination(destination, cancel)).await?;
                    }
                    Remedy::Clear(clearing) => {
                        let key = wanted.customer_provided_key.as_ref();
                        let replacing = match Box::pin(replacing(clearing, source, &wanted, cancel)).await? {
                            Ok(found) => found,
                            Err(error) => {
                                let place = (destination, key);
                                return Box::pin(self.without_source(error, is_unknown, place, cancel)).await;
                            }
                        };
                        let again = decided_on.is_some() && changes < CHANGES;
                        let (place, state) = ((source, destination, name), (take(there), decided_on.take()));
                        let copied = (&*wanted, replacing.as_deref().unwrap_or(&blob));
                        match Box::pin(self.clear_obstacle(clearing, place, copied, state, again, cancel)).await? {
                            ClearingOutcome::Done => _ = cleared.insert(clearing),
                            ClearingOutcome::Changed => changes += 1,
                            ClearingOutcome::Not(skipped) => return Ok(skipped),
                        }
                    }
                },
            }
        }
    }
}

async fn wait_for(time: Duration, cancel: &CancellationToken) -> Result<()> {
    cancel.run_until_cancelled(sleep(time)).await.ok_or_else(Error::aborted)
}

/// Copies a blob, and returns the state of the source that was copied.
pub(super) async fn once(
    mut request: CopyRequest,
    cancel: &CancellationToken,
) -> Result<(BlobResult, Option<Arc<BlobFacts>>)> {
    let requested = request.options.verify;
    if requested == Some(Verify::Md5) && request.source_facts.is_none() {
        let key = request.options.source_customer_provided_key.clone();
        request.source_facts = Some(CopySource::open(request.source.clone(), None, key, cancel).await?.facts);
    }
    let is_hash = |hash: &Binary| hash.0.len() == MD5_BYTES;
    let has_no_hash = request.source_facts.as_ref().is_some_and(|facts| !facts.content_md5().is_some_and(is_hash));
    // In a job, a blob that has no hash to compare is not a failure.
    let lacks_hash = requested == Some(Verify::Md5) && has_no_hash;
    if lacks_hash {
        request.options =
            Arc::new(CopyOptions { verify: Some(Verify::Length), ..CopyOptions::clone(&request.options) });
    }
    let context = match prepare(request, cancel).await? {
        Preparation::Copy(context) => context,
        Preparation::Skip(_) => return Ok((BlobResult::Skipped(SkipReason::Same), None)),
    };
    let (bytes, source_etag) = (context.source.length, context.source.facts.strong_etag().map(str::to_owned));
    let context = Arc::<CopyContext>::from(context);
    let outcome = copy(Arc::clone(&context)).await;
    left(take(&mut lock(&context.left_snapshots)));
    let outcome = outcome?;
    let verified = match requested {
        None | Some(Verify::None) => None,
        Some(Verify::Md5) if lacks_hash => Some(Proof::Unproven),
        Some(Verify::Properties | Verify::Content) => Some(lock(&context.proof).unwrap_or(Proof::Unproven)),
        Some(Verify::Length | Verify::Md5 | Verify::Crc64) => Some(Proof::Equal),
    };
    let etag = outcome.etag().map(str::to_owned);
    let copied = Arc::clone(&context.source.facts);
    let content_crc64 = *lock(&context.content_crc64);
    Ok((BlobResult::Copied { bytes, etag, source_etag, verified, content_crc64, is_found: false }, Some(copied)))
}
