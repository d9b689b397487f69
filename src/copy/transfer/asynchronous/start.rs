//! How a copy by Copy Blob begins: what it cannot do is refused, what is at the destination is kept, and Copy Blob is
//! started.

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::record::{Before, Kept, Record, SourceRecord};
use super::safeguard::{self, CLEANUP, First};
use super::{GuardedCopy, undo};
use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::CopyState;
use crate::copy::pace::Pace;
use crate::copy::plan::Plan;
use crate::copy::poller::same_source;
use crate::copy::saved::without_signature;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::leftover::{self, Removal};
use crate::copy::transfer::overwrite::Guard;
use crate::copy::transfer::verify::Verify;
use crate::copy::transfer::{Begun, strategy};
use crate::http::Exchange;
use crate::rest::blob::{
    BlobGetPropertiesOptions, BlobGetPropertiesResponse, BlobStartCopyFromURLOptions, StartCopyFromURL,
};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::execute::execute;
use crate::rest::shared::SourceUrl;

/// How often a start is tried while the destination changes under it.
const ROUNDS: usize = 4;

/// Starts Copy Blob, and ends the copy properly if the service has finished at once.
///
/// # Errors
/// An argument error for what Copy Blob cannot do; else what the start failed with. Then the destination is as it was.
pub async fn copy_blob(mut job: Job, verify: Verify, cancel: &CancellationToken) -> Result<Begun> {
    check(&job)?;
    // The owner's signal ends this call; the copy itself is the service's.
    job.cancel = CancellationToken::new();
    let pace = Pace::new(job.options.interval_in_ms)?;
    let Started { before, state, exchange } = match start(&job, cancel).await {
        Ok(started) => started,
        Err(error) => return Err(job.failure_of_making(&error, "when the service was asked to copy")),
    };
    let record = Record { before, source: SourceRecord::of(&job.source), cancelling: false };
    let copy = GuardedCopy::new(job, verify, pace, CopyState::default(), record);
    let etag = state.1;
    let exchange = copy.begin(state.0, etag, exchange, cancel).await;
    if cancel.is_cancelled() && !copy.state().is_done() {
        let uncancelled = CancellationToken::new();
        let undone = timeout(CLEANUP, copy.cancel_operation(&uncancelled)).await;
        return Err(match undone {
            Ok(Ok(_)) => Error::aborted(),
            _ => Error::aborted().with_message(copy.unfinished("The operation was aborted.")),
        });
    }
    Ok(Begun::Service(Box::new(copy), exchange))
}

/// What cannot be done to a blob by Copy Blob.
fn check(job: &Job) -> Result<()> {
    let options = &job.options;
    let refuse = |name: &str, why: &str| {
        let message = format!("An asynchronous copy cannot take the option \"{name}\": {why}.");
        Err(Error::argument_range(format!("options.{name}"), message))
    };
    if options.encryption_scope.is_some() {
        return refuse("encryptionScope", "Copy Blob has none; use another strategy");
    }
    if job.source.archived() {
        let why = "the copy of an archived blob is offline for hours; set it when the blob is back";
        if options.blob_http_headers.is_some() {
            return refuse("blobHTTPHeaders", why);
        }
        if super::finish::removes_metadata(job) {
            return refuse("metadata", why);
        }
    }
    Ok(())
}

/// What a start has come to.
struct Started {
    before: Before,
    /// The copy's state, and the destination's `ETag`.
    state: (CopyState, Option<String>),
    exchange: Exchange,
}

