//! The second half of a move: the source is deleted, once its copy is known to be whole.
//!
//! Whatever ends the process, each blob is whole on at least one side. The destination is written under a condition, so that two jobs that
//! move to one name do not overwrite each other. The source is deleted under a condition too: as it was copied. A copy that is there
//! already, because an earlier run was killed before it deleted the source, is compared with the source byte by byte.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::sorting::sort_by;
use crate::bulk::listing::at_destination::properties;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Overwrite;
use crate::copy::{BlobFacts, CopyContext, CopyRequest, Preparation, check_content, prepare};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobDeleteOptions, BlobGetTagsOptions};
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions};
use crate::rest::shared::CpkInfo;

/// The result for the source.
#[derive(Debug)]
pub(in crate::bulk) enum SourceRemoval {
    /// It is gone.
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
    // Any other value is held by the copy itself.
    if options.overwrite != Overwrite::Always || options.conditions.if_none_match.is_some() {
        return Ok(());
    }
    let conditions = match look(&request.destination, options.customer_provided_key.as_ref(), cancel).await? {
        None => BlobRequestConditions::default().absent(),
        Some(facts) => BlobRequestConditions { if_match: facts.etag, ..BlobRequestConditions::default() },
    };
    request.options = Arc::new(CopyOptions { conditions, ..CopyOptions::clone(options) });
    Ok(())
}

