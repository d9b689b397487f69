//! Copies a blob until it is settled: again when it changed meanwhile, and again later when the service was busy.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::bulk::copying::clearing::clear;
use crate::bulk::copying::deciding::Decision;
use crate::bulk::copying::judgement::{Judgement, judge};
use crate::bulk::copying::key_needed::needs_key;
use crate::bulk::copying::leftovers::{self, Leftover, PENDING};
use crate::bulk::copying::moving::{self, ExistingCopy};
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::{AtDestination, properties};
use crate::bulk::options::container_copy_options::Changed;
use crate::bulk::options::obstacles::{Cleared, Remedy, options_after};
use crate::bulk::requests::renewal::Side;
use crate::copy::asynchronous::delete_earlier;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Overwrite;
use crate::copy::pair::is_of_credential;
use crate::copy::plan::{CopyPreferences, is_asynchronous};
use crate::copy::{BlobFacts, CopyContext, CopyRequest, Preparation, Proof, copy, is_outdated, prepare, protect};
use crate::rest::BlobEndpoint;
use crate::rest::shared::CpkInfo;
use crate::rest::values::Binary;

/// How often a blob that changes during its copy is checked and copied again.
const CHANGES: u32 = 3;

/// What an MD5 hash has. A blob may have other bytes in its place.
const MD5_BYTES: usize = 16;

/// How often a pending copy at the destination is settled.
const SETTLED: u32 = 3;

/// How often a blob is tried again that the service throttled to the end of its request's own attempts.
const THROTTLED: u32 = 10;

/// How long such a blob waits, times the number of tries so far.
const WAIT: Duration = Duration::from_secs(2);

impl Worker {
    /// Whether the service could not read the source because its credential had expired, and there is another now. This process asks the
    /// source itself: that either waits for the other one, or shows that the error is of this blob.
    async fn was_renewed(
        &self,
        source: &BlobEndpoint,
        key: Option<&CpkInfo>,
        generation: u64,
        error: &Error,
        cancel: &CancellationToken,
    ) -> bool {
        // A source that the service never could read is no matter of time.
        if !self.attempts.has_copied() || !is_of_credential(error) {
            return false;
        }
        let can_read = Box::pin(properties(source, key, cancel)).await.is_ok();
        can_read && self.attempts.renewal.generation(Side::Source) != generation
    }

    /// What else may be wanted of a copy that failed so: with the key that the source turned out to need; and by blocks where Copy Blob
    /// may not read the source, or where the old blob may not be kept safe from it: it is emptied first.
    fn otherwise(&self, blob: &BlobFacts, wanted: &CopyOptions, error: &Error) -> Option<Arc<CopyOptions>> {
        if needs_key(error) {
            return self.keyed.clone().filter(|_| wanted.source_customer_provided_key.is_none());
        }
        let by_blocks = CopyPreferences { within_account: false, ..wanted.preferences };
        let is_refused = matches!(error.status(), Some(401 | 403));
        let was_near_instant = is_asynchronous(blob, wanted.preferences) && !is_asynchronous(blob, by_blocks);
        (is_refused && was_near_instant).then(|| Arc::new(CopyOptions { preferences: by_blocks, ..wanted.clone() }))
    }

    /// A copy is pending at the destination. Settles it, unless it is over and the blob is to be copied.
    async fn leftover(
        &self,
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        blob: &BlobFacts,
        error: Error,
        cancel: &CancellationToken,
    ) -> Result<Option<BlobResult>> {
        let watch = self.options.copy.pending.as_deref();
        match leftovers::settle(source, destination, self.options.leftovers, watch, cancel).await? {
            Leftover::Adopted { destination: there, source_etag } => {
                if self.options.copy.keeps_immutability {
                    Box::pin(protect(destination, blob, cancel)).await?;
                }
                // The run that began it is over, and needs the snapshot of what it replaced no more.
                if self.is_resumed {
                    Box::pin(delete_earlier(&source.url, destination, None, cancel)).await?;
                }
                let bytes = there.length.unwrap_or_default();
                let verified = self.options.verifies().then_some(Proof::Unproven);
                Ok(Some(BlobResult::Copied { bytes, etag: there.etag, source_etag, verified }))
            }
            Leftover::Over => Ok(None),
            Leftover::Foreign => Err(error),
        }
    }

