//! Which error of the first blob says that no other can be copied between these two accounts either.

use crate::base::error::Error;

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
pub(in crate::bulk) fn concerns_pair(error: &Error) -> Option<Error> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ErrorKind, ResponseSummary};

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
