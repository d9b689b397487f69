//! The blob at the destination before Copy Blob starts, and its backup. Copy Blob empties the destination first. So an existing
//! blob gets a snapshot, and the copy starts only if the blob has not changed since.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::copy::asynchronous::backup_mark::with_mark;
use crate::copy::await_effect::await_effect;
use crate::copy::blob_facts::{BlobFacts, BlobKind};
use crate::copy::context::CopyContext;
use crate::copy::copy_status::CopyStatus;
use crate::copy::error_codes::is_outdated;
use crate::copy::overwrite::Precondition;
use crate::copy::saved::BackupSnapshot;
use crate::rest::blob::{BlobCreateSnapshotOptions, BlobGetPropertiesOptions, BlobGetTagsOptions};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::values::{NameValues, Timestamp};

/// How a copy is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartMode {
    /// With Copy Blob, on the condition that there is no blob. `only`: a blob must not be replaced.
    Start {
        /// Whether a rejection is final.
        only: bool,
    },
    /// By checking the destination first: the conditions require it, or there certainly is a blob.
    CheckFirst,
}

/// Chooses so that a destination without a blob takes one request.
pub fn start_mode(conditions: &BlobRequestConditions, precondition: Precondition) -> StartMode {
    match (precondition, conditions.if_none_match.as_deref()) {
        (Precondition::Absent, _) | (_, Some("*")) => StartMode::Start { only: true },
        (Precondition::Unchanged, _) | (_, Some(_)) => StartMode::CheckFirst,
        (Precondition::None, None) => {
            let times = conditions.if_modified_since.is_some() || conditions.if_unmodified_since.is_some();
            let others = conditions.if_match.is_some() || conditions.tag_conditions.is_some();
            if times || others { StartMode::CheckFirst } else { StartMode::Start { only: false } }
        }
    }
}

/// The conditions on Copy Blob: there is still no blob, or still this one. The caller's other conditions on `ETag` and time were met
/// for what was seen.
pub fn bound(conditions: &BlobRequestConditions, backup: Option<&BackupSnapshot>) -> BlobRequestConditions {
    BlobRequestConditions {
        if_match: backup.and_then(|backup| backup.etag.clone()),
        if_none_match: backup.is_none().then(|| "*".to_owned()),
        tag_conditions: conditions.tag_conditions.clone(),
        lease_id: conditions.lease_id.clone(),
        ..Default::default()
    }
}

/// The destination, and the service's time of the check.
pub struct SeenBlob {
    /// Its facts.
    pub facts: BlobFacts,
    /// The time of the check.
    pub at: Option<Timestamp>,
}

