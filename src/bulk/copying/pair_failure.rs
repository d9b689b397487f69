//! Decides which error of the first blob means that no other blob can be copied between these two accounts either.

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::options::purpose::Purpose;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::requests::tally::has_written;

/// Error codes that concern all blobs of a pair of accounts: a permission, a firewall, a deleted container.
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

/// The codes that say that a container or its account no longer exists.
const GONE: [&str; 4] = ["AccountIsDisabled", "ContainerBeingDeleted", "ContainerDisabled", "ContainerNotFound"];

/// Whether a request found no blob because the container does not exist.
pub(in crate::bulk) fn container_is_gone(code: Option<&str>) -> bool {
    code.is_some_and(|code| GONE.contains(&code))
}

/// The event of a blob, unless it shows that a container of the job no longer exists.
///
/// # Errors
/// What ends the job then: the blobs that are left are still to be copied, if the container comes back.
pub(in crate::bulk) fn lost_container(event: BlobEvent, purpose: Purpose) -> Result<BlobEvent> {
    let BlobEvent::Failed { failure, .. } = &event else { return Ok(event) };
    let Some(code) = failure.code.clone().filter(|code| container_is_gone(Some(code))) else { return Ok(event) };
    let message = format!("One of the containers is not there any more. {} {}", purpose.stopped(), failure.message);
    Err(Error::new(ErrorKind::Copy, message).with_code(code))
}

/// The error of a job whose first blob fails with this error, if no other can be copied either.
pub(in crate::bulk) fn pair_failure(error: &Error, purpose: Purpose, is_resumed: bool) -> Option<Error> {
    let source = error.copy_source();
    let code = source.map_or(error.code(), |source| source.code.as_deref());
    let status = source.and_then(|source| source.status).or(error.status());
    if !(matches!(status, Some(401 | 407)) || code.is_some_and(|code| OF_ALL.contains(&code))) {
        return None;
    }
    // A copy may fail when it is verified, protected or moved.
    let done = purpose.done();
    let copied = if has_written() {
        "it may be at the destination, and no other blob was copied".to_owned()
    } else {
        format!("nothing {}was {done}", if is_resumed { "more " } else { "" })
    };
    let mut message = format!(
        "The first blob could not be {done}, and for this reason no other can be. The job stopped; {copied}. {}",
        error.message()
    );
    if source.is_some() && purpose == Purpose::Copy {
        message.push_str(" The strategy \"relay\" copies through this process, and \"auto\" does where the service cannot read the source.");
    }
    Some(error.clone().with_message(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ResponseSummary};

    fn rejected(status: u16, code: &str) -> Error {
        let response = ResponseSummary { status, ..Default::default() };
        Error::new(ErrorKind::Service, "no").with_code(code).with_response(response)
    }

    #[test]
    fn a1_some_errors_of_the_first_blob_concern_all() {
        let source = |status, code: &str| {
            let source = CopySourceError { status: Some(status), code: Some(code.to_owned()), message: None };
            rejected(403, "CannotVerifyCopySource").with_copy_source(source)
        };
        for (error, all) in [
            (rejected(403, "AuthorizationPermissionMismatch"), true),
            (rejected(404, "ContainerNotFound"), true),
            (rejected(404, "BlobNotFound"), false),
            (rejected(409, "BlobImmutableDueToPolicy"), false),
            (rejected(403, "UnauthorizedBlobOverwrite"), false),
            (source(403, "AuthorizationFailure"), true),
            (source(404, "BlobNotFound"), false),
            (source(409, "BlobArchived"), false),
        ] {
            assert_eq!(pair_failure(&error, Purpose::Copy, false).is_some(), all, "{error:?}");
        }
        let error = pair_failure(&source(403, "AuthorizationFailure"), Purpose::Copy, false).expect("an error");
        assert!(error.message().contains("\"relay\""), "{}", error.message());
        let compared = pair_failure(&rejected(404, "ContainerNotFound"), Purpose::Comparison, false);
        let compared = compared.expect("an error");
        assert!(!compared.message().contains("copied"), "{}", compared.message());
    }
}
