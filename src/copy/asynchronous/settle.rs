//! The effect of starting Copy Blob, also if the response was lost.

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind};
use crate::base::lock::lock;
use crate::copy::asynchronous::rollback::delete_snapshot;
use crate::copy::await_effect::CLEANUP;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::copy_status::CopyStatus;
use crate::copy::overwrite::Precondition;
use crate::copy::plan::CopyStrategy;
use crate::copy::saved::{BackupSnapshot, PreviousBlob};
use crate::copy::source_url::{same_source, without_signature};
use crate::copy::state::CopyState;
use crate::http::Exchange;
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::shared::SourceUrl;

/// A copy that has started.
pub struct StartedAsyncCopy {
    /// The earlier content of the destination.
    pub before: PreviousBlob,
    /// The copy's state.
    pub state: CopyState,
    /// The destination's `ETag`.
    pub etag: Option<String>,
    /// The exchange that reported it.
    pub exchange: Exchange,
}

/// The earlier content of the destination, after a backup.
pub fn before(backup: Option<BackupSnapshot>) -> PreviousBlob {
    backup.map_or(PreviousBlob::Absent, PreviousBlob::BackedUp)
}

/// The state of a copy that is about to start.
pub fn first_state(context: &CopyContext) -> CopyState {
    CopyState {
        copy_source: SourceUrl(without_signature(context.source.endpoint.url.as_str())),
        is_started: Some(true),
        strategy: Some(CopyStrategy::Asynchronous),
        // The engine created the signature for this copy, so callers do not expect to see it.
        hides_signature: true,
        ..Default::default()
    }
}

/// The effect of a failed start.
pub enum FailedStart {
    /// It had taken effect.
    Started(Box<StartedAsyncCopy>),
    /// The destination is unchanged, and the snapshot is deleted.
    Untouched,
    /// Unknown; the snapshot is kept.
    Unclear(Option<BackupSnapshot>),
}

/// Finds the effect of a failed start, and deletes the snapshot if it cannot be needed.
pub async fn settle(
    context: &CopyContext,
    source: &SourceUrl,
    backup: Option<BackupSnapshot>,
    error: &Error,
) -> FailedStart {
    let uncancelled = CancellationToken::new();
    let mut is_certain = true;
    if may_have_started(error) {
        let seen = context.destination.execute(&BlobGetPropertiesOptions::default(), &uncancelled).await;
        match seen {
            Ok(response)
                if is_ours(
                    &BlobFacts::from_properties(&response.output),
                    source,
                    backup.as_ref(),
                    context.precondition,
                ) =>
            {
                let properties = response.output;
                let etag = properties.etag.clone();
                let mut state = first_state(context);
                state.adopted(properties.copy_id.clone().unwrap_or_default());
                state.polled(properties);
                let started = StartedAsyncCopy { before: before(backup), state, etag, exchange: response.exchange };
                return FailedStart::Started(Box::new(started));
            }
            // A request with a response has no later effect; one without a response may still arrive.
            Ok(response) => {
                let as_before = backup.as_ref().is_some_and(|backup| backup.etag == response.output.etag);
                is_certain = error.status().is_some() && as_before;
            }
            Err(seen) => is_certain = error.status().is_some() && seen.status() == Some(404) && backup.is_none(),
        }
    }
    match backup {
        backup if is_certain => {
            forget(context, backup.as_ref()).await;
            FailedStart::Untouched
        }
        backup => FailedStart::Unclear(backup),
    }
}

/// Deletes a snapshot that will not be needed.
pub async fn forget(context: &CopyContext, backup: Option<&BackupSnapshot>) {
    if let Some(BackupSnapshot { snapshot, .. }) = backup {
        let uncancelled = CancellationToken::new();
        let deleted = timeout(CLEANUP, delete_snapshot(&context.destination, snapshot, &uncancelled)).await;
        if !matches!(deleted, Ok(Ok(None))) {
            lock(&context.left_snapshots).push(snapshot.clone());
        }
    }
}

/// The error of a failed start, with the snapshots that it left.
pub fn with_left_snapshots(context: &CopyContext, error: Error) -> Error {
    let left = lock(&context.left_snapshots).join(", ");
    if left.is_empty() {
        return error;
    }
    let message = format!(
        "{} The destination is as it was. Its snapshot {left}, taken to keep it safe, could not be deleted and stays: that takes the \
         permission to delete (\"d\" in a shared access signature).",
        error.message()
    );
    error.with_message(message)
}

fn is_abort(error: &Error) -> bool {
    error.kind() == ErrorKind::Aborted
}

/// Whether a failed start may have taken effect, by this attempt or an earlier one whose response was lost.
fn may_have_started(error: &Error) -> bool {
    match error.status() {
        Some(409 | 412) => error.attempts() > 1,
        Some(status) => status >= 500,
        // A response that cannot be parsed, or that belongs to another request, shows nothing.
        None => is_abort(error) || matches!(error.kind(), ErrorKind::Transport | ErrorKind::Protocol),
    }
}

/// Whether the destination shows the copy that was started. One that has ended may be an older one of the same source,
/// unless the blob that was there before is known, or that there was none.
fn is_ours(seen: &BlobFacts, source: &SourceUrl, backup: Option<&BackupSnapshot>, precondition: Precondition) -> bool {
    let (Some(id), Some(from)) = (&seen.copy.id, &seen.copy.source) else { return false };
    let is_pending = seen.copy.status == Some(CopyStatus::Pending);
    same_source(from, &source.0)
        && match backup {
            Some(backup) => backup.copy_id.as_ref() != Some(id),
            None => is_pending || precondition == Precondition::Absent,
        }
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