/// Checks the destination; `None` if there is no blob.
///
/// # Errors
/// The failed request; conditions that are not met.
pub async fn get_destination(context: &CopyContext, cancel: &CancellationToken) -> Result<Option<SeenBlob>> {
    let destination = &context.destination;
    let conditions = context.conditions();
    let must_exist = conditions.if_match.is_some();
    let operation = BlobGetPropertiesOptions { conditions: Some(conditions), ..Default::default() };
    match destination.execute(&operation, cancel).await {
        Ok(response) => {
            Ok(Some(SeenBlob { facts: BlobFacts::from_properties(&response.output), at: response.output.date }))
        }
        Err(error) if error.status() == Some(404) && !must_exist => Ok(None),
        Err(error)
            if matches!(error.status(), Some(304 | 404))
                || (error.status() == Some(412) && matches!(error.code(), None | Some("ConditionNotMet"))) =>
        {
            let why = format!("The destination {} is not what the conditions ask for.", destination.shown());
            Err(rejected(412, "ConditionNotMet", &why).with_source(error))
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

/// Checks that Copy Blob can replace the blob at all.
///
/// # Errors
/// The response of the service when it cannot take a snapshot.
pub fn check_replaceable(context: &CopyContext, there: &BlobFacts) -> Result<()> {
    let shown = context.destination.shown();
    let (kind, wanted) = (blob_type(there.kind), blob_type(context.source.facts.kind));
    if there.copy.status == Some(CopyStatus::Pending) {
        let why =
            format!("A copy to the destination {shown} is pending. Wait for it, or abort it by abortCopyFromURL.");
        return Err(rejected(409, "PendingCopyOperation", &why));
    }
    if there.is_blob() && kind != wanted {
        let why = format!(
            "The destination {shown} is a {kind}, and the source makes a {wanted}: Copy Blob keeps the type of a blob that \
             exists. Delete the destination first, or copy to another name."
        );
        return Err(rejected(409, "InvalidBlobType", &why));
    }
    if there.archived() {
        let why = format!(
            "The destination {shown} is archived, so that it can be neither overwritten nor kept by a snapshot. Delete it first \
             if it may be lost, or bring it back by setAccessTier."
        );
        return Err(rejected(409, "BlobArchived", &why));
    }
    Ok(())
}

fn blob_type(kind: BlobKind) -> &'static str {
    match kind {
        BlobKind::AppendBlob => "AppendBlob",
        BlobKind::PageBlob => "PageBlob",
        BlobKind::BlockBlob | BlobKind::Other => "BlockBlob",
    }
}

fn rejected(status: u16, code: &str, message: &str) -> Error {
    Error::new(ErrorKind::Service, format!("{message} Nothing was copied."))
        .with_code(code)
        .with_response(ResponseSummary { status, ..Default::default() })
}

/// Creates a snapshot of the blob that was found, and records what a restore from it would lose.
///
/// # Errors
/// When that fails. Then nothing may start.
pub async fn back_up(context: &CopyContext, seen: SeenBlob, cancel: &CancellationToken) -> Result<BackupSnapshot> {
    let destination = &context.destination;
    let SeenBlob { facts: there, at } = seen;
    let tags = if there.tag_count > 0 {
        let response = destination.execute(&BlobGetTagsOptions::default(), cancel).await;
        let tags = response.map_err(|error| not_backed_up(context, error, "its tags were read", "to read its tags"))?;
        let tags = tags.output.body.blob_tag_set.into_iter();
        Some(NameValues(tags.map(|tag| (tag.key, tag.value)).collect()))
    } else {
        None
    };
    let conditions = BlobRequestConditions {
        if_match: there.etag.clone(),
        lease_id: context.options.conditions.lease_id.clone(),
        ..Default::default()
    };
    // After this process is killed, a later one recognizes the snapshot by it.
    let metadata = with_mark(&context.source.endpoint.url, &destination.url, &there, at);
    let operation = BlobCreateSnapshotOptions { metadata, conditions: Some(conditions), ..Default::default() };
    let uncancelled = CancellationToken::new();
    let sending = destination.execute(&operation, &uncancelled);
    let made = await_effect(sending, cancel).await;
    let made = made.map_err(|error| not_backed_up(context, error, "a snapshot of it was taken", "to write it"))?;
    let Some(snapshot) = made.output.snapshot else {
        return Err(Error::new(ErrorKind::Protocol, "The service did not name the snapshot that it took."));
    };
    let chosen = !there.tier_inferred && there.kind != BlobKind::AppendBlob;
    Ok(BackupSnapshot {
        snapshot,
        etag: there.etag,
        copy_id: there.copy.id,
        tags,
        tier: there.tier.filter(|_| chosen),
        sealed: there.sealed,
    })
}

fn not_backed_up(context: &CopyContext, error: Error, doing: &str, permission: &str) -> Error {
    if error.kind() != ErrorKind::Service || is_outdated(&error) {
        return error;
    }
    let message = format!(
        "The destination {} exists, and is kept safe before it is overwritten, but that failed when {doing}: {} Nothing was \
         copied. Give the permission {permission}, or delete the destination first if it may be lost.",
        context.destination.shown(),
        error.message()
    );
    error.with_message(message)
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
    fn only_conditions_on_the_destination_need_a_check_first() {
        let none = BlobRequestConditions::default();
        let leased = with(|conditions| conditions.lease_id = Some("l".into()));
        let absent = with(|conditions| conditions.if_none_match = Some("*".into()));
        for (conditions, precondition, expected) in [
            (&none, Precondition::None, StartMode::Start { only: false }),
            (&leased, Precondition::None, StartMode::Start { only: false }),
            (&absent, Precondition::None, StartMode::Start { only: true }),
            (&none, Precondition::Absent, StartMode::Start { only: true }),
            (&none, Precondition::Unchanged, StartMode::CheckFirst),
            (&with(|conditions| conditions.if_match = Some("e".into())), Precondition::None, StartMode::CheckFirst),
            (
                &with(|conditions| conditions.if_none_match = Some("e".into())),
                Precondition::None,
                StartMode::CheckFirst,
            ),
            (
                &with(|conditions| conditions.tag_conditions = Some("a='b'".into())),
                Precondition::None,
                StartMode::CheckFirst,
            ),
        ] {
            assert_eq!(start_mode(conditions, precondition), expected, "{conditions:?} {precondition:?}");
        }
    }

    #[test]
    fn a_start_is_bound_to_the_checked_destination() {
        let given = with(|conditions| {
            conditions.lease_id = Some("l".into());
            conditions.tag_conditions = Some("t".into());
            conditions.if_none_match = Some("other".into());
        });
        let absent = bound(&given, None);
        assert_eq!((absent.if_none_match.as_deref(), absent.if_match), (Some("*"), None));
        let there = bound(&given, Some(&BackupSnapshot { etag: Some("e".into()), ..Default::default() }));
        assert_eq!((there.if_match.as_deref(), there.if_none_match), (Some("e"), None));
        assert_eq!((there.lease_id.as_deref(), there.tag_conditions.as_deref()), (Some("l"), Some("t")));
    }
}
