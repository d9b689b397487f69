//! How a job ends, and what makes it end early. Pure decisions from what was counted.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind};
use crate::bulk::event::BlobFailure;
use crate::bulk::summary::{Deletes, Summary};

/// After so many failures alike, and no success, the job stops: what is wrong concerns all blobs.
const ALIKE: u64 = 20;

/// How a job ended.
#[derive(Debug, Clone)]
pub enum End {
    /// All that was wanted is done.
    Done,
    /// It was canceled.
    Cancelled,
    /// It was not all done.
    Failed(Error),
}

/// Why the job stops after these failures, if it does.
pub(super) fn brake(summary: &Summary, max_errors: Option<u64>) -> Option<Error> {
    let first = &summary.failures.first()?.failure;
    if let Some(most) = max_errors
        && summary.failed > most
    {
        let message = format!(
            "{} blobs could not be copied, and \"maxErrors\" is {most}. The job stopped; what was copied stays. The first error: {}",
            summary.failed, first.message
        );
        return Some(Error::new(ErrorKind::Copy, message).with_code("TooManyErrors"));
    }
    let nothing_went_well = summary.counts.copied == 0 && summary.counts.skipped.is_empty();
    if nothing_went_well && summary.failed >= ALIKE && summary.failed_by_code.len() == 1 {
        let message = format!(
            "The first {} blobs failed alike, so the job stopped instead of failing for all. {}",
            summary.failed, first.message
        );
        return Some(of_failure(first, message));
    }
    None
}

/// What concerns all blobs of a pair of accounts, whichever is copied first: a permission, a firewall, a container that is gone.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>
const OF_ALL: [&str; 16] = [
    "AccountIsDisabled",
    "AuthenticationFailed",
    "AuthorizationFailure",
    "AuthorizationPermissionMismatch",
    "AuthorizationProtocolMismatch",
    "AuthorizationResourceTypeMismatch",
    "AuthorizationServiceMismatch",
    "AuthorizationSourceIPMismatch",
    "ContainerBeingDeleted",
    "ContainerDisabled",
    "ContainerNotFound",
    "InsufficientAccountPermissions",
    "InvalidAuthenticationInfo",
    "NoAuthenticationInformation",
    "PublicAccessNotPermitted",
    "KeyBasedAuthenticationNotPermitted",
];

/// The error of a job whose first blob fails with this error, if no other can be copied either.
pub(super) fn concerns_pair(error: &Error) -> Option<Error> {
    let source = error.copy_source();
    let code = source.map_or(error.code(), |source| source.code.as_deref());
    let status = source.and_then(|source| source.status).or(error.status());
    if !(matches!(status, Some(401 | 407)) || code.is_some_and(|code| OF_ALL.contains(&code))) {
        return None;
    }
    let mut message = format!(
        "The first blob could not be copied, and for this reason no other can be. The job stopped; nothing was copied. {}",
        error.message()
    );
    if source.is_some() {
        message.push_str(" The strategy \"relay\" copies through this process, and \"auto\" does where the service cannot read the source.");
    }
    Some(error.clone().with_message(message))
}

/// How the job ended, once nothing is under way. `stopped` is why it ended early.
pub(super) fn outcome(summary: &Summary, stopped: Option<Error>, cancel: &CancellationToken) -> End {
    match stopped {
        Some(error) if cancel.is_cancelled() && error.kind() == ErrorKind::Aborted => End::Cancelled,
        Some(error) => End::Failed(error),
        None => match summary.failures.first() {
            None if summary.counts.deletes.are_incomplete() => End::Failed(not_deleted(&summary.counts.deletes)),
            None => containers_outcome(summary),
            Some(first) => {
                let within = first.container.as_ref().map(|container| format!(" of the container {container:?}"));
                let message = format!(
                    "{} of {} blobs could not be copied; the others were. The first: {:?}{}: {}",
                    summary.failed + summary.conflicts,
                    summary.counts.listed,
                    first.source,
                    within.unwrap_or_default(),
                    first.failure.message
                );
                End::Failed(Error::new(ErrorKind::Copy, message).with_code("ContainerCopyIncomplete"))
            }
        },
    }
}

/// The error for blobs that were to be deleted and are still there.
fn not_deleted(deletes: &Deletes) -> Error {
    let Deletes { wanted, done, refused, .. } = deletes;
    let told = format!("{done} of {wanted} blobs that only the destination has were deleted");
    if let Some(reason) = &deletes.withheld_because {
        let message =
            format!("{told}, and {} deletes were withheld: {reason}. All copies were made.", deletes.withheld);
        return Error::new(ErrorKind::Copy, message).with_code("DeletesWithheld");
    }
    let codes: Vec<_> = deletes.refused_by_code.iter().map(|(code, count)| format!("{code} ({count})")).collect();
    let message = format!("{told}, and {refused} could not be: {}. All copies were made.", codes.join(", "));
    Error::new(ErrorKind::Copy, message).with_code("DeletesRefused")
}

/// How a job ended whose blobs were all copied, as far as their containers could be listed.
fn containers_outcome(summary: &Summary) -> End {
    let Some(containers) = &summary.containers else { return End::Done };
    let Some(first) = containers.failures.first() else { return End::Done };
    let message = format!(
        "{} containers could not be copied; the others were. The first: {:?}: {}",
        containers.failed, first.container, first.failure.message
    );
    End::Failed(Error::new(ErrorKind::Copy, message).with_code("AccountCopyIncomplete"))
}

fn of_failure(failure: &BlobFailure, message: String) -> Error {
    let error = Error::new(ErrorKind::Copy, message);
    match &failure.code {
        Some(code) => error.with_code(code),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ResponseSummary};

    fn refused(status: u16, code: &str) -> Error {
        let response = ResponseSummary { status, ..Default::default() };
        Error::new(ErrorKind::Service, "no").with_code(code).with_response(response)
    }

    #[test]
    fn a1_what_the_first_blob_says_of_all() {
        let source = |status, code: &str| {
            let source = CopySourceError { status: Some(status), code: Some(code.to_owned()), message: None };
            refused(403, "CannotVerifyCopySource").with_copy_source(source)
        };
        for (error, all) in [
            (refused(403, "AuthorizationPermissionMismatch"), true),
            (refused(404, "ContainerNotFound"), true),
            (refused(404, "BlobNotFound"), false),
            (refused(409, "BlobImmutableDueToPolicy"), false),
            (refused(403, "UnauthorizedBlobOverwrite"), false),
            (source(403, "AuthorizationFailure"), true),
            (source(404, "BlobNotFound"), false),
            (source(409, "BlobArchived"), false),
        ] {
            assert_eq!(concerns_pair(&error).is_some(), all, "{error:?}");
        }
        assert!(concerns_pair(&source(403, "AuthorizationFailure")).expect("an error").message().contains("\"relay\""));
    }
}
