//! Rolls back a copy that failed or was canceled: the previous blob is restored from its snapshot, or the empty blob that the
//! copy left is deleted. The next step follows from the current state of the destination ([`next`], which is pure), so that the work can be
//! interrupted anywhere and resumed, also by another process. A blob that another client wrote is never touched.

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{ErrorKind, Result};
use crate::base::url::set_parameter;
use crate::copy::asynchronous::backup_mark::{MARK, without_mark};
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::copy_status::CopyStatus;
use crate::copy::error_codes::{is_outdated, may_pass};
use crate::copy::saved::{BackupSnapshot, PreviousBlob};
use crate::copy::source_url::same_source;
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

/// The state of the destination after a rollback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollbackOutcome {
    /// The previous blob is restored. With its snapshot, if that could not be deleted.
    Restored(Option<String>),
    /// The previous blob is restored, but the mark of its snapshot could not be removed, and why.
    Marked(String),
    /// There is no blob, as before.
    NothingLeft,
    /// The previous blob is still in a snapshot, and why.
    InSnapshot(String, String),
    /// There was no blob. The empty one that the copy left could not be deleted, and why.
    EmptyLeft(String),
    /// Another client has written the destination. The previous blob, if any, is in the snapshot.
    OfOthers(Option<String>),
    /// Another client has deleted the destination.
    Deleted,
    /// It is not known what was there before.
    Unknown,
}

impl RollbackOutcome {
    /// Whether everything is as before the copy.
    pub fn is_clean(&self) -> bool {
        matches!(self, Self::Restored(_) | Self::NothingLeft | Self::Unknown)
    }
}

impl fmt::Display for RollbackOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Restored(None) => f.write_str("The blob that was at the destination is back."),
            Self::Restored(Some(snapshot)) => write!(
                f,
                "The blob that was at the destination is back. Its snapshot {snapshot} is not needed any more, and could \
                 not be deleted."
            ),
            Self::Marked(why) => write!(
                f,
                "The blob that was at the destination is back, with the entry {MARK:?} among its metadata, which it did not have \
                 and which could not be taken away ({why})"
            ),
            Self::NothingLeft => f.write_str("Nothing was left at the destination."),
            Self::InSnapshot(snapshot, why) => write!(
                f,
                "The blob that was at the destination could not be brought back: its content is in the snapshot {snapshot}; \
                 copy that over the destination ({why})"
            ),
            Self::EmptyLeft(why) => {
                write!(f, "An empty blob was left at the destination, and could not be deleted: delete it ({why})")
            }
            Self::OfOthers(None) => {
                f.write_str("Another client has written the destination in the meantime, so nothing was done to it.")
            }
            Self::OfOthers(Some(snapshot)) => write!(
                f,
                "Another client has written the destination in the meantime, so nothing was done to it; what was there before \
                 the copy is in the snapshot {snapshot}."
            ),
            Self::Deleted => f.write_str("Another client has deleted the destination in the meantime."),
            Self::Unknown => Ok(()),
        }
    }
}

/// What is known about the copy when its destination is checked.
#[derive(Debug, Clone, Copy)]
pub struct OwnCopy<'a> {
    /// The id of the copy.
    pub copy_id: Option<&'a str>,
    /// The destination's `ETag` if the copy succeeded and was rejected later. Then only that state is ours.
    pub made: Option<&'a str>,
    /// What was there before.
    pub before: &'a PreviousBlob,
    /// The destination's URL.
    pub destination: &'a Url,
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollbackStep {
    /// The service is still copying.
    Wait,
    /// Copy the snapshot over its base, which has this `ETag`.
    Restore(String),
    /// Delete the destination, which has this `ETag`.
    Delete(String),
    /// The blob is restored, with this `ETag` and the mark of its snapshot: set its previous metadata.
    RemoveMark(String, NameValues),
    /// The blob is restored: delete the snapshot.
    DeleteSnapshot,
    /// Done.
    Stop(RollbackOutcome),
}

/// Whether the destination shows the copy that restores the old blob.
pub fn is_restoring(seen: &BlobFacts, before: &PreviousBlob, destination: &Url) -> bool {
    let (PreviousBlob::BackedUp(backup), Some(source)) = (before, &seen.copy.source) else { return false };
    same_source(source, snapshot_url(destination, &backup.snapshot).as_str())
}

