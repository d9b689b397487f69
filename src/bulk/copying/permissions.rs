//! Finds out which permission is missing when a request to the destination, or for the tags of the source, is rejected: the service does not say.

use crate::base::error::Error;
use crate::bulk::options::obstacles::{Cleared, Clearing};
use crate::copy::BlobFacts;

/// The code of a credential without the permission.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const MISSING: &str = "AuthorizationPermissionMismatch";

/// The code of an error that this process has found itself, before the service would reject a request.
pub(in crate::bulk) const MISSING_PERMISSION: &str = "MissingPermission";

/// The code of a credential that may create blobs alone.
const MAY_CREATE: &str = "UnauthorizedBlobOverwrite";

/// The same error, with the permission that the request needs.
pub(in crate::bulk) fn with_needed_permission(error: Error, blob: &BlobFacts, cleared: &Cleared) -> Error {
    // What the service may not read at the source is said with the error.
    if error.copy_source().is_some() {
        return error;
    }
    let method = error.request().map(|request| request.method.as_str());
    let mut advice = match (error.code(), method) {
        (Some(MAY_CREATE), _) => {
            "The credential of the destination may create blobs and not overwrite them, which takes \"w\" in a shared access signature. With \
             \"overwrite\": \"never\", blobs that exist are skipped."
        }
        (Some(MISSING), Some("PUT")) => {
            "Whoever writes the destination needs the permission to write blobs: \"w\" in a shared access signature (\"c\" suffices where \
             nothing is overwritten), or the role Storage Blob Data Contributor."
        }
        (Some(MISSING), Some("HEAD")) => {
            "What these options compare takes the permission to read the destination, too: \"r\" in a shared access signature."
        }
        (Some("ResourceTypeMismatch"), _) => {
            "In a hierarchical namespace, a blob has no others below it: a part of this name is that of a blob at the destination, or the name is that \
             of a directory. Give the copy another name (\"destinationPrefix\", \"rename\"), or delete what is there."
        }
        (Some("LeaseIdMissing"), _) => {
            "The blob of the destination is leased. Give its lease id with \"leaseIds\", or choose with \"leased\" whether such blobs are \
             skipped, or their leases broken."
        }
        (Some("LeaseIdMismatchWithBlobOperation" | "LeaseNotPresentWithBlobOperation" | "LeaseLost"), _) => {
            "That is about the lease id that \"leaseIds\" has for this blob of the destination."
        }
        _ => return error,
    }
    .to_owned();
    if blob.tag_count > 0 && !cleared.contains(&Clearing::WithoutTags) && error.code() == Some(MISSING) {
        advice.push_str(
            " The blob has tags, which take \"t\" on both sides; with \"onTagsForbidden\": \"skip\", it is copied without them.",
        );
    }
    let message = format!("{} {advice}", error.message());
    error.with_message(message)
}

/// The error codes for a credential that lacks a permission for all blobs.
/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>
const FORBIDDEN: [&str; 6] = [
    MISSING,
    "AuthorizationFailure",
    "AuthorizationResourceTypeMismatch",
    "AuthorizationServiceMismatch",
    "InsufficientAccountPermissions",
    "UnauthorizedBlobOverwrite",
];

/// Whether an error says that a permission is missing.
pub(in crate::bulk) fn lacks_permission(error: &Error) -> bool {
    error.copy_source().is_none()
        && matches!(error.status(), Some(401 | 403))
        && error.code().is_some_and(|code| FORBIDDEN.contains(&code))
}

/// Whether a request was rejected because of its blob, such as a lease: the permission is checked before that.
pub(in crate::bulk) fn is_about_blob(status: Option<u16>) -> bool {
    matches!(status, Some(404 | 409 | 412))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{ErrorKind, RequestSummary, ResponseSummary};

    #[test]
    fn each_request_needs_a_permission_of_its_own() {
        let rejected = |code: &str, method: &str| {
            let request = RequestSummary { method: method.to_owned(), ..Default::default() };
            let response = ResponseSummary { status: 403, ..Default::default() };
            let error = Error::new(ErrorKind::Service, "no").with_code(code).with_request(request);
            error.with_response(response)
        };
        let tagged = BlobFacts { tag_count: 1, ..BlobFacts::default() };
        let without = Cleared::from([Clearing::WithoutTags]);
        for (code, method, blob, cleared, expected) in [
            (MISSING, "PUT", &BlobFacts::default(), &Cleared::new(), &["\"w\""][..]),
            (MISSING, "PUT", &tagged, &Cleared::new(), &["\"w\"", "\"t\""]),
            (MISSING, "PUT", &tagged, &without, &["\"w\""]),
            (MISSING, "HEAD", &BlobFacts::default(), &Cleared::new(), &["\"r\""]),
            (MAY_CREATE, "PUT", &tagged, &Cleared::new(), &["\"never\""]),
            ("LeaseIdMissing", "PUT", &tagged, &Cleared::new(), &["\"leaseIds\"", "\"leased\""]),
            ("BlobImmutableDueToPolicy", "PUT", &tagged, &Cleared::new(), &[]),
        ] {
            let error = with_needed_permission(rejected(code, method), blob, cleared);
            let message = error.message();
            assert!(expected.iter().all(|text| message.contains(text)), "{message}");
            assert_eq!(
                (message == "no", message.contains("\"t\"")),
                (expected.is_empty(), expected.contains(&"\"t\""))
            );
            assert_eq!(error.code(), Some(code));
        }
    }
}
