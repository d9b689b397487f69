//! One copy that is to be made: both sides, what the caller wants, and what the destination is to become.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::download::CONDITION_NOT_MET;
use crate::copy::transfer::authorise::Access;
use crate::copy::transfer::options::TransferOptions;
use crate::copy::transfer::overwrite::{Guard, Seen};
use crate::copy::transfer::progress::Progress;
use crate::copy::transfer::source::{Side, Source};
use crate::copy::transfer::unreadable::{signature_fault, unreadable};
use crate::http::{Exchange, RequestBody};
use crate::rest::conditions::{BlobRequestConditions, LeaseAccessConditions};
use crate::rest::execute::Answer;
use crate::rest::shared::{AccessTier, BlobHTTPHeaders};
use crate::rest::values::NameValues;

/// One copy.
pub struct Job {
    /// What is copied.
    pub source: Source,
    /// Where to.
    pub destination: Side,
    /// What the caller wants.
    pub options: TransferOptions,
    /// How the service is let in at the source.
    pub access: Access,
    /// The tags that the destination gets.
    pub tags: Option<NameValues>,
    /// What the destination must still be.
    pub guard: Guard,
    /// The destination, as it was seen.
    pub seen: Option<Seen>,
    /// Who is told how far it is.
    pub progress: Arc<Progress>,
    /// When it began.
    pub began: Instant,
    /// Ends it.
    pub cancel: CancellationToken,
}

/// What the request that made the destination was answered.
#[derive(Debug)]
pub struct Made {
    /// The answer as JSON.
    pub result: Value,
    /// The destination's `ETag`.
    pub etag: Option<String>,
    /// The exchange.
    pub exchange: Exchange,
}

impl Made {
    /// From an answer.
    pub fn of<T: Serialize>(answer: Answer<T>) -> Self {
        let result = serde_json::to_value(&answer.output).unwrap_or_default();
        let etag = result.get("etag").and_then(Value::as_str).map(str::to_owned);
        let mut exchange = answer.exchange;
        // The body of the request may be a whole blob, which nobody needs any more.
        exchange.request.body = RequestBody::default();
        Self { result, etag, exchange }
    }
}

impl Job {
    /// What must hold for the destination when it is made.
    pub fn conditions(&self) -> BlobRequestConditions {
        let mut conditions = self.options.conditions.clone();
        self.guard.add_to(&mut conditions, self.seen.as_ref());
        conditions
    }

    /// The lease that the destination is held under, which is all that staging a block takes.
    pub fn lease(&self) -> Option<LeaseAccessConditions> {
        let lease_id = Some(self.options.conditions.lease_id.clone()?);
        Some(LeaseAccessConditions { lease_id })
    }

    /// The metadata of a destination that takes nothing from the source by itself.
    pub fn metadata(&self) -> Option<NameValues> {
        self.options.metadata.clone().or_else(|| self.source.properties.metadata.clone())
    }

    /// The standard properties of such a destination.
    pub fn http_headers(&self) -> BlobHTTPHeaders {
        self.options.blob_http_headers.clone().unwrap_or_else(|| self.source.http_headers())
    }

    /// The destination's tier.
    pub fn tier(&self) -> Option<AccessTier> {
        self.options.tier.clone().or_else(|| self.source.tier())
    }

    /// The error that the caller gets: it names both sides and says what was being done.
    pub fn failure(&self, error: &Error, doing: &str) -> Error {
        if matches!(error.kind(), ErrorKind::Aborted | ErrorKind::Credential) || error.code() == Some(SOURCE_CHANGED) {
            return error.clone();
        }
        if source_has_changed(error) {
            return self.changed(error);
        }
        let (source, destination) = (self.source.side.shown(), self.destination.shown());
        let mut message = format!("Copying {source} to {destination} failed {doing}: {}", error.message());
        if let Some(advice) = error.code().filter(|_| error.copy_source().is_none()).and_then(advice) {
            message = format!("{message}\n{advice}");
        }
        if error.code() == Some(CANNOT_VERIFY)
            && let Some(fault) = signature_fault(&self.source.side)
        {
            message = format!("{message} {fault}");
        }
        error.clone().with_message(message)
    }

    /// As [`Job::failure`], of a request by which the destination is made: an earlier try of it may have taken effect.
    pub fn failure_of_making(&self, error: &Error, doing: &str) -> Error {
        if source_has_changed(error) && error.tries() > 1 {
            return self.changed_when(error, Written::Perhaps);
        }
        self.failure(error, doing)
    }

    /// What reading the source in this process failed with: that it is not what it was, or that it refuses.
    pub fn source_refused(&self, error: Error) -> Error {
        let changed = error.status() == Some(412) || error.code() == Some(CONDITION_NOT_MET);
        match error.code() {
            Some(SOURCE_CHANGED) => error,
            _ if changed => self.changed(&error),
            _ => unreadable(&error, &self.source.side),
        }
    }