    /// The destination of a move exists: an earlier run may have been killed before it deleted the source.
    async fn found(
        &self,
        source: BlobEndpoint,
        destination: BlobEndpoint,
        options: Arc<CopyOptions>,
        error: Error,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let request = CopyRequest {
            source,
            source_facts: None,
            destination,
            decided: None,
            options,
            resume: None,
            adopts_blocks: false,
        };
        Ok(match moving::whole_copy(request, cancel).await? {
            // It was compared byte by byte.
            Some(ExistingCopy { bytes, etag, source_etag }) => {
                BlobResult::Copied { bytes, etag, source_etag, verified: Some(Proof::Equal) }
            }
            None => BlobResult::Occupied(error),
        })
    }

    /// Copies a blob as it is listed; anew as it is now, if it changed meanwhile; and again later, if the service was busy.
    pub(in crate::bulk) async fn until_settled(
        &self,
        source: BlobEndpoint,
        destination: BlobEndpoint,
        name: &str,
        known: (Arc<BlobFacts>, AtDestination),
        cleared: &mut Cleared,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let (listed, mut there) = known;
        let blob = Arc::clone(&listed);
        // One of which nothing is known is looked at first.
        let listed = Some(listed).filter(|facts| facts.etag.is_some());
        let is_unknown = listed.is_none();
        let (mut facts, mut changes, mut throttled, mut settled) = (listed, 0, 0, 0);
        let mut wanted = Arc::clone(self.options_of(&blob)?);
        let renewal = &self.attempts.renewal;
        loop {
            let generation = renewal.generation(Side::Source);
            let attempt = async {
                let decided = match self.decide(&source, &destination, facts.as_deref(), &mut there, cancel).await? {
                    Decision::Skip(reason) => return Ok(BlobResult::Skipped(reason)),
                    Decision::CheckDestination => None,
                    Decision::Copy(precondition, facts) => {
                        if let (Some(keeper), Some(old)) = (&self.keeper, &facts) {
                            Box::pin(keeper.keep(&destination, name, old, cancel)).await?;
                        }
                        Some((precondition, facts))
                    }
                };
                let mut request = CopyRequest {
                    source: self.attempts.renewed(Side::Source, &source),
                    source_facts: facts.clone(),
                    destination: self.attempts.renewed(Side::Destination, &destination),
                    decided,
                    options: options_after(&wanted, cleared),
                    resume: None,
                    adopts_blocks: self.is_resumed,
                };
                if self.options.moves {
                    Box::pin(moving::guard(&mut request, cancel)).await?;
                }
                Box::pin(once(request, cancel)).await
            };
            let error = match attempt.await {
                Ok(settled) => {
                    self.attempts.copied();
                    self.options.obstacles.learn(cleared);
                    return Ok(settled);
                }
                Err(error) => error,
            };
            let key = wanted.source_customer_provided_key.as_ref();
            if self.was_renewed(&source, key, generation, &error, cancel).await {
                continue;
            }
            if let Some(other) = self.otherwise(&blob, &wanted, &error) {
                // What was listed may be what it was before it was encrypted.
                facts = facts.filter(|_| !needs_key(&error));
                wanted = other;
                continue;
            }
            if error.code() == Some(PENDING) && error.copy_source().is_none() && settled < SETTLED {
                settled += 1;
                match Box::pin(self.leftover(&source, &destination, &blob, error, cancel)).await? {
                    Some(settled) => return Ok(settled),
                    None => continue,
                }
            }
            if self.options.moves && is_outdated(&error) {
                return Box::pin(self.found(source, destination, wanted, error, cancel)).await;
            }
            match judge(&error) {
                Judgement::Exists if self.options.copy.overwrite == Overwrite::Never => {
                    return Ok(BlobResult::Skipped(SkipReason::Exists));
                }
                Judgement::Exists | Judgement::DestinationChanged if changes < CHANGES && self.options.looks() => {
                    changes += 1;
                    there = AtDestination::Unknown;
                }
                Judgement::Changed if self.options.changed == Changed::Skip => {
                    return Ok(BlobResult::Skipped(SkipReason::Changed));
                }
                Judgement::Changed if changes < CHANGES && self.options.changed == Changed::Retry => {
                    changes += 1;
                    facts = None;
                }
                // An earlier run may have deleted it, and not have come to write that down.
                Judgement::SourceMissing if is_unknown && self.options.moves => {
                    let key = wanted.customer_provided_key.as_ref();
                    return Box::pin(moved_before(&destination, key, cancel)).await;
                }
                // The source is asked itself: the error may be of a permission that the service lacks.
                Judgement::SourceMissing if facts.is_none() => return Ok(BlobResult::Skipped(SkipReason::Vanished)),
                Judgement::SourceMissing => facts = None,
                Judgement::Throttled if throttled < THROTTLED => {
                    throttled += 1;
                    let wait = cancel.run_until_cancelled(sleep(WAIT * throttled));
                    wait.await.ok_or_else(Error::aborted)?;
                }
                _ => match self.options.obstacles.remedy(&error, &blob, cleared) {
                    Remedy::None => return Err(error),
                    Remedy::Skip(reason) => return Ok(BlobResult::Skipped(reason)),
                    Remedy::Clear(clearing) => {
                        Box::pin(clear(clearing, &destination, wanted.customer_provided_key.as_ref(), cancel)).await?;
                        cleared.insert(clearing);
                        there = AtDestination::Unknown;
                    }
                },
            }
        }
    }
}

