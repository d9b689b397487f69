//! What is at the destination before Copy Blob starts, and how it is kept safe. Copy Blob empties the destination first, so a
//! blob that is there gets a snapshot, and the copy starts only as long as the blob is the one of which the snapshot is.

use std::future::Future;
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::record::Kept;
use super::undo;
use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::copy::plan::SourceKind;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::overwrite::Guard;
use crate::rest::blob::{
    BlobCreateSnapshotOptions, BlobGetPropertiesOptions, BlobGetPropertiesResponse, BlobGetTagsOptions,
};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::execute::execute;
use crate::rest::shared::AccessTier;
use crate::rest::values::NameValues;

/// How long whoever aborts waits for a request whose effect must be known.
pub const CLEANUP: Duration = Duration::from_secs(30);

/// How a copy begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// By Copy Blob, which must find no blob. `only` says that a blob is not to be replaced.
    Start {
        /// Whether a refusal is final.
        only: bool,
    },
    /// By a look at the destination: what must hold for it needs that, or there is a blob for sure.
    Look,
}

/// Chooses, so that a destination without a blob takes one request.
pub fn first(conditions: &BlobRequestConditions, guard: Guard) -> First {
    match (guard, conditions.if_none_match.as_deref()) {
        (Guard::Absent, _) | (_, Some("*")) => First::Start { only: true },
        (Guard::Unchanged, _) | (_, Some(_)) => First::Look,
        (Guard::None, None) => {
            let times = conditions.if_modified_since.is_some() || conditions.if_unmodified_since.is_some();
            let others = conditions.if_match.is_some() || conditions.tag_conditions.is_some();
            if times || others { First::Look } else { First::Start { only: false } }
        }
    }
}

/// What must hold when Copy Blob starts: that there is still no blob, or still this one. The caller's other conditions on
/// `ETag` and time were met by what was seen.
pub fn bound(conditions: &BlobRequestConditions, kept: Option<&Kept>) -> BlobRequestConditions {
    BlobRequestConditions {
        if_match: kept.and_then(|kept| kept.etag.clone()),
        if_none_match: kept.is_none().then(|| "*".to_owned()),
        tag_conditions: conditions.tag_conditions.clone(),
        lease_id: conditions.lease_id.clone(),
        ..Default::default()
    }
}

/// Looks at the destination; `None` when there is no blob.
///
/// # Errors
/// What the request failed with, and when the caller's conditions do not hold.
pub async fn look(job: &Job, cancel: &CancellationToken) -> Result<Option<BlobGetPropertiesResponse>> {
    let destination = &job.destination;
    let conditions = job.conditions();
    let must_exist = conditions.if_match.is_some();
    let operation = BlobGetPropertiesOptions { conditions: Some(conditions), ..Default::default() };
    match execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await {
        Ok(answer) => Ok(Some(answer.output)),
        Err(error) if error.status() == Some(404) && !must_exist => Ok(None),
        Err(error)
            if matches!(error.status(), Some(304 | 404))
                || (error.status() == Some(412) && matches!(error.code(), None | Some("ConditionNotMet"))) =>
        {
            let why = format!("The destination {} is not what the conditions ask for.", destination.shown());
            Err(refused(412, "ConditionNotMet", &why).with_source(error))
        }
        Err(error) if error.kind() == ErrorKind::Service => {
            let message = format!(
                "The destination {} exists, or may exist, and cannot be looked at: {} Give the permission to read it, or delete \
                 it first if it may be lost.",
                destination.shown(),
                error.message()
            );
            Err(error.with_message(message))
        }
        Err(error) => Err(error),
    }
}

/// Whether a blob can be replaced by Copy Blob at all.
///
/// # Errors
/// What the service answers when it cannot.
pub fn check_replaceable(job: &Job, there: &BlobGetPropertiesResponse) -> Result<()> {
    let shown = job.destination.shown();
    let kind = there.blob_type.as_ref().map(|kind| kind.0.as_str());
    let wanted = blob_type(job.source.kind);
    if there.copy_status.as_ref().is_some_and(|status| status.0 == "pending") {
        let why =
            format!("A copy to the destination {shown} is pending. Wait for it, or abort it by abortCopyFromURL.");
        return Err(refused(409, "PendingCopyOperation", &why));
    }
    if let Some(kind) = kind
        && kind != wanted
    {
        let why = format!(
            "The destination {shown} is a {kind}, and the source makes a {wanted}: Copy Blob keeps the type of a blob that \
             exists. Delete the destination first, or copy to another name."
        );
        return Err(refused(409, "InvalidBlobType", &why));
    }
    if there.archive_status.is_some() || there.access_tier.as_deref() == Some("Archive") {
        let why = format!(
            "The destination {shown} is archived, so that it can be neither overwritten nor kept by a snapshot. Delete it first \
             if it may be lost, or bring it back by setAccessTier."
        );
        return Err(refused(409, "BlobArchived", &why));
    }
    Ok(())
}

fn blob_type(source: SourceKind) -> &'static str {
    match source {
        SourceKind::AppendBlob => "AppendBlob",
        SourceKind::PageBlob => "PageBlob",
        SourceKind::BlockBlob | SourceKind::File | SourceKind::Other => "BlockBlob",
    }
}

fn refused(status: u16, code: &str, message: &str) -> Error {
    Error::new(ErrorKind::Service, format!("{message} Nothing was copied."))
        .with_code(code)
        .with_response(ResponseSummary { status, ..Default::default() })
}

