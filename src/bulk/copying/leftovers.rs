//! Asynchronous copies that an earlier run started, and that are still pending at the destination when the next run finds them.
//!
//! A pending copy of the same source is adopted: the job waits for it, and counts it if the source has not changed since it started. Otherwise the
//! blob is copied again. If an option says so, the pending copy is aborted instead. A copy of another source is not touched.

use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::copying::moving::existing_facts;
use crate::bulk::options::choices::Leftovers;
use crate::copy::pending::WatchPending;
use crate::copy::source_url::same_source;
use crate::copy::{BlobFacts, CopyStatus};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{AbortCopyFromURL, BlobAbortCopyFromURLOptions, BlobGetPropertiesOptions};
use crate::rest::values::Timestamp;

/// The code of the error for a destination with a pending copy.
pub(in crate::bulk) const PENDING: &str = "PendingCopyOperation";

/// The first wait for a pending copy. Each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// The result of a pending copy.
#[derive(Debug, PartialEq)]
pub(in crate::bulk) enum Leftover {
    /// It completed the destination.
    Adopted {
        /// The destination.
        destination: Box<BlobFacts>,
        /// The copied state of the source.
        source_etag: Option<String>,
    },
    /// It is no longer pending, and the blob must be copied.
    Over,
    /// It has another source.
    Foreign,
}

/// Waits for the pending copy at the destination, or aborts it.
///
/// # Errors
/// The failed request; the job's cancellation.
pub(in crate::bulk) async fn settle(
    source: &BlobEndpoint,
    destination: &BlobEndpoint,
    leftovers: Leftovers,
    watch: Option<&dyn WatchPending>,
    cancel: &CancellationToken,
) -> Result<Leftover> {
    let (mut began, mut wait, mut waited, mut pending) = (None, FIRST_WAIT, Duration::ZERO, None);
    loop {
        let Some(there) = existing_facts(destination, None, cancel).await? else { return Ok(Leftover::Over) };
        let is_ours = there.copy.source.as_deref().is_some_and(|seen| same_source(seen, source.url.as_str()));
        if !is_ours {
            return Ok(if is_pending(&there) { Leftover::Foreign } else { Leftover::Over });
        }
        if !is_pending(&there) {
            let now = source.execute(&BlobGetPropertiesOptions::default(), cancel).await?;
            let now = BlobFacts::from_properties(&now.output);
            if !is_copy_of(&there, &now, began) {
                return Ok(Leftover::Over);
            }
            let source_etag = now.strong_etag().map(str::to_owned);
            return Ok(Leftover::Adopted { destination: Box::new(there), source_etag });
        }
        if leftovers == Leftovers::Abort {
            abort(destination, &there, cancel).await?;
            return Ok(Leftover::Over);
        }
        // The destination of a pending copy was last modified when the copy started.
        began = began.or(there.last_modified);
        if pending.is_none() {
            pending = watch.map(|watch| watch.begin(destination));
        }
        loop {
            cancel.run_until_cancelled(sleep(wait)).await.ok_or_else(Error::aborted)?;
            waited += wait;
            wait = (wait * 2).min(LONGEST_WAIT);
            let Some(watch) = watch else { break };
            if !watch.last_seen(destination, waited, cancel).await.is_pending(there.copy.id.as_deref()) {
                break;
            }
        }
    }
}

fn is_pending(facts: &BlobFacts) -> bool {
    facts.copy.status == Some(CopyStatus::Pending)
}

/// Whether a finished copy that started at this time is a copy of the current source. Times are in whole seconds, so that the same second proves
/// nothing.
fn is_copy_of(there: &BlobFacts, source: &BlobFacts, began: Option<Timestamp>) -> bool {
    let unchanged = match (source.last_modified, began) {
        (Some(changed), Some(began)) => changed < began,
        _ => false,
    };
    there.copy.status == Some(CopyStatus::Success) && there.length == source.length && unchanged
}

async fn abort(destination: &BlobEndpoint, there: &BlobFacts, cancel: &CancellationToken) -> Result<()> {
    let Some(copy_id) = there.copy.id.clone() else { return Ok(()) };
    let operation = AbortCopyFromURL { copy_id, options: BlobAbortCopyFromURLOptions::default() };
    match destination.execute(&operation, cancel).await {
        Ok(_) => Ok(()),
        // It has ended in the meantime.
        Err(error) if error.code() == Some("NoPendingCopyOperation") => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copy::blob_facts::CopyFacts;

    #[test]
    fn only_a_copy_of_the_current_source_counts() {
        let ended = |status: &str, length| BlobFacts {
            length: Some(length),
            copy: CopyFacts { status: Some(status.into()), ..CopyFacts::default() },
            ..BlobFacts::default()
        };
        let source = BlobFacts { length: Some(5), last_modified: Some(Timestamp(2000)), ..BlobFacts::default() };
        for (there, began, counts) in [
            (ended("success", 5), Some(3000), true),
            (ended("success", 5), Some(2000), false),
            (ended("success", 5), Some(1000), false),
            (ended("success", 5), None, false),
            (ended("success", 4), Some(3000), false),
            (ended("failed", 5), Some(3000), false),
            (ended("aborted", 0), Some(3000), false),
        ] {
            assert_eq!(is_copy_of(&there, &source, began.map(Timestamp)), counts, "{there:?} {began:?}");
        }
    }
}
