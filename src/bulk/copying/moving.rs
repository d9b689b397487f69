//! The second half of a move: the source is deleted once its copy is known to be complete.
//!
//! However the process ends, each blob is complete on at least one side. The destination is written under a condition, so that two jobs that
//! move to one name do not overwrite each other. The source is deleted only in the state in which it was copied. A copy that exists
//! already, because an earlier run was killed before it deleted the source, is compared with the source byte by byte, and taken over, so
//! that no other move deletes it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::base::sorting::sort_by;
use crate::bulk::copying::delete_permission::DeletePermission;
use crate::bulk::copying::permissions::lacks_permission;
use crate::bulk::listing::at_destination::properties;
use crate::bulk::requests::tally::was_left;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Overwrite;
use crate::copy::{BlobFacts, CopyContext, CopyRequest, Preparation, check_content, may_be_copy, prepare};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobDeleteOptions, BlobGetTagsOptions};
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions};
use crate::rest::shared::CpkInfo;
use crate::rest::values::NameValues;

/// The result for the source.
#[derive(Debug)]
pub(in crate::bulk) enum SourceRemoval {
    /// It was deleted.
    Removed,
    /// It has changed since it was copied, and is not deleted.
    Changed,
}

/// Adds a precondition to the copy of a blob that is moved: nothing may be overwritten that was not checked before.
///
/// # Errors
/// The failed request to the destination.
pub(in crate::bulk) async fn guard(request: &mut CopyRequest, cancel: &CancellationToken) -> Result<()> {
    let options = &request.options;
    // The copy itself applies any other value.
    if options.overwrite != Overwrite::Always || options.conditions.if_none_match.is_some() {
        return Ok(());
    }
    let conditions = match existing_facts(&request.destination, options.customer_provided_key.as_ref(), cancel).await? {
        None => BlobRequestConditions::default().absent(),
        Some(facts) => BlobRequestConditions { if_match: facts.etag, ..BlobRequestConditions::default() },
    };
    request.options = Arc::new(CopyOptions { conditions, ..CopyOptions::clone(options) });
    Ok(())
}

/// The facts of the destination.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn existing_facts(
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<Option<BlobFacts>> {
    match properties(destination, key, cancel).await {
        Ok(response) => Ok(Some(BlobFacts::from_properties(&response))),
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A copy that already exists at the destination.
pub(in crate::bulk) struct ExistingCopy {
    /// The size in bytes.
    pub bytes: u64,
    /// The `ETag` of the compared destination.
    pub etag: Option<String>,
    /// The copied state of the source.
    pub source_etag: Option<String>,
    /// The CRC-64 of its content.
    pub content_crc64: Option<u64>,
}

/// Finds a complete copy of the source at the destination. `None` if the destination is something else, or the source itself.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn whole_copy(
    request: CopyRequest,
    cancel: &CancellationToken,
) -> Result<Option<ExistingCopy>> {
    match likely_copy(request, cancel).await? {
        Some((context, there)) => compared(&context, there.etag).await,
        None => Ok(None),
    }
}

/// Whether the destination has what a copy of the source would be, as far as this shows without reading the contents.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn has_likely_copy(request: CopyRequest, cancel: &CancellationToken) -> Result<bool> {
    let likely = likely_copy(request, cancel).await?;
    Ok(likely.is_some_and(|(context, there)| match (context.source.facts.content_md5(), there.content_md5()) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }))
}

/// What the destination has, if it is like a copy of the source in everything but the content. Equal `ETag`s mean the same blob, reached under
/// another host name of the account: deleting the source would delete the copy.
async fn likely_copy(
    request: CopyRequest,
    cancel: &CancellationToken,
) -> Result<Option<(Box<CopyContext>, BlobFacts)>> {
    let key = request.options.customer_provided_key.as_ref();
    let Some(there) = existing_facts(&request.destination, key, cancel).await? else { return Ok(None) };
    // It cannot be compared.
    if there.archived() {
        return Ok(None);
    }
    let Some(context) = to_compare(request, cancel).await? else { return Ok(None) };
    if context.source.facts.etag == there.etag {
        return Ok(None);
    }
    let tags = context.wanted_tags().await?;
    let is_likely =
        may_be_copy(&context, tags.as_ref(), &there) && has_tags(&context, tags, there.tag_count, cancel).await?;
    Ok(is_likely.then_some((context, there)))
}

