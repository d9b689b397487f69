//! Decides what the error of one blob means for it and for the job.

use crate::base::error::{Error, ErrorKind};
use crate::bulk::copying::permissions::MISSING_PERMISSION;

/// What an error means for the job.
#[derive(Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The destination exists and must not be replaced.
    Exists,
    /// The destination has changed since it was listed.
    DestinationChanged,
    /// The source has changed since it was listed.
    Changed,
    /// The source probably does not exist.
    SourceMissing,
    /// All attempts of a request were throttled.
    Throttled,
    /// The blob cannot be copied.
    Failed,
}

/// Classifies an error by its status and code.
pub fn classify_error(error: &Error) -> ErrorClass {
    let source_status = error.copy_source().and_then(|source| source.status);
    match (error.code(), error.status()) {
        (Some("SourceChanged"), _) => ErrorClass::Changed,
        (Some("BlobAlreadyExists"), Some(409)) => ErrorClass::Exists,
        (Some("ConditionNotMet" | "TargetConditionNotMet"), _) if source_status.is_none() => {
            ErrorClass::DestinationChanged
        }
        (Some("BlobNotFound" | "CannotVerifyCopySource"), Some(404)) => ErrorClass::SourceMissing,
        _ if source_status == Some(404) => ErrorClass::SourceMissing,
        (_, Some(429 | 503)) | (Some("OperationTimedOut"), Some(500)) => ErrorClass::Throttled,
        _ => ErrorClass::Failed,
    }
}

/// Whether no blob can be copied. Then the job stops, instead of failing a million times with the same error.
pub fn concerns_all(error: &Error) -> bool {
    error.kind() == ErrorKind::Credential || error.code() == Some(MISSING_PERMISSION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ResponseSummary};

    fn rejected(status: u16, code: &str) -> Error {
        Error::new(ErrorKind::Service, "no")
            .with_code(code)
            .with_response(ResponseSummary { status, ..Default::default() })
    }

    #[test]
    fn each_rejection_is_classified_by_status_and_code() {
        let of_source = |status| {
            let source = CopySourceError { status: Some(status), ..Default::default() };
            rejected(status, "CannotVerifyCopySource").with_copy_source(source)
        };
        for (error, judgement) in [
            (rejected(409, "BlobAlreadyExists"), ErrorClass::Exists),
            (Error::new(ErrorKind::Copy, "changed").with_code("SourceChanged"), ErrorClass::Changed),
            (of_source(404), ErrorClass::SourceMissing),
            (rejected(412, "ConditionNotMet"), ErrorClass::DestinationChanged),
            (of_source(403), ErrorClass::Failed),
            (rejected(503, "ServerBusy"), ErrorClass::Throttled),
            (rejected(500, "OperationTimedOut"), ErrorClass::Throttled),
            (rejected(500, "InternalError"), ErrorClass::Failed),
            (rejected(409, "BlobImmutableDueToPolicy"), ErrorClass::Failed),
        ] {
            assert_eq!(classify_error(&error), judgement, "{error:?}");
        }
    }
}