/// Takes a snapshot of the blob that was seen, and notes what a snapshot does not give back by itself.
///
/// # Errors
/// When that cannot be done: then nothing may start.
pub async fn keep(job: &Job, there: BlobGetPropertiesResponse, cancel: &CancellationToken) -> Result<Kept> {
    let destination = &job.destination;
    let tags = match &there.tag_count {
        Some(count) if count.0 > 0 => {
            let operation = BlobGetTagsOptions::default();
            let answer = execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await;
            let tags = answer.map_err(|error| unkept(job, error, "its tags were read", "to read its tags"))?;
            let tags = tags.output.body.blob_tag_set.into_iter();
            Some(NameValues(tags.map(|tag| (tag.key, tag.value)).collect()))
        }
        _ => None,
    };
    let conditions = BlobRequestConditions {
        if_match: there.etag.clone(),
        lease_id: job.options.conditions.lease_id.clone(),
        ..Default::default()
    };
    let operation = BlobCreateSnapshotOptions { conditions: Some(conditions), ..Default::default() };
    let uncancelled = CancellationToken::new();
    let sending = execute(&destination.pipeline, &operation, destination.url.clone(), &uncancelled);
    let made = known(sending, cancel).await;
    let made = made.map_err(|error| unkept(job, error, "a snapshot of it was taken", "to write it"))?;
    let Some(snapshot) = made.output.snapshot else {
        return Err(Error::new(ErrorKind::Protocol, "The service did not name the snapshot that it took."));
    };
    let is_append_blob = there.blob_type.as_ref().is_some_and(|kind| kind.0 == "AppendBlob");
    let chosen = there.access_tier_inferred != Some(true) && !is_append_blob;
    Ok(Kept {
        snapshot,
        etag: there.etag,
        copy_id: there.copy_id,
        tags,
        tier: there.access_tier.filter(|_| chosen).map(AccessTier),
        sealed: there.is_sealed == Some(true),
    })
}

fn unkept(job: &Job, error: Error, doing: &str, permission: &str) -> Error {
    if error.kind() != ErrorKind::Service || undo::is_outdated(&error) {
        return error;
    }
    let message = format!(
        "The destination {} exists, and is kept safe before it is overwritten, but that failed when {doing}: {} Nothing was \
         copied. Give the permission {permission}, or delete the destination first if it may be lost.",
        job.destination.shown(),
        error.message()
    );
    error.with_message(message)
}

/// The outcome of a request that has to be known: once it is on its way it is not cancelled. Whoever aborts waits for it, as
/// long as that is bearable.
///
/// # Errors
/// What the request failed with, or the caller's abort: when nothing was sent, or nothing was heard in time.
pub async fn known<T>(sending: impl Future<Output = Result<T>>, cancel: &CancellationToken) -> Result<T> {
    if cancel.is_cancelled() {
        return Err(Error::aborted());
    }
    tokio::pin!(sending);
    tokio::select! {
        biased;
        answer = &mut sending => answer,
        () = cancel.cancelled() => timeout(CLEANUP, sending).await.unwrap_or_else(|_| Err(Error::aborted())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut BlobRequestConditions)) -> BlobRequestConditions {
        let mut conditions = BlobRequestConditions::default();
        change(&mut conditions);
        conditions
    }

    #[test]
    fn only_what_depends_on_the_destination_looks_first() {
        let none = BlobRequestConditions::default();
        let leased = with(|conditions| conditions.lease_id = Some("l".into()));
        let absent = with(|conditions| conditions.if_none_match = Some("*".into()));
        for (conditions, guard, expected) in [
            (&none, Guard::None, First::Start { only: false }),
            (&leased, Guard::None, First::Start { only: false }),
            (&absent, Guard::None, First::Start { only: true }),
            (&none, Guard::Absent, First::Start { only: true }),
            (&none, Guard::Unchanged, First::Look),
            (&with(|conditions| conditions.if_match = Some("e".into())), Guard::None, First::Look),
            (&with(|conditions| conditions.if_none_match = Some("e".into())), Guard::None, First::Look),
            (&with(|conditions| conditions.tag_conditions = Some("a='b'".into())), Guard::None, First::Look),
        ] {
            assert_eq!(first(conditions, guard), expected, "{conditions:?} {guard:?}");
        }
    }

    #[test]
    fn a_start_is_bound_to_what_was_seen() {
        let given = with(|conditions| {
            conditions.lease_id = Some("l".into());
            conditions.tag_conditions = Some("t".into());
            conditions.if_none_match = Some("other".into());
        });
        let absent = bound(&given, None);
        assert_eq!((absent.if_none_match.as_deref(), absent.if_match), (Some("*"), None));
        let there = bound(&given, Some(&Kept { etag: Some("e".into()), ..Default::default() }));
        assert_eq!((there.if_match.as_deref(), there.if_none_match), (Some("e"), None));
        assert_eq!((there.lease_id.as_deref(), there.tag_conditions.as_deref()), (Some("l"), Some("t")));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_aborts_learns_what_became_of_a_request_that_is_on_its_way() {
        let cancel = CancellationToken::new();
        let sending = async {
            cancel.cancel();
            tokio::time::sleep(Duration::from_secs(5)).await;
            Ok(7)
        };
        assert_eq!(known(sending, &cancel).await.expect("heard"), 7);
        let nothing = known(std::future::pending::<Result<()>>(), &cancel).await;
        assert_eq!(nothing.expect_err("not even sent").kind(), ErrorKind::Aborted);
    }
}