/// Compares the contents of both sides; `None` if they differ.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn has_same_content(
    request: CopyRequest,
    etag: Option<&str>,
    cancel: &CancellationToken,
) -> Result<Option<ExistingCopy>> {
    match to_compare(request, cancel).await? {
        Some(context) => compared(&context, etag.map(str::to_owned)).await,
        None => Ok(None),
    }
}

/// What a comparison with the source as it is now needs; `None` for a blob that cannot be compared.
async fn to_compare(request: CopyRequest, cancel: &CancellationToken) -> Result<Option<Box<CopyContext>>> {
    let options = CopyOptions {
        overwrite: Overwrite::Always,
        conditions: BlobRequestConditions::default(),
        verify: Some(Verify::Crc64),
        ..CopyOptions::clone(&request.options)
    };
    let request = CopyRequest { options: Arc::new(options), source_facts: None, ..request };
    match prepare(request, cancel).await {
        Ok(Preparation::Copy(context)) => Ok(Some(context)),
        Ok(Preparation::Skip(_)) => Ok(None),
        // An archived blob cannot be compared.
        Err(error) if error.kind() == ErrorKind::ArgumentRange => Ok(None),
        Err(error) => Err(error),
    }
}

async fn compared(context: &CopyContext, etag: Option<String>) -> Result<Option<ExistingCopy>> {
    match check_content(context, Verify::Crc64, etag.as_deref()).await {
        Ok(()) => {
            let source_etag = context.source.facts.strong_etag().map(str::to_owned);
            let content_crc64 = *lock(&context.content_crc64);
            Ok(Some(ExistingCopy { bytes: context.source.length, etag, source_etag, content_crc64 }))
        }
        Err(error) if error.code() == Some("VerifyFailed") => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the destination has these tags. It has as many.
async fn has_tags(
    context: &CopyContext,
    tags: Option<NameValues>,
    count: u64,
    cancel: &CancellationToken,
) -> Result<bool> {
    if count == 0 {
        return Ok(true);
    }
    let response = context.destination.execute(&BlobGetTagsOptions::default(), cancel).await?;
    let mut there: Vec<_> = response.output.body.blob_tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect();
    let mut wanted = tags.map(|tags| tags.0).unwrap_or_default();
    sort_by(&mut there, Ord::cmp);
    sort_by(&mut wanted, Ord::cmp);
    Ok(there == wanted)
}

/// Deletes the source, if it has not changed since it was copied.
///
/// # Errors
/// Why it was not deleted: its snapshots, a lease, a policy, a missing permission.
async fn remove(source: &BlobEndpoint, etag: Option<&str>, cancel: &CancellationToken) -> Result<SourceRemoval> {
    let Some(etag) = etag else {
        let message = "The source has no ETag, so it is unknown whether it has changed since it was copied.";
        return Err(Error::new(ErrorKind::Copy, message).with_code("SourceNotDeleted"));
    };
    let conditions = BlobDeleteConditions { if_match: Some(etag.to_owned()), ..BlobDeleteConditions::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..BlobDeleteOptions::default() };
    match source.execute(&operation, cancel).await {
        Ok(_) => Ok(SourceRemoval::Removed),
        Err(error) => match (error.status(), error.code()) {
            // The response to an earlier attempt was lost, or another client deleted it.
            (Some(404), _) => Ok(SourceRemoval::Removed),
            (_, Some("ConditionNotMet" | "TargetConditionNotMet")) => Ok(SourceRemoval::Changed),
            _ => Err(error),
        },
    }
}

/// The error for a leased source, before it is copied.
pub(in crate::bulk) fn leased() -> Error {
    let message = "It is leased, so that its source could not be deleted. It was not copied. Move it again when the lease has ended.";
    Error::new(ErrorKind::Copy, message).with_code("LeaseIdMissing")
}

/// The error for a source that changed after it was copied.
pub(in crate::bulk) fn changed(source: &BlobEndpoint) -> Error {
    let message = format!(
        "The source {} changed after it was copied. It stays as it is now, and the destination has what it was.",
        source.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("SourceChanged")
}

/// The same, unless an earlier delete was rejected because the permission is missing: copies may have been in flight then.
///
/// # Errors
/// As [`remove`].
pub(in crate::bulk) async fn remove_if_allowed(
    deletes: &DeletePermission,
    source: &BlobEndpoint,
    etag: Option<&str>,
    cancel: &CancellationToken,
) -> Result<SourceRemoval> {
    if let Some(error) = deletes.missing() {
        return Err(error);
    }
    let removed = remove(source, etag, cancel).await;
    match &removed {
        Ok(_) => deletes.granted(),
        // What an earlier run left may be protected by a condition of a role.
        Err(error) if was_left() && lacks_permission(error) => {}
        Err(error) => deletes.rejected(error.status(), lacks_permission(error), || may_not_delete(error)),
    }
    removed
}

/// The error of a job that moves, and may not delete at the source.
fn may_not_delete(error: &Error) -> Error {
    let message = format!(
        "The source may not be deleted, so nothing can be moved. Whoever moves blobs needs the permission to delete them at the source: \"d\" in \
         a shared access signature, or the role Storage Blob Data Contributor. The job stopped. What was copied is on both sides, and counts \
         as failed: run it again with that permission, and such a source is deleted once it was compared with its copy. {}",
        error.message()
    );
    error.clone().with_message(message)
}

/// The error for a source that was copied, and whose delete failed.
pub(in crate::bulk) fn stays(error: &Error) -> Error {
    let why = match error.code() {
        Some("SnapshotsPresent") => "It has snapshots, which would be lost. Delete them, or move it without this job.",
        Some("LeaseIdMissing") => "It is leased. Move it again when the lease has ended.",
        Some("BlobImmutableDueToPolicy" | "BlobImmutableDueToLegalHold") => {
            "It is kept by an immutability policy or a legal hold, and can only be copied."
        }
        _ if lacks_permission(error) => "Whoever moves blobs needs the permission to delete the source.",
        _ => "Move it again: a source that is still there is compared with its copy, and then deleted.",
    };
    // Anything but a rejection may come after the delete.
    let is_rejected = error.status().is_some_and(|status| (400..500).contains(&status));
    let state = if is_rejected {
        "the source was not deleted and is on both sides now"
    } else {
        "nothing tells whether the source was deleted"
    };
    error.clone().with_message(format!("It was copied, but {state}. {why} {}", error.message()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ResponseSummary;

    #[test]
    fn the_error_says_why_a_source_stays_and_no_more_than_is_known() {
        let rejected = |status, code: &str| {
            let error = Error::new(ErrorKind::Service, "no").with_code(code);
            error.with_response(ResponseSummary { status, ..Default::default() })
        };
        let lost = Error::new(ErrorKind::Transport, "no").with_code("ECONNRESET");
        for (rejection, expected, is_known) in [
            (rejected(409, "SnapshotsPresent"), "snapshots", true),
            (rejected(412, "LeaseIdMissing"), "leased", true),
            (rejected(409, "BlobImmutableDueToPolicy"), "policy", true),
            (rejected(403, "AuthorizationPermissionMismatch"), "permission", true),
            (rejected(400, "InvalidHeaderValue"), "Move it again", true),
            (rejected(500, "InternalError"), "Move it again", false),
            (rejected(200, "Odd"), "Move it again", false),
            (lost, "Move it again", false),
        ] {
            let error = stays(&rejection);
            let message = error.message();
            assert!(message.contains(expected), "{message}");
            assert_eq!(message.contains("permission"), expected == "permission", "{message}");
            assert_eq!(message.contains("was not deleted"), is_known, "{message}");
            assert_eq!(error.code(), rejection.code());
        }
    }
}