async fn start(job: &Job, cancel: &CancellationToken) -> Result<Started> {
    let given = job.conditions();
    let source = job.access.grant(true, cancel).await?.url;
    let mut way = safeguard::first(&given, job.guard);
    let mut refusal = Error::new(ErrorKind::Internal, "Copy Blob was not started.");
    for _ in 0..ROUNDS {
        let there = match way {
            First::Start { .. } => None,
            First::Look => without_leftover(job, safeguard::look(job, cancel).await?, cancel).await?,
        };
        let kept = match there {
            None => None,
            Some(there) => {
                safeguard::check_replaceable(job, &there)?;
                match safeguard::keep(job, there, cancel).await {
                    Ok(kept) => Some(kept),
                    Err(error) if undo::is_outdated(&error) => {
                        refusal = error;
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        if cancel.is_cancelled() {
            forget(job, kept.as_ref()).await;
            return Err(Error::aborted());
        }
        let conditions =
            if way == First::Look { safeguard::bound(&given, kept.as_ref()) } else { absent(given.clone()) };
        let operation = operation(job, &source, conditions, kept.is_some());
        let uncancelled = CancellationToken::new();
        let destination = &job.destination;
        let sending = execute(&destination.pipeline, &operation, destination.url.clone(), &uncancelled);
        let error = match safeguard::known(sending, cancel).await {
            Ok(answer) => {
                let etag = answer.output.etag.clone();
                let mut state = first_state(job);
                state.started(answer.output);
                return Ok(Started { before: before(kept), state: (state, etag), exchange: answer.exchange });
            }
            Err(error) => error,
        };
        match settle(job, &source, kept, &error).await {
            Settled::Started(started) => return Ok(*started),
            Settled::Untouched => {}
            // It may be the blob of somebody else, which is looked at next.
            Settled::Unclear(None) if undo::is_outdated(&error) => {}
            Settled::Unclear(kept) => {
                let kept = kept.map(|Kept { snapshot, .. }| {
                    format!(" What was at the destination before is in its snapshot {snapshot}, too.")
                });
                let message =
                    format!("{} Whether the copy began is not known.{}", error.message(), kept.unwrap_or_default());
                return Err(error.with_message(message));
            }
        }
        if cancel.is_cancelled() {
            return Err(Error::aborted());
        }
        if way == (First::Start { only: true }) || !undo::is_outdated(&error) {
            return Err(error);
        }
        refusal = error;
        way = First::Look;
    }
    Err(refusal)
}

/// What is at the destination, unless it is what an earlier copy left: that is not worth a snapshot, and would come back as a blob that
/// nobody knows for a leftover.
async fn without_leftover(
    job: &Job,
    there: Option<BlobGetPropertiesResponse>,
    cancel: &CancellationToken,
) -> Result<Option<BlobGetPropertiesResponse>> {
    let Some(seen) = there else { return Ok(None) };
    if job.guard == Guard::Unchanged
        || !leftover::may_go(&job.options.conditions)
        || !leftover::is_leftover(&seen, &job.source.side.url)
    {
        return Ok(Some(seen));
    }
    match leftover::remove(&job.destination, &seen, cancel).await {
        Ok(Removal::Gone) => Ok(None),
        Err(error) if error.kind() == ErrorKind::Aborted => Err(error),
        // It is replaced as any other blob is.
        Ok(Removal::Unclear(_)) | Err(_) => Ok(Some(seen)),
    }
}

fn absent(given: BlobRequestConditions) -> BlobRequestConditions {
    BlobRequestConditions { if_none_match: Some("*".to_owned()), ..given }
}

fn before(kept: Option<Kept>) -> Before {
    kept.map_or(Before::Absent, Before::Kept)
}

fn operation(job: &Job, source: &SourceUrl, conditions: BlobRequestConditions, replaces: bool) -> StartCopyFromURL {
    let options = &job.options;
    let tier = job.tier().filter(|_| !super::finish::sets_tier(job, replaces));
    StartCopyFromURL {
        copy_source: source.clone(),
        options: BlobStartCopyFromURLOptions {
            metadata: options.metadata.clone(),
            conditions: Some(conditions),
            source_conditions: job.source.pin(),
            tier,
            rehydrate_priority: options.rehydrate_priority.clone(),
            tags: job.tags.clone(),
            ..Default::default()
        },
    }
}

/// The state of a copy that is about to start.
pub fn first_state(job: &Job) -> CopyState {
    CopyState {
        copy_source: SourceUrl(without_signature(job.source.side.url.as_str())),
        is_started: Some(true),
        strategy: Some(strategy(Plan::CopyBlob)),
        // Nobody gave the signature that was made for this copy, so nobody expects to see it.
        hides_signature: true,
        ..Default::default()
    }
}

/// What a failed start has left.
enum Settled {
    /// It had taken effect.
    Started(Box<Started>),
    /// The destination is as it was, and there is no snapshot any more.
    Untouched,
    /// Nobody knows; the snapshot stays.
    Unclear(Option<Kept>),
}

/// Finds out what a failed start has left, and deletes the snapshot when it is certain that nobody will need it.
async fn settle(job: &Job, source: &SourceUrl, kept: Option<Kept>, error: &Error) -> Settled {
    let uncancelled = CancellationToken::new();
    let mut is_certain = true;
    if may_have_started(error) {
        let destination = &job.destination;
        let operation = BlobGetPropertiesOptions::default();
        let seen = execute(&destination.pipeline, &operation, destination.url.clone(), &uncancelled).await;
        match seen {
            Ok(answer) if is_ours(&answer.output, source, kept.as_ref(), job.guard) => {
                let seen = answer.output;
                let etag = seen.etag.clone();
                let mut state = first_state(job);
                state.adopted(seen.copy_id.clone().unwrap_or_default());
                state.polled(seen);
                let started = Started { before: before(kept), state: (state, etag), exchange: answer.exchange };
                return Settled::Started(Box::new(started));
            }
            // What the service answered, it will not do later; a request that was never answered may still be on its way.
            Ok(answer) => {
                let as_before = kept.as_ref().is_some_and(|kept| kept.etag == answer.output.etag);
                is_certain = error.status().is_some() && as_before;
            }
            Err(seen) => is_certain = error.status().is_some() && seen.status() == Some(404) && kept.is_none(),
        }
    }
    match kept {
        kept if is_certain => {
            forget(job, kept.as_ref()).await;
            Settled::Untouched
        }
        kept => Settled::Unclear(kept),
    }
}

/// Deletes a snapshot that nobody will need.
async fn forget(job: &Job, kept: Option<&Kept>) {
    if let Some(kept) = kept {
        let _ = timeout(CLEANUP, undo::tidy(job, kept, &CancellationToken::new())).await;
    }
}

fn is_abort(error: &Error) -> bool {
    error.kind() == ErrorKind::Aborted
}

/// Whether a start that failed may have taken effect, by this try or an earlier one whose answer was lost.
fn may_have_started(error: &Error) -> bool {
    match error.status() {
        Some(409 | 412) => error.tries() > 1,
        Some(status) => status >= 500,
        // Of an answer that cannot be understood, or was to another request, nobody knows what it meant.
        None => is_abort(error) || matches!(error.kind(), ErrorKind::Transport | ErrorKind::Protocol),
    }
}

/// Whether the destination shows the copy that was to start. One that has ended may be an older one of the same source,
/// unless the blob that was there before is known, or that there was none.
fn is_ours(seen: &BlobGetPropertiesResponse, source: &SourceUrl, kept: Option<&Kept>, guard: Guard) -> bool {
    let (Some(id), Some(from)) = (&seen.copy_id, &seen.copy_source) else { return false };
    let is_pending = seen.copy_status.as_ref().is_some_and(|status| status.0 == "pending");
    same_source(from, &source.0)
        && match kept {
            Some(kept) => kept.copy_id.as_ref() != Some(id),
            None => is_pending || guard == Guard::Absent,
        }
}

#[cfg(test)]
#[path = "start_tests.rs"]
mod tests;
