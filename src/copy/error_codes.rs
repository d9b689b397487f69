//! The engine's own error codes, and what the service's codes mean for a copy.

use url::Url;

use crate::base::error::{Error, ErrorKind};
pub use crate::transfer::{may_have_taken_effect, may_still_arrive};

/// A copy that its owner canceled, and that could not be rolled back.
pub const CANCELLED: &str = "CopyCancelled";

/// A source that the service could not read.
pub const CANNOT_VERIFY: &str = "CannotVerifyCopySource";

/// A source that changed while it was copied.
pub const SOURCE_CHANGED: &str = "SourceChanged";

/// A destination that differs from the source.
pub const VERIFY_FAILED: &str = "VerifyFailed";

/// A block whose id is not as long as those of the uncommitted blocks.
/// <https://learn.microsoft.com/rest/api/storageservices/put-block>
pub const OTHER_IDS: &str = "InvalidBlobOrBlock";

/// A key for a blob that is not encrypted with one.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
pub const WITHOUT_KEY: &str = "BlobDoesNotUseCustomerSpecifiedEncryption";

/// Whether the same request may succeed later.
pub fn may_pass(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Aborted | ErrorKind::Credential | ErrorKind::Transport | ErrorKind::Protocol => true,
        ErrorKind::Service => matches!(error.status(), Some(408 | 429 | 500..=599)),
        _ => false,
    }
}

/// Whether a request was rejected because of the destination's current state. Then checking it again may help.
pub fn is_outdated(error: &Error) -> bool {
    const CODES: [&str; 4] = ["ConditionNotMet", "TargetConditionNotMet", "BlobAlreadyExists", "PendingCopyOperation"];
    error.copy_source().is_none() && error.code().is_some_and(|code| CODES.contains(&code))
}

/// Whether a request was rejected because the source has changed.
pub fn source_has_changed(error: &Error) -> bool {
    const CODES: [&str; 3] = ["SourceConditionNotMet", CANNOT_VERIFY, "ConditionNotMet"];
    let source = error.copy_source();
    error.code() == Some("SourceConditionNotMet")
        || (error.code().is_some_and(|code| CODES.contains(&code))
            && source.is_some_and(|source| source.status == Some(412)))
}

/// Whether the service cannot reach the source, may not read it, or does not support the operation. Then this process, which can
/// read the source, can still relay it.
pub fn service_cannot_read(error: &Error) -> bool {
    if error.kind() != ErrorKind::Service {
        return false;
    }
    let status = error.copy_source().and_then(|source| source.status).or(error.status());
    match error.code() {
        // A source that is busy is busy for this process, too.
        Some(CANNOT_VERIFY) => matches!(status, Some(401 | 403 | 404 | 407 | 408 | 500..=502 | 504..=599)),
        _ => error.status() == Some(501),
    }
}

/// The length of a source's URL from which on it may be too long with a signature: the service takes 2 KiB of it.
/// <https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url>
const LONG_URL: usize = 1024;

/// Whether the service did not take the URL of the source, because it is too long: one character of a name can take twelve when it is encoded.
pub fn is_too_long(error: &Error, source: &Url) -> bool {
    let is_rejected = error.kind() == ErrorKind::Service && error.code() == Some("InvalidHeaderValue");
    is_rejected && source.as_str().len() > LONG_URL
}

/// Whether a request may have been rejected because the service should have copied the source's tags: it may not read them, or does not
/// support the option. What this process reads, it can send.
/// <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url>
pub fn may_concern_tags(error: &Error) -> bool {
    let is_rejected = error.kind() == ErrorKind::Service && matches!(error.status(), Some(400 | 401 | 403));
    is_rejected || service_cannot_read(error)
}

/// Whether the uncommitted blocks will not be used. After a temporary failure, such as a broken network or an expired
/// permission, they stay: a resumed copy uses them, and the service drops them after a week.
pub fn gives_up(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Aborted => true,
        ErrorKind::Copy => error.code() == Some(SOURCE_CHANGED),
        // None of ours was accepted, and those of another client must not be dropped.
        ErrorKind::Service if error.code() == Some(OTHER_IDS) => false,
        ErrorKind::Service => {
            matches!(error.status(), Some(400..=499)) && !matches!(error.status(), Some(401 | 403 | 408 | 429))
        }
        _ => false,
    }
}

