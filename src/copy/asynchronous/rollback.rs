//! Rolls back a copy that failed or was canceled: the previous blob is restored from its snapshot, or the empty blob that the
//! copy left is deleted. `rollback_step` decides the next step from the current state of the destination, and this module takes it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{ErrorKind, Result};
use crate::copy::asynchronous::backup_mark::without_mark;
use crate::copy::asynchronous::rollback_outcome::RollbackOutcome;
use crate::copy::asynchronous::rollback_step::{OwnCopy, RollbackStep, next, snapshot_url};
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::error_codes::{is_outdated, may_pass};
use crate::copy::saved::{BackupSnapshot, PreviousBlob};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{
    BlobDeleteOptions, BlobGetPropertiesOptions, BlobSetMetadataOptions, BlobStartCopyFromURLOptions, SetMetadata,
    StartCopyFromURL,
};
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions};
use crate::rest::shared::SourceUrl;
use crate::rest::values::NameValues;

/// How often the destination is checked again if it changes in the meantime.
const ROUNDS: usize = 4;

/// Rolls back as far as possible now. `None`: the service is still copying.
///
/// # Errors
/// A temporary failure. Nothing is lost, and the work can be resumed.
pub async fn roll_back(
    context: &CopyContext,
    copy_id: Option<&str>,
    made: Option<&str>,
    before: &PreviousBlob,
    cancel: &CancellationToken,
) -> Result<Option<RollbackOutcome>> {
    let destination = &context.destination;
    let ours = OwnCopy { copy_id, made, before, destination: &destination.url };
    let mut why = String::new();
    for _ in 0..ROUNDS {
        let seen = match destination.execute(&BlobGetPropertiesOptions::default(), cancel).await {
            Ok(response) => BlobFacts::from_properties(&response.output),
            Err(error) if error.status() == Some(404) => return Ok(Some(outcome_of_missing(before))),
            Err(error) if may_pass(&error) => return Err(error),
            Err(error) => return Ok(Some(not_restored(before, error.message()))),
        };
        let attempt = match (next(&seen, ours), before) {
            (RollbackStep::Wait, _) => return Ok(None),
            (RollbackStep::Restore(etag), PreviousBlob::BackedUp(backup)) => {
                restore(context, backup, etag, cancel).await
            }
            (RollbackStep::Delete(etag), _) => match delete(context, etag, cancel).await {
                Ok(()) => return Ok(Some(RollbackOutcome::NothingLeft)),
                Err(error) if error.status() == Some(404) => return Ok(Some(RollbackOutcome::NothingLeft)),
                Err(error) => Err(error),
            },
            (RollbackStep::RemoveMark(etag, metadata), _) => match remove_mark(context, etag, metadata, cancel).await {
                Err(error) if !is_outdated(&error) && !may_pass(&error) => {
                    return Ok(Some(RollbackOutcome::Marked(error.message().to_owned())));
                }
                removed => removed,
            },
            (RollbackStep::DeleteSnapshot, PreviousBlob::BackedUp(backup)) => {
                return delete_snapshot(destination, &backup.snapshot, cancel)
                    .await
                    .map(|left| Some(RollbackOutcome::Restored(left)));
            }
            (RollbackStep::Stop(outcome), _) => return Ok(Some(outcome)),
            (RollbackStep::Restore(_) | RollbackStep::DeleteSnapshot, _) => return Ok(Some(RollbackOutcome::Unknown)),
        };
        match attempt {
            Ok(()) => {}
            Err(error) if is_outdated(&error) => error.message().clone_into(&mut why),
            Err(error) if may_pass(&error) => return Err(error),
            Err(error) => return Ok(Some(not_restored(before, error.message()))),
        }
    }
    Ok(Some(not_restored(before, &why)))
}

/// The outcome if the destination no longer exists.
fn outcome_of_missing(before: &PreviousBlob) -> RollbackOutcome {
    match before {
        PreviousBlob::Absent => RollbackOutcome::NothingLeft,
        PreviousBlob::BackedUp(_) | PreviousBlob::Unknown => RollbackOutcome::Deleted,
    }
}

/// The outcome if the destination could not be restored.
fn not_restored(before: &PreviousBlob, why: &str) -> RollbackOutcome {
    match before {
        PreviousBlob::BackedUp(backup) => RollbackOutcome::InSnapshot(backup.snapshot.clone(), why.to_owned()),
        PreviousBlob::Absent => RollbackOutcome::EmptyLeft(why.to_owned()),
        PreviousBlob::Unknown => RollbackOutcome::Unknown,
    }
}

/// Copies the snapshot over its base, including what Copy Blob does not take from it.
async fn restore(
    context: &CopyContext,
    backup: &BackupSnapshot,
    etag: String,
    cancel: &CancellationToken,
) -> Result<()> {
    let lease_id = context.options.conditions.lease_id.clone();
    let url = snapshot_url(&context.destination.url, &backup.snapshot);
    let snapshot = BlobEndpoint::new(Arc::clone(&context.destination.pipeline), url.clone());
    // The mark is left out if other metadata can be sent instead; otherwise it is removed afterwards.
    let metadata = match snapshot.execute(&BlobGetPropertiesOptions::default(), cancel).await {
        Ok(response) => without_mark(response.output.metadata.as_ref()).filter(|metadata| !metadata.0.is_empty()),
        Err(error) if may_pass(&error) => return Err(error),
        Err(_) => None,
    };
    let operation = StartCopyFromURL {
        copy_source: SourceUrl(url.into()),
        options: BlobStartCopyFromURLOptions {
            metadata,
            conditions: Some(BlobRequestConditions { if_match: Some(etag), lease_id, ..Default::default() }),
            tier: backup.tier.clone(),
            tags: backup.tags.clone(),
            seal_blob: backup.sealed.then_some(true),
            ..Default::default()
        },
    };
    context.destination.execute(&operation, cancel).await.map(drop)
}

/// Removes the mark that the copy of a snapshot has copied.
async fn remove_mark(
    context: &CopyContext,
    etag: String,
    metadata: NameValues,
    cancel: &CancellationToken,
) -> Result<()> {
    let lease_id = context.options.conditions.lease_id.clone();
    let conditions = BlobRequestConditions { if_match: Some(etag), lease_id, ..Default::default() };
    let options = BlobSetMetadataOptions { conditions: Some(conditions), ..Default::default() };
    let operation = SetMetadata { metadata: Some(metadata), options };
    context.destination.execute(&operation, cancel).await.map(drop)
}

async fn delete(context: &CopyContext, etag: String, cancel: &CancellationToken) -> Result<()> {
    let lease_id = context.options.conditions.lease_id.clone();
    let conditions = BlobDeleteConditions { if_match: Some(etag), lease_id, ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    context.destination.execute(&operation, cancel).await.map(drop)
}

/// Deletes a snapshot that is no longer needed. Returns it if that fails: it only costs space.
///
/// # Errors
/// The caller's abort alone.
pub async fn delete_snapshot(
    destination: &BlobEndpoint,
    snapshot: &str,
    cancel: &CancellationToken,
) -> Result<Option<String>> {
    let at = BlobEndpoint::new(Arc::clone(&destination.pipeline), snapshot_url(&destination.url, snapshot));
    match at.execute(&BlobDeleteOptions::default(), cancel).await {
        Ok(_) => Ok(None),
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) if error.kind() == ErrorKind::Aborted => Err(error),
        Err(_) => Ok(Some(snapshot.to_owned())),
    }
}