/// Decides the next step.
pub fn next(seen: &BlobFacts, ours: OwnCopy<'_>) -> RollbackStep {
    let status = seen.copy.status.as_ref();
    let snapshot = ours.before.snapshot().map(|backup| backup.snapshot.clone());
    if let Some(snapshot) = &snapshot
        && is_restoring(seen, ours.before, ours.destination)
    {
        let marked = seen.etag.clone().zip(without_mark(seen.metadata.as_ref()));
        return match status {
            Some(CopyStatus::Pending) => RollbackStep::Wait,
            Some(CopyStatus::Success) if let Some((etag, metadata)) = marked => {
                RollbackStep::RemoveMark(etag, metadata)
            }
            Some(CopyStatus::Success) => RollbackStep::DeleteSnapshot,
            _ => {
                let why = seen.copy.status_description.clone().unwrap_or_else(|| "the service gave it up".to_owned());
                RollbackStep::Stop(RollbackOutcome::InSnapshot(snapshot.clone(), why))
            }
        };
    }
    let is_our_copy = ours.copy_id.is_some() && seen.copy.id.as_deref() == ours.copy_id;
    let is_what_we_made = ours.made.is_some() && seen.etag.as_deref() == ours.made;
    match (status, &seen.etag, ours.before) {
        (Some(CopyStatus::Pending), ..) if is_our_copy => RollbackStep::Wait,
        // The service has left an empty blob, or we wrote this state.
        (Some(CopyStatus::Failed | CopyStatus::Aborted), Some(etag), before) if is_our_copy => reverse(before, etag),
        (_, Some(etag), before) if is_what_we_made => reverse(before, etag),
        // The service may still be copying.
        (status, ..)
            if is_our_copy
                && !matches!(status, Some(CopyStatus::Success | CopyStatus::Failed | CopyStatus::Aborted)) =>
        {
            RollbackStep::Stop(snapshot.map_or(RollbackOutcome::Unknown, |snapshot| {
                RollbackOutcome::InSnapshot(
                    snapshot,
                    format!("the service calls the copy {:?}", status.map_or("", CopyStatus::name)),
                )
            }))
        }
        _ => RollbackStep::Stop(RollbackOutcome::OfOthers(snapshot)),
    }
}

fn reverse(before: &PreviousBlob, etag: &str) -> RollbackStep {
    match before {
        PreviousBlob::Unknown => RollbackStep::Stop(RollbackOutcome::Unknown),
        PreviousBlob::Absent => RollbackStep::Delete(etag.to_owned()),
        PreviousBlob::BackedUp(_) => RollbackStep::Restore(etag.to_owned()),
    }
}

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
            Err(error) if error.status() == Some(404) => return Ok(Some(gone(before))),
            Err(error) if may_pass(&error) => return Err(error),
            Err(error) => return Ok(Some(left(before, error.message()))),
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
            (RollbackStep::Stop(fate), _) => return Ok(Some(fate)),
            (RollbackStep::Restore(_) | RollbackStep::DeleteSnapshot, _) => return Ok(Some(RollbackOutcome::Unknown)),
        };
        match attempt {
            Ok(()) => {}
            Err(error) if is_outdated(&error) => error.message().clone_into(&mut why),
            Err(error) if may_pass(&error) => return Err(error),
            Err(error) => return Ok(Some(left(before, error.message()))),
        }
    }
    Ok(Some(left(before, &why)))
}

/// The outcome if the destination no longer exists.
fn gone(before: &PreviousBlob) -> RollbackOutcome {
    match before {
        PreviousBlob::Absent => RollbackOutcome::NothingLeft,
        PreviousBlob::BackedUp(_) | PreviousBlob::Unknown => RollbackOutcome::Deleted,
    }
}

fn left(before: &PreviousBlob, why: &str) -> RollbackOutcome {
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

/// The URL of a snapshot.
pub fn snapshot_url(blob: &Url, snapshot: &str) -> Url {
    set_parameter(blob.clone(), "snapshot", Some(snapshot))
}

#[cfg(test)]
#[path = "rollback_tests.rs"]
mod tests;