/// What became of a blob whose source is gone: an earlier run may have moved it.
async fn moved_before(
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<BlobResult> {
    Ok(match moving::look(destination, key, cancel).await? {
        Some(there) => BlobResult::Moved { bytes: there.length.unwrap_or_default(), etag: there.etag },
        None => BlobResult::Skipped(SkipReason::Vanished),
    })
}

async fn once(mut request: CopyRequest, cancel: &CancellationToken) -> Result<BlobResult> {
    let asked = request.options.verify;
    let is_hash = |hash: &Binary| hash.0.len() == MD5_BYTES;
    let has_no_hash = request.source_facts.as_ref().is_some_and(|facts| !facts.content_md5().is_some_and(is_hash));
    // One of many blobs has nothing to compare then, which is no failure.
    let lacks_hash = asked == Some(Verify::Md5) && has_no_hash;
    if lacks_hash {
        request.options =
            Arc::new(CopyOptions { verify: Some(Verify::Length), ..CopyOptions::clone(&request.options) });
    }
    let context = match prepare(request, cancel).await? {
        Preparation::Copy(context) => context,
        Preparation::Skip(_) => return Ok(BlobResult::Skipped(SkipReason::Same)),
    };
    let (bytes, source_etag) = (context.source.length, context.source.facts.strong_etag().map(str::to_owned));
    let context = Arc::<CopyContext>::from(context);
    let outcome = copy(Arc::clone(&context)).await?;
    let verified = match asked {
        None | Some(Verify::None) => None,
        Some(Verify::Md5) if lacks_hash => Some(Proof::Unproven),
        Some(Verify::Properties | Verify::Content) => Some(lock(&context.proof).unwrap_or(Proof::Unproven)),
        Some(Verify::Length | Verify::Md5 | Verify::Crc64) => Some(Proof::Equal),
    };
    Ok(BlobResult::Copied { bytes, etag: outcome.etag().map(str::to_owned), source_etag, verified })
}
