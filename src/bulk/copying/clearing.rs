//! Clears an obstacle at the destination, if an option of the caller allows it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::copying::deciding::Decision;
use crate::bulk::copying::judgement::{Judgement, judge};
use crate::bulk::copying::moving::existing_facts;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::options::obstacles::Clearing;
use crate::copy::BlobFacts;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::Precondition;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobDeleteOptions;
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::lease::BreakLease;
use crate::rest::shared::CpkInfo;
use crate::rest::values::Count;

/// Clears one obstacle. What is deleted is in the state of `decided`: the one that was decided on, and kept if the options say so. Without one, it is
/// what is there now.
///
/// # Errors
/// The failed request. A blob that another client has changed in the meantime is not deleted.
async fn clear(
    clearing: Clearing,
    destination: &BlobEndpoint,
    (key, decided): (Option<&CpkInfo>, Option<String>),
    cancel: &CancellationToken,
) -> Result<()> {
    match clearing {
        Clearing::WithoutTags | Clearing::WithoutTier | Clearing::WithoutMd5 | Clearing::OtherMetadata => Ok(()),
        Clearing::BreakLease => {
            let at_once = BreakLease { break_period: Some(Count(0)), ..BreakLease::default() };
            destination.execute(&at_once, cancel).await.map(drop)
        }
        Clearing::Delete => {
            let if_match = match decided {
                Some(etag) => Some(etag),
                None => match existing_facts(destination, key, cancel).await? {
                    Some(there) => there.etag,
                    None => return Ok(()),
                },
            };
            let conditions = BlobDeleteConditions { if_match, ..BlobDeleteConditions::default() };
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

/// What a copy needs after it was decided on.
pub(in crate::bulk) enum Kept {
    /// It need not be copied.
    Skip(SkipReason),
    /// The precondition and the facts of the destination; `None` if the copy checks it itself.
    Copy(Option<(Precondition, Option<Arc<BlobFacts>>)>),
}

impl Worker {
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
    ) -> Result<Kept> {
        *decided_on = None;
        let (precondition, facts) = match decision {
            Decision::Skip(reason) => return Ok(Kept::Skip(reason)),
            Decision::CheckDestination => return Ok(Kept::Copy(None)),
            Decision::Copy(precondition, facts) => (precondition, facts),
        };
        *decided_on = facts.as_ref().and_then(|old| old.etag.clone());
        if let (Some(keeper), Some(old)) = (self.keeper_of(wanted), &facts)
            && *kept != old.etag
        {
            Box::pin(keeper.keep(destination, name, old, cancel)).await?;
            kept.clone_from(&old.etag);
        }
        Ok(Kept::Copy(Some((precondition, facts))))
    }

    /// Clears one obstacle. What is deleted is recorded before. `false` if the destination is in another state by now, about which `again` lets the
    /// caller decide.
    ///
    /// # Errors
    /// As [`clear`].
    pub(super) async fn is_cleared(
        &self,
        clearing: Clearing,
        (destination, name): (&BlobEndpoint, &str),
        state: (Option<&CpkInfo>, Option<String>),
        again: bool,
        cancel: &CancellationToken,
    ) -> Result<bool> {
        if clearing == Clearing::Delete {
            self.intents.destination_goes(name).await?;
        }
        match clear(clearing, destination, state, cancel).await {
            Ok(()) => Ok(true),
            Err(error) if again && judge(&error) == Judgement::DestinationChanged => Ok(false),
            Err(error) => Err(error),
        }
    }
}
