//! Clears an obstacle at the destination, if an option of the caller allows it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::deciding::Decision;
use crate::bulk::copying::error_class::{ErrorClass, classify_error};
use crate::bulk::copying::moving::existing_facts;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::options::obstacles::Clearing;
use crate::bulk::requests::renewal::Side;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::Precondition;
use crate::copy::source::CopySource;
use crate::copy::{BlobFacts, plan_of};
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobDeleteOptions;
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::lease::BreakLease;
use crate::rest::values::Count;

/// Clears one obstacle. What is deleted is in the state of `decided`.
///
/// # Errors
/// The failed request. A blob that another client has changed in the meantime is not deleted.
async fn clear(
    clearing: Clearing,
    destination: &BlobEndpoint,
    (decided, lease_id): (Option<String>, Option<String>),
    cancel: &CancellationToken,
) -> Result<()> {
    match clearing {
        Clearing::WithoutTags | Clearing::WithoutTier | Clearing::WithoutMd5 | Clearing::OtherMetadata => Ok(()),
        Clearing::BreakLease => {
            let at_once = BreakLease { break_period: Some(Count(0)), ..BreakLease::default() };
            destination.execute(&at_once, cancel).await.map(drop)
        }
        Clearing::Delete => {
            let conditions = BlobDeleteConditions { if_match: decided, lease_id, ..BlobDeleteConditions::default() };
            let delete = BlobDeleteOptions { conditions: Some(conditions), ..BlobDeleteOptions::default() };
            match destination.execute(&delete, cancel).await {
                Err(error) if error.status() == Some(404) => Ok(()),
                Err(error) if matches!(error.code(), Some("ConditionNotMet" | "TargetConditionNotMet")) => {
                    let message = format!(
                        "The destination {} changed when it was about to be replaced, and was left as it is now. Copy it again. {}",
                        destination.shown(),
                        error.message()
                    );
                    Err(error.with_message(message))
                }
                done => done.map(drop),
            }
        }
    }
}