    /// Makes sure that the source is still what it was, where its requests are not bound to that: any server but a Blob
    /// service may answer conditions as it likes.
    ///
    /// # Errors
    /// What looking at it failed with; that it changed.
    pub async fn source_is_the_same(&self) -> Result<()> {
        if self.source.is_blob() {
            return Ok(());
        }
        match self.source.is_the_same(&self.cancel).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.changed(&Error::new(ErrorKind::Protocol, "The source is in another state."))),
            Err(error) => Err(self.failure(&error, "when the source was looked at once more")),
        }
    }

    /// The error for a source that is not what it was when the copy began, before the destination was written.
    pub fn changed(&self, cause: &Error) -> Error {
        self.changed_when(cause, Written::No)
    }

    /// The same, when the destination was written, or may have been.
    pub fn changed_when(&self, cause: &Error, written: Written) -> Error {
        let destination = self.destination.shown();
        let written = match written {
            Written::No => format!("The destination {destination} was not written."),
            Written::Perhaps => format!(
                "Whether the destination {destination} was written is not known: an earlier try of the request may have \
                 taken effect."
            ),
            Written::Yes => {
                format!("The destination {destination} had been written, and could not be compared with it any more.")
            }
        };
        let message = format!(
            "The source {} changed while it was copied: it is no longer what it was at the beginning{}. {written} Start the copy \
             again to copy what the source is now.",
            self.source.side.shown(),
            self.source.etag().map(|etag| format!(" (ETag {etag})")).unwrap_or_default(),
        );
        let mut error = Error::new(ErrorKind::Copy, message).with_code(SOURCE_CHANGED).with_source(cause.clone());
        if let Some(source) = cause.copy_source() {
            error = error.with_copy_source(source.clone());
        }
        error
    }
}

/// What is in the way at the destination, by the service's code, and what to do about it.
fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "InvalidBlobOrBlock" => {
            "At the destination wait blocks of somebody else whose ids have another length, such as those of an upload that \
             was given up, and the service takes no others beside them. Write the destination by one request, or copy to \
             another name; the service drops such blocks after a week."
        }
        "InvalidBlockList" => {
            "Blocks of this copy are not there any more: somebody else has written the destination meanwhile, which drops \
             all blocks that wait there. Start the copy again."
        }
        "InvalidBlobType" => {
            "The destination is a blob of another type, and stays as it is. Delete it first, or copy to another name."
        }
        "BlobArchived" => {
            "A blob that is archived can be neither overwritten nor read. If the destination is, delete it first, or copy to \
             another name."
        }
        "LeaseIdMissing" => "The destination is leased. Pass the id of its lease in \"conditions.leaseId\".",
        "BlobImmutableDueToPolicy" => {
            "The destination is kept by an immutability policy or a legal hold, and stays as it is. Copy to another name."
        }
        _ => return None,
    })
}

/// Whether the destination was written when the source turned out to have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Certainly not.
    No,
    /// Nobody knows.
    Perhaps,
    /// It was.
    Yes,
}

/// The code of the error for a copy that its owner ended, and that could not be undone.
pub const CANCELLED: &str = "CopyCancelled";

/// The code of the error for a source that the service could not read.
pub const CANNOT_VERIFY: &str = "CannotVerifyCopySource";

/// The code of the error for a source that changed.
pub const SOURCE_CHANGED: &str = "SourceChanged";

fn source_has_changed(error: &Error) -> bool {
    const CODES: [&str; 3] = ["SourceConditionNotMet", "CannotVerifyCopySource", "ConditionNotMet"];
    let source = error.copy_source();
    error.code() == Some("SourceConditionNotMet")
        || (error.code().is_some_and(|code| CODES.contains(&code))
            && source.is_some_and(|source| source.status == Some(412)))
}

/// Whether the service says that it cannot reach the source, or may not read it, or does not know the operation: then this
/// process, which can read the source, can still relay it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ResponseSummary};

    fn refused(status: u16, code: &str, source: Option<u16>) -> Error {
        let error = Error::new(ErrorKind::Service, "no")
            .with_code(code)
            .with_response(ResponseSummary { status, ..Default::default() });
        match source {
            None => error,
            source => error.with_copy_source(CopySourceError { status: source, ..Default::default() }),
        }
    }

    #[test]
    fn only_a_source_that_the_service_cannot_read_is_relayed() {
        for (error, relayed) in [
            (refused(403, "CannotVerifyCopySource", Some(403)), true),
            (refused(401, "CannotVerifyCopySource", None), true),
            (refused(404, "CannotVerifyCopySource", Some(404)), true),
            (refused(500, "CannotVerifyCopySource", None), true),
            (refused(409, "CannotVerifyCopySource", Some(409)), false),
            (refused(412, "CannotVerifyCopySource", Some(412)), false),
            (refused(429, "CannotVerifyCopySource", Some(429)), false),
            (refused(503, "CannotVerifyCopySource", Some(503)), false),
            (refused(403, "AuthorizationFailure", None), false),
            (refused(409, "BlobAlreadyExists", None), false),
            (refused(501, "NotImplemented", None), true),
            (Error::aborted(), false),
        ] {
            assert_eq!(service_cannot_read(&error), relayed, "{error:?}");
        }
    }

    #[test]
    fn a_condition_on_the_destination_is_no_change_of_the_source() {
        assert!(source_has_changed(&refused(412, "SourceConditionNotMet", None)));
        assert!(source_has_changed(&refused(412, "CannotVerifyCopySource", Some(412))));
        assert!(!source_has_changed(&refused(412, "ConditionNotMet", None)));
        assert!(!source_has_changed(&refused(404, "CannotVerifyCopySource", Some(404))));
    }
}
