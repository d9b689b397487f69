//! The state of one copy, and what the service's responses about an asynchronous copy mean. No I/O, no clock.

use serde::Serialize;

use crate::base::error::{Error, ErrorKind};
use crate::base::redact;
use crate::copy::copy_status::CopyStatus;
use crate::copy::outcome::CopyResult;
use crate::copy::plan::CopyStrategy;
use crate::copy::progress::CopyProgress;
use crate::copy::source_url::without_signature;
use crate::rest::blob::{BlobGetPropertiesResponse, BlobStartCopyFromURLResponse};
use crate::rest::shared::SourceUrl;

/// The state of a copy, with the field names that scripts read.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyState {
    /// The source's URL.
    pub copy_source: SourceUrl,
    /// Whether the copy was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_started: Option<bool>,
    /// The service's id of the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_id: Option<String>,
    /// The progress of the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_progress: Option<CopyProgress>,
    /// The response of a finished copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<CopyResult>,
    /// Whether the copy ended, with or without success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_completed: Option<bool>,
    /// Whether its owner canceled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_cancelled: Option<bool>,
    /// How the blob is copied, if the engine chose. It is not part of the saved state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<CopyStrategy>,
    /// A backup snapshot that is no longer needed and could not be deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_snapshot: Option<String>,
    /// Whether the engine made the source's signature. Then callers do not expect to see it in the result.
    #[serde(skip)]
    pub hides_signature: bool,
    /// Why the copy failed.
    #[serde(skip)]
    pub error: Option<Error>,
}

/// The changes of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateChange {
    /// Nothing new.
    None,
    /// The copy has progressed, but not ended.
    Progress,
    /// The copy has ended.
    Ended,
}

impl CopyState {
    /// Whether the copy has ended.
    pub fn is_done(&self) -> bool {
        self.is_completed == Some(true) || self.is_cancelled == Some(true) || self.error.is_some()
    }

    /// The service has accepted the copy.
    pub fn started(&mut self, response: BlobStartCopyFromURLResponse) {
        self.is_started = Some(true);
        self.copy_id.clone_from(&response.copy_id);
        match response.copy_status.as_ref().map(CopyStatus::from) {
            Some(CopyStatus::Success) => {
                self.result = Some(response.into());
                self.is_completed = Some(true);
            }
            Some(CopyStatus::Failed) => self.failed(None),
            Some(CopyStatus::Aborted) => self.aborted_by_others(),
            Some(CopyStatus::Pending) | None => {}
            Some(CopyStatus::Other(status)) => self.status_is_unknown(Some(&status)),
        }
    }

    /// Adopts a pending copy: an earlier attempt of the start took effect, though its response was lost.
    pub fn adopted(&mut self, copy_id: String) {
        self.is_started = Some(true);
        self.copy_id = Some(copy_id);
    }

    /// A poll returned the destination's properties.
    pub fn polled(&mut self, mut properties: BlobGetPropertiesResponse) -> StateChange {
        if self.is_done() {
            return StateChange::None;
        }
        if self.hides_signature {
            properties.copy_source = properties.copy_source.map(|source| without_signature(&source));
        }
        if let Some(ours) = &self.copy_id
            && properties.copy_id.as_ref() != Some(ours)
        {
            self.replaced(&properties);
            return StateChange::Ended;
        }
        let progress = properties.copy_progress.as_deref().and_then(CopyProgress::parse);
        let progressed = progress.is_some() && progress != self.copy_progress;
        if progressed {
            self.copy_progress = progress;
        }
        match properties.copy_status.as_ref().map(CopyStatus::from) {
            Some(CopyStatus::Success) => {
                self.result = Some(properties.into());
                self.is_completed = Some(true);
            }
            Some(CopyStatus::Failed) => self.failed(properties.copy_status_description.as_deref()),
            Some(CopyStatus::Aborted) => self.aborted_by_others(),
            Some(CopyStatus::Pending) => return if progressed { StateChange::Progress } else { StateChange::None },
            Some(CopyStatus::Other(status)) => self.status_is_unknown(Some(&status)),
            None => self.status_is_unknown(None),
        }
        StateChange::Ended
    }

    /// The owner has canceled the copy, and the service has aborted it if it had started.
    pub fn cancelled(&mut self) {
        self.is_cancelled = Some(true);
    }

    fn failed(&mut self, reason: Option<&str>) {
        let reason = reason.filter(|reason| !reason.is_empty()).unwrap_or("unknown");
        self.end_badly("CopyFailed", format!("Blob copy failed with reason: \"{reason}\""));
    }

    fn aborted_by_others(&mut self) {
        let message = format!(
            "The copy {} from {} was aborted by another client. The destination now has zero length and the copy's \
             metadata; start the copy again to fill it.",
            self.copy_id.as_deref().unwrap_or("(without id)"),
            redact::url_text(&self.copy_source.0),
        );
        self.end_badly("CopyAborted", message);
    }

    /// A copy with an unknown status may never end, so it is not waited for.
    fn status_is_unknown(&mut self, status: Option<&str>) {
        let status = status.map_or_else(|| "no status".to_owned(), |status| format!("the status {status:?}"));
        let message = format!(
            "The copy {} has {status}, where pending, success, failed or aborted are documented. Whether the \
             destination is complete is not known.",
            self.copy_id.as_deref().unwrap_or("(without id)"),
        );
        self.end_badly("CopyStatusUnknown", message);
    }

