//! A copy that ended badly is undone: the blob that was there comes back from its snapshot, or the empty blob that the copy
//! left goes away. What to do follows from what the destination is now ([`next`], which is pure), so that the work can be
//! broken off anywhere and taken up again, also by another process; and a blob that somebody else wrote is never touched.

use std::fmt;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::record::{Before, Kept};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::set_parameter;
use crate::copy::poller::same_source;
use crate::copy::transfer::job::Job;
use crate::rest::blob::{
    BlobDeleteOptions, BlobGetPropertiesOptions, BlobGetPropertiesResponse, BlobStartCopyFromURLOptions,
    StartCopyFromURL,
};
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions};
use crate::rest::execute::execute;
use crate::rest::shared::SourceUrl;

/// How often the destination is looked at anew when it changes under the work.
const ROUNDS: usize = 4;

/// What became of the destination of a copy that ended badly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The blob that was there is back. The snapshot that had it is named when it could not be deleted.
    Back(Option<String>),
    /// There is no blob, as before.
    NothingLeft,
    /// The blob that was there is in a snapshot, and why it is not back.
    InSnapshot(String, String),
    /// There was no blob, and the empty one that the copy left could not be deleted, and why.
    EmptyLeft(String),
    /// Somebody else has written the destination; what was there before the copy is in the snapshot, if there was something.
    OfOthers(Option<String>),
    /// Somebody has deleted the destination.
    Deleted,
    /// What was there before is not known.
    Unknown,
}

impl Fate {
    /// Whether all is as it was before the copy.
    pub fn is_clean(&self) -> bool {
        matches!(self, Self::Back(_) | Self::NothingLeft | Self::Unknown)
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Back(None) => f.write_str("The blob that was at the destination is back."),
            Self::Back(Some(snapshot)) => write!(
                f,
                "The blob that was at the destination is back. Its snapshot {snapshot} is not needed any more, and could \
                 not be deleted."
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
                f.write_str("Somebody else has written the destination in the meantime, so nothing was done to it.")
            }
            Self::OfOthers(Some(snapshot)) => write!(
                f,
                "Somebody else has written the destination in the meantime, so nothing was done to it; what was there before \
                 the copy is in the snapshot {snapshot}."
            ),
            Self::Deleted => f.write_str("Somebody else has deleted the destination in the meantime."),
            Self::Unknown => Ok(()),
        }
    }
}

/// What is known of the copy when its destination is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// The id of the copy.
    pub copy_id: Option<&'a str>,
    /// The destination's `ETag`, when the copy succeeded and was refused later: then only that state of it is ours.
    pub made: Option<&'a str>,
    /// What was there before.
    pub before: &'a Before,
    /// Where the destination is.
    pub destination: &'a Url,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The service is still at work.
    Wait,
    /// Copy the snapshot over its base, which has this `ETag`.
    BringBack(String),
    /// Delete the destination, which has this `ETag`.
    Delete(String),
    /// The blob is back: delete the snapshot.
    Tidy,
    /// Nothing more.
    Stop(Fate),
}

/// Whether a destination shows the copy that brings the old blob back.
pub fn is_coming_back(seen: &BlobGetPropertiesResponse, before: &Before, destination: &Url) -> bool {
    let (Before::Kept(kept), Some(source)) = (before, &seen.copy_source) else { return false };
    same_source(source, snapshot_url(destination, &kept.snapshot).as_str())
}

/// Decides.
pub fn next(seen: &BlobGetPropertiesResponse, ours: Ours<'_>) -> Next {
    let status = seen.copy_status.as_ref().map(|status| status.0.as_str());
    let snapshot = match ours.before {
        Before::Kept(kept) => Some(kept.snapshot.clone()),
        Before::Absent | Before::Unknown => None,
    };
    if let Some(snapshot) = &snapshot
        && is_coming_back(seen, ours.before, ours.destination)
    {
        return match status {
            Some("pending") => Next::Wait,
            Some("success") => Next::Tidy,
            _ => {
                let why = seen.copy_status_description.clone().unwrap_or_else(|| "the service gave it up".to_owned());
                Next::Stop(Fate::InSnapshot(snapshot.clone(), why))
            }
        };
    }
    let is_our_copy = ours.copy_id.is_some() && seen.copy_id.as_deref() == ours.copy_id;
    let is_what_we_made = ours.made.is_some() && seen.etag.as_deref() == ours.made;
    match (status, &seen.etag, ours.before) {
        (Some("pending"), ..) if is_our_copy => Next::Wait,
        // The service has left an empty blob, or we made this very state.
        (Some("failed" | "aborted"), Some(etag), before) if is_our_copy => undo(before, etag),
        (_, Some(etag), before) if is_what_we_made => undo(before, etag),
        // It may still be at work.
        (status, ..) if is_our_copy && !matches!(status, Some("success" | "failed" | "aborted")) => {
            Next::Stop(snapshot.map_or(Fate::Unknown, |snapshot| {
                Fate::InSnapshot(snapshot, format!("the service calls the copy {:?}", status.unwrap_or_default()))
            }))
        }
        _ => Next::Stop(Fate::OfOthers(snapshot)),
    }
}

fn undo(before: &Before, etag: &str) -> Next {
    match before {
        Before::Unknown => Next::Stop(Fate::Unknown),
        Before::Absent => Next::Delete(etag.to_owned()),
        Before::Kept(_) => Next::BringBack(etag.to_owned()),
    }
}

