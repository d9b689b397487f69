//! Decides the next step of a rollback from the current state of the destination. Pure: the same state leads to the same step in any
//! process, so that the work can be interrupted anywhere and resumed. A blob that another client wrote is never touched.

use url::Url;

use crate::base::url::set_parameter;
use crate::copy::asynchronous::backup_mark::without_mark;
use crate::copy::asynchronous::rollback_outcome::RollbackOutcome;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::copy_status::CopyStatus;
use crate::copy::saved::PreviousBlob;
use crate::copy::source_url::same_source;
use crate::rest::values::NameValues;

/// The state of the copy, as known when its destination is checked.
#[derive(Debug, Clone, Copy)]
pub struct OwnCopy<'a> {
    /// The id of the copy.
    pub copy_id: Option<&'a str>,
    /// The destination's `ETag` if the copy succeeded and was rejected later. Then only that state is ours.
    pub made: Option<&'a str>,
    /// The earlier content of the destination.
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

/// The URL of a snapshot.
pub fn snapshot_url(blob: &Url, snapshot: &str) -> Url {
    set_parameter(blob.clone(), "snapshot", Some(snapshot))
}

#[cfg(test)]
#[path = "rollback_step_tests.rs"]
mod tests;