    fn replaced(&mut self, properties: &BlobGetPropertiesResponse) {
        let ours = self.copy_id.as_deref().unwrap_or_default();
        let message = match &properties.copy_id {
            Some(theirs) => format!(
                "The copy {ours} was replaced: the destination now shows the copy {theirs}, which another client \
                 started. Whether {ours} had ended before is not known."
            ),
            None => format!(
                "The copy {ours} was replaced: the destination now shows no copy, so another client has written it \
                 since. Whether {ours} had ended before is not known."
            ),
        };
        self.end_badly("CopyReplaced", message);
    }

    fn end_badly(&mut self, code: &str, message: String) {
        self.error = Some(Error::new(ErrorKind::Copy, message).with_code(code));
        self.is_completed = Some(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::shared::CopyStatusType;

    fn start(status: &str) -> CopyState {
        let mut state = CopyState {
            copy_source: SourceUrl("https://a.blob.core.windows.net/c/b?sv=1&sig=SECRET".into()),
            ..Default::default()
        };
        state.started(BlobStartCopyFromURLResponse {
            copy_id: Some("ours".into()),
            copy_status: Some(CopyStatusType(status.into())),
            ..Default::default()
        });
        state
    }

    fn properties(id: Option<&str>, status: Option<&str>, progress: Option<&str>) -> BlobGetPropertiesResponse {
        BlobGetPropertiesResponse {
            copy_id: id.map(Into::into),
            copy_status: status.map(|status| CopyStatusType(status.into())),
            copy_progress: progress.map(Into::into),
            ..Default::default()
        }
    }

    #[test]
    fn a_copy_that_completes_at_once_returns_the_start_response() {
        let state = start("success");
        assert!(state.is_done());
        assert!(matches!(state.result, Some(CopyResult::Started(_))));
    }

    #[test]
    fn a_pending_copy_progresses_and_ends() {
        let mut state = start("pending");
        assert!(!state.is_done());
        assert_eq!(state.polled(properties(Some("ours"), Some("pending"), Some("0/10"))), StateChange::Progress);
        assert_eq!(state.polled(properties(Some("ours"), Some("pending"), Some("0/10"))), StateChange::None);
        assert_eq!(state.polled(properties(Some("ours"), Some("pending"), Some("5/10"))), StateChange::Progress);
        assert_eq!(state.polled(properties(Some("ours"), Some("success"), Some("10/10"))), StateChange::Ended);
        assert!(matches!(state.result, Some(CopyResult::Polled(_))));
        assert_eq!(state.copy_progress, Some(CopyProgress { copied: 10, total: 10 }));
        assert!(state.error.is_none());
    }

    #[test]
    fn a_failed_copy_says_why() {
        let mut state = start("pending");
        let mut failed = properties(Some("ours"), Some("failed"), None);
        failed.copy_status_description = Some("500 OperationCancelled".into());
        assert_eq!(state.polled(failed), StateChange::Ended);
        let error = state.error.expect("failed");
        assert_eq!(error.message(), "Blob copy failed with reason: \"500 OperationCancelled\"");
        assert_eq!(state.is_completed, Some(true));
    }

    #[test]
    fn a_copy_aborted_by_others_fails_without_showing_secrets() {
        let mut state = start("pending");
        assert_eq!(state.polled(properties(Some("ours"), Some("aborted"), None)), StateChange::Ended);
        let error = state.error.expect("aborted");
        assert_eq!(error.code(), Some("CopyAborted"));
        assert!(error.message().contains("ours"), "{error}");
        assert!(!error.message().contains("SECRET"), "{error}");
    }

    #[test]
    fn a_replaced_copy_fails_naming_both_copies() {
        let mut state = start("pending");
        assert_eq!(state.polled(properties(Some("theirs"), Some("success"), None)), StateChange::Ended);
        let error = state.error.clone().expect("replaced");
        assert!(error.message().contains("ours") && error.message().contains("theirs"), "{error}");
        assert!(state.result.is_none(), "another copy's success is not ours");
    }

    #[test]
    fn a_destination_without_a_copy_was_replaced() {
        let mut state = start("pending");
        assert_eq!(state.polled(properties(None, None, None)), StateChange::Ended);
        assert_eq!(state.error.expect("replaced").code(), Some("CopyReplaced"));
    }

    #[test]
    fn an_unknown_status_fails_the_copy_and_is_named() {
        for status in ["resting", "", "Success", "pending "] {
            let mut started = start(status);
            let mut polled = start("pending");
            assert_eq!(polled.polled(properties(Some("ours"), Some(status), None)), StateChange::Ended);
            for state in [&mut started, &mut polled] {
                let error = state.error.clone().expect("it has ended");
                assert_eq!((error.code(), state.is_completed), (Some("CopyStatusUnknown"), Some(true)));
                assert!(error.message().contains(&format!("{status:?}")), "{error}");
                assert!(state.result.is_none());
            }
        }
    }

    #[test]
    fn a_poll_without_a_status_fails_the_copy() {
        let mut state = start("pending");
        assert_eq!(state.polled(properties(Some("ours"), None, Some("1/2"))), StateChange::Ended);
        assert!(state.error.expect("it has ended").message().contains("no status"));
    }

    #[test]
    fn a_finished_copy_does_not_change() {
        let mut state = start("success");
        assert_eq!(state.polled(properties(Some("theirs"), Some("failed"), None)), StateChange::None);
        assert!(state.error.is_none());
        let mut cancelled = start("pending");
        cancelled.cancelled();
        assert_eq!(cancelled.polled(properties(Some("ours"), Some("aborted"), None)), StateChange::None);
        assert!(cancelled.error.is_none(), "the owner's own abort is no surprise");
    }
}