/// Whether the same request may do better later.
pub fn passes(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Aborted | ErrorKind::Credential | ErrorKind::Transport | ErrorKind::Protocol => true,
        ErrorKind::Service => matches!(error.status(), Some(408 | 429 | 500..=599)),
        _ => false,
    }
}

/// Whether a request was refused for what the blob is now: then it is worth another look.
pub fn is_outdated(error: &Error) -> bool {
    const CODES: [&str; 4] = ["ConditionNotMet", "TargetConditionNotMet", "BlobAlreadyExists", "PendingCopyOperation"];
    error.copy_source().is_none() && error.code().is_some_and(|code| CODES.contains(&code))
}

/// Undoes as much as can be done now. `None` says that the service is still at work.
///
/// # Errors
/// A failure that may pass: nothing is lost, and the work can be taken up again.
pub async fn undo_what_was_left(
    job: &Job,
    copy_id: Option<&str>,
    made: Option<&str>,
    before: &Before,
    cancel: &CancellationToken,
) -> Result<Option<Fate>> {
    let destination = &job.destination;
    let ours = Ours { copy_id, made, before, destination: &destination.url };
    let mut why = String::new();
    for _ in 0..ROUNDS {
        let operation = BlobGetPropertiesOptions::default();
        let seen = match execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await {
            Ok(answer) => answer.output,
            Err(error) if error.status() == Some(404) => return Ok(Some(gone(before))),
            Err(error) if passes(&error) => return Err(error),
            Err(error) => return Ok(Some(left(before, error.message()))),
        };
        let attempt = match (next(&seen, ours), before) {
            (Next::Wait, _) => return Ok(None),
            (Next::BringBack(etag), Before::Kept(kept)) => bring_back(job, kept, etag, cancel).await,
            (Next::Delete(etag), _) => match delete(job, etag, cancel).await {
                Ok(()) => return Ok(Some(Fate::NothingLeft)),
                Err(error) if error.status() == Some(404) => return Ok(Some(Fate::NothingLeft)),
                Err(error) => Err(error),
            },
            (Next::Tidy, Before::Kept(kept)) => {
                return tidy(job, kept, cancel).await.map(|left| Some(Fate::Back(left)));
            }
            (Next::Stop(fate), _) => return Ok(Some(fate)),
            (Next::BringBack(_) | Next::Tidy, _) => return Ok(Some(Fate::Unknown)),
        };
        match attempt {
            Ok(()) => {}
            Err(error) if is_outdated(&error) => error.message().clone_into(&mut why),
            Err(error) if passes(&error) => return Err(error),
            Err(error) => return Ok(Some(left(before, error.message()))),
        }
    }
    Ok(Some(left(before, &why)))
}

/// Nobody finds the destination any more.
fn gone(before: &Before) -> Fate {
    match before {
        Before::Absent => Fate::NothingLeft,
        Before::Kept(_) | Before::Unknown => Fate::Deleted,
    }
}

fn left(before: &Before, why: &str) -> Fate {
    match before {
        Before::Kept(kept) => Fate::InSnapshot(kept.snapshot.clone(), why.to_owned()),
        Before::Absent => Fate::EmptyLeft(why.to_owned()),
        Before::Unknown => Fate::Unknown,
    }
}

/// Copies the snapshot over its base, with what a copy does not take from it.
async fn bring_back(job: &Job, kept: &Kept, etag: String, cancel: &CancellationToken) -> Result<()> {
    let destination = &job.destination;
    let lease_id = job.options.conditions.lease_id.clone();
    let operation = StartCopyFromURL {
        copy_source: SourceUrl(snapshot_url(&destination.url, &kept.snapshot).into()),
        options: BlobStartCopyFromURLOptions {
            conditions: Some(BlobRequestConditions { if_match: Some(etag), lease_id, ..Default::default() }),
            tier: kept.tier.clone(),
            tags: kept.tags.clone(),
            seal_blob: kept.sealed.then_some(true),
            ..Default::default()
        },
    };
    execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await.map(drop)
}

async fn delete(job: &Job, etag: String, cancel: &CancellationToken) -> Result<()> {
    let destination = &job.destination;
    let lease_id = job.options.conditions.lease_id.clone();
    let conditions = BlobDeleteConditions { if_match: Some(etag), lease_id, ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await.map(drop)
}

/// Deletes a snapshot that is not needed any more, and names it when that cannot be done: it costs space, and no more.
///
/// # Errors
/// The caller's abort alone.
pub async fn tidy(job: &Job, kept: &Kept, cancel: &CancellationToken) -> Result<Option<String>> {
    let destination = &job.destination;
    let url = snapshot_url(&destination.url, &kept.snapshot);
    match execute(&destination.pipeline, &BlobDeleteOptions::default(), url, cancel).await {
        Ok(_) => Ok(None),
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) if error.kind() == ErrorKind::Aborted => Err(error),
        Err(_) => Ok(Some(kept.snapshot.clone())),
    }
}

fn snapshot_url(blob: &Url, snapshot: &str) -> Url {
    set_parameter(blob.clone(), "snapshot", Some(snapshot))
}

#[cfg(test)]
#[path = "undo_tests.rs"]
mod tests;