/// The obstacle to the write at the destination, by the service's code, and the remedy.
pub fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "InvalidBlobOrBlock" => {
            "The destination has blocks of another client whose ids have another length, such as the uncommitted ones of an \
             abandoned upload, and the service accepts no others beside them. Write the destination by one request, or copy to \
             another name. The service drops uncommitted blocks after a week."
        }
        "InvalidBlockList" => {
            "Blocks of this copy no longer exist: another client has written the destination in the meantime, which drops \
             all uncommitted blocks. Start the copy again."
        }
        "InvalidBlobType" => {
            "The destination is a blob of another type, and was not changed. Delete it first, or copy to another name."
        }
        "BlobArchived" => {
            "An archived blob can be neither overwritten nor read. If the destination is archived, delete it first, or copy to \
             another name."
        }
        "LeaseIdMissing" => "The destination is leased. Pass the id of its lease in \"conditions.leaseId\".",
        "BlobImmutableDueToPolicy" => {
            "The destination is protected by an immutability policy or a legal hold, and was not changed. Copy to another name."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ResponseSummary};

    fn rejected(status: u16, code: &str, source: Option<u16>) -> Error {
        let error = Error::new(ErrorKind::Service, "no")
            .with_code(code)
            .with_response(ResponseSummary { status, ..Default::default() });
        match source {
            None => error,
            source => error.with_copy_source(CopySourceError { status: source, ..Default::default() }),
        }
    }

    #[test]
    fn only_a_long_url_is_too_long() {
        let url = |length: usize| Url::parse(&format!("https://one/c/{}", "x".repeat(length))).expect("a URL");
        assert!(is_too_long(&rejected(400, "InvalidHeaderValue", None), &url(1024)));
        assert!(!is_too_long(&rejected(400, "InvalidHeaderValue", None), &url(100)));
        assert!(!is_too_long(&rejected(400, "InvalidInput", None), &url(1024)));
    }

    #[test]
    fn only_a_source_that_the_service_cannot_read_is_relayed() {
        for (error, relayed) in [
            (rejected(403, "CannotVerifyCopySource", Some(403)), true),
            (rejected(401, "CannotVerifyCopySource", None), true),
            (rejected(404, "CannotVerifyCopySource", Some(404)), true),
            (rejected(500, "CannotVerifyCopySource", None), true),
            (rejected(409, "CannotVerifyCopySource", Some(409)), false),
            (rejected(412, "CannotVerifyCopySource", Some(412)), false),
            (rejected(429, "CannotVerifyCopySource", Some(429)), false),
            (rejected(503, "CannotVerifyCopySource", Some(503)), false),
            (rejected(403, "AuthorizationFailure", None), false),
            (rejected(409, "BlobAlreadyExists", None), false),
            (rejected(501, "NotImplemented", None), true),
            (Error::aborted(), false),
        ] {
            assert_eq!(service_cannot_read(&error), relayed, "{error:?}");
        }
    }

    #[test]
    fn tags_are_read_here_if_they_may_be_why_the_service_rejects() {
        for (error, read) in [
            (rejected(403, "AuthorizationPermissionMismatch", None), true),
            (rejected(403, "CannotVerifyCopySource", Some(403)), true),
            (rejected(400, "UnsupportedHeader", None), true),
            (rejected(404, "BlobNotFound", None), false),
            (rejected(412, "ConditionNotMet", None), false),
            (rejected(409, "BlobAlreadyExists", None), false),
            (rejected(503, "ServerBusy", None), false),
            (Error::aborted(), false),
        ] {
            assert_eq!(may_concern_tags(&error), read, "{error:?}");
        }
    }

    #[test]
    fn an_unmet_destination_condition_is_no_source_change() {
        assert!(source_has_changed(&rejected(412, "SourceConditionNotMet", None)));
        assert!(source_has_changed(&rejected(412, "CannotVerifyCopySource", Some(412))));
        assert!(!source_has_changed(&rejected(412, "ConditionNotMet", None)));
        assert!(!source_has_changed(&rejected(404, "CannotVerifyCopySource", Some(404))));
    }

    #[test]
    fn transient_errors_are_retried_later() {
        for (error, later, outdated) in [
            (rejected(503, "ServerBusy", None), true, false),
            (rejected(429, "TooManyRequests", None), true, false),
            (rejected(403, "AuthorizationFailure", None), false, false),
            (rejected(412, "ConditionNotMet", None), false, true),
            (rejected(409, "BlobAlreadyExists", None), false, true),
            (rejected(412, "LeaseIdMissing", None), false, false),
            (Error::new(ErrorKind::Transport, "reset"), true, false),
            (Error::aborted(), true, false),
            (Error::new(ErrorKind::Copy, "different").with_code("VerifyFailed"), false, false),
        ] {
            assert_eq!((may_pass(&error), is_outdated(&error)), (later, outdated), "{error:?}");
        }
    }
}