/// The error for a blob that would have to be deleted to be written, and is the source.
fn is_source(destination: &BlobEndpoint) -> Error {
    let message = format!(
        "The source is the destination {} itself, which would have to be deleted to be written. It was left as it is. Copy it to another name.",
        destination.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("SourceIsDestination")
}

/// The source of what is deleted to be replaced, as it is now; the error of a source that does not exist any more.
///
/// # Errors
/// It cannot be read, so nothing may be deleted for it.
pub(super) async fn replacing(
    clearing: Clearing,
    source: &BlobEndpoint,
    wanted: &CopyOptions,
    cancel: &CancellationToken,
) -> Result<Result<Option<Arc<BlobFacts>>, Error>> {
    if clearing != Clearing::Delete {
        return Ok(Ok(None));
    }
    match CopySource::open(source.clone(), None, wanted.source_customer_provided_key.clone(), cancel).await {
        Ok(found) => Ok(Ok(Some(found.facts))),
        Err(error) if error.status() == Some(404) => Ok(Err(error)),
        Err(error) => Err(error),
    }
}

/// What became of an obstacle.
pub(super) enum ClearingOutcome {
    /// It is cleared.
    Done,
    /// The destination has changed.
    Changed,
    /// It stands, because another one does.
    Not(BlobResult),
}

/// What a copy needs after it was decided on.
pub(in crate::bulk) enum CopyOrSkip {
    /// It need not be copied.
    Skip(SkipReason),
    /// The precondition and the facts of the destination; `None` if the copy checks it itself.
    Copy(Option<(Precondition, Option<Arc<BlobFacts>>)>),
}

impl Worker {
    /// Whether the first write may be sent.
    ///
    /// # Errors
    /// The job was begun with a signature that does not permit it, and has got no other.
    fn may_write(&self) -> Result<()> {
        let lacking = self.lacking.clone().filter(|_| self.attempts.renewal.renewed(Side::Destination).is_none());
        lacking.map_or(Ok(()), Err)
    }

    /// Keeps the state that a copy is to replace, if the options say so, and notes which one that is.
    ///
    /// # Errors
    /// It could not be kept.
    pub(super) async fn kept_before(
        &self,
        (destination, name): (&BlobEndpoint, &str),
        decision: Decision,
        wanted: &CopyOptions,
        (kept, decided_on): (&mut Option<String>, &mut Option<String>),
        cancel: &CancellationToken,
    ) -> Result<CopyOrSkip> {
        *decided_on = None;
        if !matches!(decision, Decision::Skip(_)) {
            self.may_write()?;
        }
        let (precondition, facts) = match decision {
            Decision::Skip(reason) => return Ok(CopyOrSkip::Skip(reason)),
            Decision::CheckDestination => return Ok(CopyOrSkip::Copy(None)),
            Decision::Copy(precondition, facts) => (precondition, facts),
        };
        *decided_on = facts.as_ref().and_then(|old| old.etag.clone());
        if let (Some(_), Some(old)) = (self.keeper_of(wanted), &facts)
            && *kept != old.etag
        {
            Box::pin(self.keep(destination, name, old, cancel)).await?;
            kept.clone_from(&old.etag);
        }
        Ok(CopyOrSkip::Copy(Some((precondition, facts))))
    }

    /// Clears one obstacle, if the options let no other one stand. What is deleted is recorded before. It is in the state that was decided on,
    /// which was kept if the options say so, or else in the state that is there now, and it is never the source itself (`replacing`). `again`
    /// lets the caller decide about a destination that is in another state by now.
    ///
    /// # Errors
    /// As [`clear`]; the error of an obstacle that stands.
    pub(super) async fn clear_obstacle(
        &self,
        clearing: Clearing,
        (source, destination, name): (&BlobEndpoint, &BlobEndpoint, &str),
        (wanted, blob): (&CopyOptions, &BlobFacts),
        (there, mut decided): (AtDestination, Option<String>),
        again: bool,
        cancel: &CancellationToken,
    ) -> Result<ClearingOutcome> {
        let (mut is_there, mut is_leased) = (true, false);
        if matches!(clearing, Clearing::Delete | Clearing::BreakLease) {
            let old = match there {
                AtDestination::There(old) if decided.is_some() && old.etag == decided => Some(old),
                _ => {
                    let key = wanted.customer_provided_key.as_ref();
                    existing_facts(destination, key, cancel).await?.map(Arc::new)
                }
            };
            match old {
                Some(old) => {
                    if blob.etag.is_some() {
                        let plan = plan_of(source, blob, destination, wanted, &self.services)?;
                        let holds_lease = self.lease_of(destination, name).is_some();
                        if let Some(skipped) = self.foreseen(blob, (&old, holds_lease), plan)? {
                            return Ok(ClearingOutcome::Not(skipped));
                        }
                    }
                    decided = decided.or_else(|| old.etag.clone());
                    is_leased = old.leased && self.lease_of(destination, name).is_none();
                }
                None => is_there = false,
            }
        }
        if !is_there {
            return Ok(ClearingOutcome::Done);
        }
        if clearing == Clearing::Delete {
            // Equal states mean the same blob, also under another host name of the account.
            let states = blob.etag.as_ref().zip(decided.as_ref());
            if states.is_some_and(|(source, there)| source.trim_matches('"') == there.trim_matches('"')) {
                return Err(is_source(destination));
            }
            if is_leased && self.options.obstacles.breaks_leases() {
                clear(Clearing::BreakLease, destination, (None, None), cancel).await?;
            }
            self.intents.destination_goes(&self.qualified_name(destination, name)).await?;
        }
        let state = (decided, self.lease_of(destination, name));
        match clear(clearing, destination, state, cancel).await {
            Ok(()) => Ok(ClearingOutcome::Done),
            Err(error) if again && classify_error(&error) == ErrorClass::DestinationChanged => {
                Ok(ClearingOutcome::Changed)
            }
            Err(error) => Err(error),
        }
    }
}
