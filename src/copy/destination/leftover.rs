//! The empty blob that remains if a copy by Copy Blob was abandoned, and its process was killed before it could delete it. A later copy
//! from the same source recognizes it by what the service shows, and treats the name as free.
//!
//! Copy Blob writes no content before it succeeds, so the destination of one that was aborted, or failed, has no data of a client as long as nothing was
//! done to it since. Any content, block or property that is written makes the service forget the copy; new metadata moves `Last-Modified` past
//! the copy's end; a lease shows. What the copy replaced is in a snapshot, and Delete Blob rejects a blob that has one, so there is no
//! need to list them.

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::copy_status::CopyStatus;
use crate::copy::destination::already_exists::already_exists;
use crate::copy::error_codes::{is_outdated, may_pass};
use crate::copy::source_url::{same_source, without_signature};
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobDeleteOptions;
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions};

/// The code for a blob that has snapshots, and would be deleted without them.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const HAS_SNAPSHOTS: &str = "SnapshotsPresent";

/// Whether a blob is what a copy from this source left, unchanged since.
pub fn is_leftover(facts: &BlobFacts, source: &Url) -> bool {
    let is_unchanged = match (facts.last_modified, facts.copy.completed_on) {
        (Some(modified), Some(ended)) => modified <= ended,
        _ => false,
    };
    copy_that_left(facts).is_some_and(|(_, from)| same_source(from, source.as_str())) && is_unchanged && !facts.leased
}

/// The status and the source of a copy that left an empty blob.
fn copy_that_left(facts: &BlobFacts) -> Option<(&str, &str)> {
    let status = facts.copy.status.as_ref()?;
    let is_empty = facts.length == Some(0);
    (is_empty && matches!(status, CopyStatus::Aborted | CopyStatus::Failed))
        .then_some((status.name(), facts.copy.source.as_deref()?))
}

/// Whether the caller's conditions accept any blob, or require none: then a leftover may be deleted.
pub fn may_go(conditions: &BlobRequestConditions) -> bool {
    let times = conditions.if_modified_since.is_some() || conditions.if_unmodified_since.is_some();
    let others = conditions.if_match.is_some() || conditions.tag_conditions.is_some();
    !times && !others && matches!(conditions.if_none_match.as_deref(), None | Some("*"))
}

/// The result of deleting a leftover.
pub enum LeftoverRemoval {
    /// It does not exist any more.
    Gone,
    /// It may have changed, or not exist any more: check again.
    Unclear(Error),
}

/// Deletes a leftover, if it is unchanged.
///
/// # Errors
/// If it could not be deleted: the error names it, and says what to do. The caller's abort.
pub async fn remove(
    destination: &BlobEndpoint,
    facts: &BlobFacts,
    cancel: &CancellationToken,
) -> Result<LeftoverRemoval> {
    let conditions = BlobDeleteConditions { if_match: facts.etag.clone(), ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    match destination.execute(&operation, cancel).await {
        Ok(_) => Ok(LeftoverRemoval::Gone),
        Err(error) if error.status() == Some(404) => Ok(LeftoverRemoval::Gone),
        Err(error) if matches!(error.kind(), ErrorKind::Aborted | ErrorKind::Credential) => Err(error),
        Err(error) if is_outdated(&error) || may_pass(&error) => Ok(LeftoverRemoval::Unclear(error)),
        Err(error) => Err(stays(destination, facts, error)),
    }
}

/// The error for a leftover that cannot be deleted.
pub fn stays(destination: &BlobEndpoint, facts: &BlobFacts, why: Error) -> Error {
    let advice = if why.code() == Some(HAS_SNAPSHOTS) {
        "It has snapshots, which hold what was there before: resume the copy with its saved text, or copy the snapshot that is wanted over it."
            .to_owned()
    } else {
        format!("It could not be deleted: {} Delete it, and copy again.", why.message())
    };
    let description = described(facts).unwrap_or_default();
    let message = format!("The destination {} exists, but holds nothing: {description} {advice}", destination.shown());
    already_exists(destination).with_message(format!("{message} Nothing was copied.")).with_source(why)
}

/// Describes an empty blob as the leftover of a copy.
pub fn described(facts: &BlobFacts) -> Option<String> {
    let (status, source) = copy_that_left(facts)?;
    let id = facts.copy.id.as_deref().unwrap_or("(without id)");
    Some(format!(
        "it is the empty blob that the copy {id} from {} left ({status}).",
        redact::url_text(&without_signature(source))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copy::blob_facts::CopyFacts;
    use crate::rest::values::Timestamp;

    const SOURCE: &str = "https://a.blob.core.windows.net/c/s";

    fn left(change: impl FnOnce(&mut BlobFacts)) -> BlobFacts {
        let mut facts = BlobFacts {
            length: Some(0),
            last_modified: Some(Timestamp(7000)),
            copy: CopyFacts {
                id: Some("id".into()),
                source: Some(SOURCE.into()),
                status: Some("aborted".into()),
                completed_on: Some(Timestamp(7000)),
                ..Default::default()
            },
            ..Default::default()
        };
        change(&mut facts);
        facts
    }

    #[test]
    fn only_an_untouched_blob_of_a_copy_from_the_same_source_is_a_leftover() {
        let source = Url::parse(&format!("{SOURCE}?sig=x")).expect("a URL");
        assert!(is_leftover(&left(|_| ()), &source));
        assert!(is_leftover(&left(|facts| facts.copy.status = Some("failed".into())), &source));
        assert!(is_leftover(&left(|facts| facts.leased = false), &source));
        for other in [
            left(|facts| facts.length = Some(1)),
            left(|facts| facts.length = None),
            left(|facts| facts.copy.status = Some("success".into())),
            left(|facts| facts.copy.status = Some("pending".into())),
            left(|facts| facts.copy.status = None),
            left(|facts| facts.copy.source = Some(format!("{SOURCE}2"))),
            left(|facts| facts.copy.source = Some(format!("{SOURCE}?snapshot=1"))),
            left(|facts| facts.copy.source = None),
            left(|facts| facts.last_modified = Some(Timestamp(8000))),
            left(|facts| facts.last_modified = None),
            left(|facts| facts.copy.completed_on = None),
            left(|facts| facts.leased = true),
        ] {
            assert!(!is_leftover(&other, &source), "{other:?}");
        }
    }

    #[test]
    fn conditions_on_the_destination_protect_a_leftover() {
        let given = |change: fn(&mut BlobRequestConditions)| {
            let mut conditions = BlobRequestConditions::default();
            change(&mut conditions);
            conditions
        };
        assert!(may_go(&given(|_| ())));
        assert!(may_go(&given(|given| given.if_none_match = Some("*".into()))));
        for kept in [
            given(|given| given.if_match = Some("e".into())),
            given(|given| given.if_none_match = Some("e".into())),
            given(|given| given.if_modified_since = Some(Timestamp(0))),
            given(|given| given.if_unmodified_since = Some(Timestamp(0))),
            given(|given| given.tag_conditions = Some("a='b'".into())),
        ] {
            assert!(!may_go(&kept), "{kept:?}");
        }
    }

    #[test]
    fn a_leftover_is_named_without_its_signature() {
        let facts = left(|facts| facts.copy.source = Some(format!("{SOURCE}?sig=SECRET")));
        let description = described(&facts).expect("a leftover");
        assert!(
            description.contains("copy id from") && description.contains("aborted") && !description.contains("SECRET"),
            "{description}"
        );
        assert_eq!(described(&left(|facts| facts.length = Some(3))), None);
    }
}
