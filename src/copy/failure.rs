//! The errors of a copy: they name both sides, and say what was being done and what state the destination is in.

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::context::CopyContext;
use crate::copy::error_codes::{CANNOT_VERIFY, SOURCE_CHANGED, advice, source_has_changed};
use crate::copy::pair::is_of_credential;
use crate::copy::source::{name_fault, signature_fault, source_error};
use crate::transfer::CONDITION_NOT_MET;

/// Whether the destination was written when the source was found to have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasWritten {
    /// Certainly not.
    No,
    /// Unknown.
    Perhaps,
    /// It was.
    Yes,
}

impl CopyContext {
    /// The error for the caller. It names both sides and says what was being done.
    pub fn failure(&self, error: &Error, doing: &str) -> Error {
        if matches!(error.kind(), ErrorKind::Aborted | ErrorKind::Credential) || error.code() == Some(SOURCE_CHANGED) {
            return error.clone();
        }
        if source_has_changed(error) {
            return self.changed(error);
        }
        let (source, destination) = (self.source.endpoint.shown(), self.destination.shown());
        let mut message = format!("Copying {source} to {destination} failed {doing}: {}", error.message());
        if let Some(advice) = error.code().filter(|_| error.copy_source().is_none()).and_then(advice) {
            message = format!("{message}\n{advice}");
        }
        let source = &self.source.endpoint;
        let fault = signature_fault(source).filter(|_| error.code() == Some(CANNOT_VERIFY));
        let of_name = || name_fault(&source.url).filter(|_| is_of_credential(error)).map(str::to_owned);
        if let Some(fault) = fault.or_else(of_name) {
            message = format!("{message} {fault}");
        }
        error.clone().with_message(message)
    }

    /// As [`CopyContext::failure`], for the request that creates the destination: an earlier attempt may have taken effect.
    pub fn failure_of_making(&self, error: &Error, doing: &str) -> Error {
        if source_has_changed(error) && error.attempts() > 1 {
            return self.changed_when(error, WasWritten::Perhaps);
        }
        self.failure(error, doing)
    }

    /// The error for a source that this process failed to read: it has changed, or rejected the request.
    pub fn source_failure(&self, error: Error) -> Error {
        let changed = error.status() == Some(412) || error.code() == Some(CONDITION_NOT_MET);
        match error.code() {
            Some(SOURCE_CHANGED) => error,
            _ if changed => self.changed(&error),
            _ => source_error(&error, &self.source.endpoint),
        }
    }

    /// Checks that the source is still what it was, where pins do not guarantee that: any server but a Blob service may ignore
    /// conditions.
    ///
    /// # Errors
    /// The failed request; a source that changed.
    pub async fn check_source_unchanged(&self) -> Result<()> {
        if self.source.facts.is_blob() {
            return Ok(());
        }
        match self.source.is_unchanged(&self.cancel).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.changed(&Error::new(ErrorKind::Protocol, "The source is in another state."))),
            Err(error) => Err(self.failure(&error, "when the source was looked at once more")),
        }
    }

    /// The error for a source that changed before the destination was written.
    pub fn changed(&self, cause: &Error) -> Error {
        self.changed_when(cause, WasWritten::No)
    }

    /// The same, when the destination was written, or may have been.
    pub fn changed_when(&self, cause: &Error, written: WasWritten) -> Error {
        let destination = self.destination.shown();
        let written = match written {
            WasWritten::No => format!("The destination {destination} was not written."),
            WasWritten::Perhaps => format!(
                "Whether the destination {destination} was written is not known: an earlier try of the request may have \
                 taken effect."
            ),
            WasWritten::Yes => {
                format!("The destination {destination} had been written, and could not be compared with it any more.")
            }
        };
        let message = format!(
            "The source {} changed while it was copied: it is no longer what it was at the beginning{}. {written} Start the copy \
             again to copy what the source is now.",
            self.source.endpoint.shown(),
            self.source.facts.strong_etag().map(|etag| format!(" (ETag {etag})")).unwrap_or_default(),
        );
        let mut error = Error::new(ErrorKind::Copy, message).with_code(SOURCE_CHANGED).with_source(cause.clone());
        if let Some(source) = cause.copy_source() {
            error = error.with_copy_source(source.clone());
        }
        error
    }
}