/// What is at the destination.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn look(
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<Option<BlobFacts>> {
    match properties(destination, key, cancel).await {
        Ok(answer) => Ok(Some(BlobFacts::from_properties(&answer))),
        Err(error) if error.status() == Some(404) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A copy that is at the destination already.
pub(in crate::bulk) struct ExistingCopy {
    /// The size in bytes.
    pub bytes: u64,
    /// The destination as it was compared.
    pub etag: Option<String>,
    /// The state of the source that it is a copy of.
    pub source_etag: Option<String>,
}

/// Finds a whole copy of the source at the destination; `None` when something else is there, or the source itself.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn whole_copy(
    request: CopyRequest,
    cancel: &CancellationToken,
) -> Result<Option<ExistingCopy>> {
    let key = request.options.customer_provided_key.as_ref();
    let Some(there) = look(&request.destination, key, cancel).await? else { return Ok(None) };
    let options = CopyOptions {
        overwrite: Overwrite::Always,
        conditions: BlobRequestConditions::default(),
        verify: Some(Verify::Crc64),
        ..CopyOptions::clone(&request.options)
    };
    let request = CopyRequest { options: Arc::new(options), source_facts: None, ..request };
    let context = match prepare(request, cancel).await {
        Ok(Preparation::Copy(context)) => context,
        Ok(Preparation::Skip(_)) => return Ok(None),
        // An archived blob cannot be compared.
        Err(error) if error.kind() == ErrorKind::ArgumentRange => return Ok(None),
        Err(error) => return Err(error),
    };
    if !is_like(&context.source.facts, &there) || !has_tags(&context, there.tag_count, cancel).await? {
        return Ok(None);
    }
    match check_content(&context, Verify::Crc64, there.etag.as_deref()).await {
        Ok(()) => {
            let source_etag = context.source.facts.strong_etag().map(str::to_owned);
            Ok(Some(ExistingCopy { bytes: context.source.length, etag: there.etag, source_etag }))
        }
        Err(error) if error.code() == Some("VerifyFailed") => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the destination has the source's tags.
async fn has_tags(context: &CopyContext, count: u64, cancel: &CancellationToken) -> Result<bool> {
    if count == 0 {
        return Ok(true);
    }
    let answer = context.destination.execute(&BlobGetTagsOptions::default(), cancel).await?;
    let mut there: Vec<_> = answer.output.body.blob_tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect();
    let mut wanted = context.wanted_tags().await?.map(|tags| tags.0).unwrap_or_default();
    sort_by(&mut there, Ord::cmp);
    sort_by(&mut wanted, Ord::cmp);
    Ok(there == wanted)
}

/// Whether one blob can be a copy of the other, by all that a copy keeps but for the content and the values of tags. One `ETag` is one
/// blob: an account may be reached under several hosts, and what is its own copy would be lost with it.
fn is_like(source: &BlobFacts, destination: &BlobFacts) -> bool {
    let headers = |facts: &BlobFacts| {
        let mut headers = facts.http_headers.clone();
        // The service adds the hash to what it reads in one piece.
        headers.blob_content_md5 = None;
        headers
    };
    source.etag != destination.etag
        && source.kind == destination.kind
        && source.length == destination.length
        && source.metadata == destination.metadata
        && source.tag_count == destination.tag_count
        && headers(source) == headers(destination)
}

/// Deletes the source, if it is still what was copied.
///
/// # Errors
/// Why it was not deleted: its snapshots, a lease, a policy, a missing permission.
pub(in crate::bulk) async fn remove(
    source: &BlobEndpoint,
    etag: Option<&str>,
    cancel: &CancellationToken,
) -> Result<SourceRemoval> {
    let Some(etag) = etag else {
        let message = "The source has no ETag, so that nobody can know whether it is still what was copied.";
        return Err(Error::new(ErrorKind::Copy, message).with_code("SourceNotDeleted"));
    };
    let conditions = BlobDeleteConditions { if_match: Some(etag.to_owned()), ..BlobDeleteConditions::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..BlobDeleteOptions::default() };
    match source.execute(&operation, cancel).await {
        Ok(_) => Ok(SourceRemoval::Removed),
        Err(error) => match (error.status(), error.code()) {
            // The response to an earlier attempt was lost, or somebody else wanted it gone.
            (Some(404), _) => Ok(SourceRemoval::Removed),
            (_, Some("ConditionNotMet" | "TargetConditionNotMet")) => Ok(SourceRemoval::Changed),
            _ => Err(error),
        },
    }
}

/// The error for a source that is leased, before it is copied.
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

/// The error for a source that was copied but not deleted.
pub(in crate::bulk) fn stays(error: &Error) -> Error {
    let why = match error.code() {
        Some("SnapshotsPresent") => "It has snapshots, which would be lost. Delete them, or move it without this job.",
        Some("LeaseIdMissing") => "It is leased. Move it again when the lease has ended.",
        Some("BlobImmutableDueToPolicy" | "BlobImmutableDueToLegalHold") => {
            "It is kept by an immutability policy or a legal hold, and can only be copied."
        }
        _ => "Whoever moves blobs needs the permission to delete the source.",
    };
    let message =
        format!("It was copied, but the source was not deleted and is on both sides now. {why} {}", error.message());
    error.clone().with_message(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ResponseSummary;
    use crate::copy::blob_facts::BlobKind;
    use crate::rest::shared::BlobHTTPHeaders;
    use crate::rest::values::{Binary, NameValues};

    #[test]
    fn m4_only_what_a_copy_keeps_makes_a_copy() {
        let source = BlobFacts {
            kind: BlobKind::BlockBlob,
            length: Some(3),
            metadata: Some(NameValues(vec![("a".into(), "b".into())])),
            etag: Some("\"1\"".into()),
            ..BlobFacts::default()
        };
        let hash = BlobHTTPHeaders { blob_content_md5: Some(Binary(vec![1])), ..BlobHTTPHeaders::default() };
        let copy = BlobFacts { etag: Some("\"2\"".into()), http_headers: hash, ..source.clone() };
        assert!(is_like(&source, &copy));
        let kinds = BlobHTTPHeaders { blob_content_type: Some("x".into()), ..BlobHTTPHeaders::default() };
        for other in [
            BlobFacts { etag: source.etag.clone(), ..copy.clone() },
            BlobFacts { length: Some(4), ..copy.clone() },
            BlobFacts { metadata: None, ..copy.clone() },
            BlobFacts { tag_count: 1, ..copy.clone() },
            BlobFacts { kind: BlobKind::PageBlob, ..copy.clone() },
            BlobFacts { http_headers: kinds, ..copy },
        ] {
            assert!(!is_like(&source, &other), "{other:?}");
        }
    }

    #[test]
    fn the_error_says_why_a_source_stays() {
        let refused = |code: &str| {
            let error = Error::new(ErrorKind::Service, "no").with_code(code);
            error.with_response(ResponseSummary { status: 409, ..Default::default() })
        };
        for (code, expected) in [
            ("SnapshotsPresent", "snapshots"),
            ("LeaseIdMissing", "leased"),
            ("BlobImmutableDueToPolicy", "policy"),
            ("AuthorizationPermissionMismatch", "permission"),
        ] {
            let error = stays(&refused(code));
            assert!(error.message().contains(expected), "{}", error.message());
            assert_eq!(error.code(), Some(code));
        }
    }
}
