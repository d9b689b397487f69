//! Records the end of a copy, successful or not, in its state.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::copy::asynchronous::async_copy::{AsyncCopy, FailedEnd};
use crate::copy::asynchronous::earlier_backups::delete_earlier;
use crate::copy::asynchronous::finish::CopyFinish;
use crate::copy::asynchronous::rollback::{delete_snapshot, roll_back};
use crate::copy::asynchronous::rollback_outcome::RollbackOutcome;
use crate::copy::error_codes::CANCELLED;
use crate::copy::outcome::CopyResult;
use crate::copy::saved::PreviousBlob;
use crate::copy::source_url::without_signature;
use crate::http::Exchange;

impl AsyncCopy {
    /// Finishes a copy whose bytes the service has copied.
    ///
    /// # Errors
    /// A failed check or request, or an abort, also during a cancel.
    pub async fn finish(&self, finish: &mut CopyFinish, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        if self.wants_cancel() {
            return Err(Error::aborted());
        }
        let copy_id = self.state().copy_id.clone();
        let backup = self.backup();
        let interrupted = self.cancel_is_wanted();
        finish.run(&self.context, copy_id.as_deref(), backup.is_some(), interrupted, cancel).await?;
        let left = match &backup {
            Some(backup) => {
                let (source, destination) = (&self.context.source.endpoint.url, &self.context.destination);
                let earlier = Box::pin(delete_earlier(source, destination, Some(&backup.snapshot), cancel)).await?;
                let own = delete_snapshot(destination, &backup.snapshot, cancel).await?;
                lock(&self.context.left_snapshots).extend(earlier.into_iter().chain(own.clone()));
                own
            }
            None => None,
        };
        let mut result = finish.result.clone();
        if let CopyResult::Polled(properties) = &mut result {
            properties.copy_source = properties.copy_source.take().map(|source| without_signature(&source));
        }
        let mut state = self.state();
        state.left_snapshot = left;
        state.result = Some(result);
        state.is_completed = Some(true);
        Ok(finish.exchange.take())
    }

    /// Rolls back as far as possible now. `None`: the service is still copying.
    ///
    /// # Errors
    /// A temporary failure.
    pub async fn roll_back(&self, made: Option<&str>, cancel: &CancellationToken) -> Result<Option<RollbackOutcome>> {
        let before = self.record().before.clone();
        let copy_id = self.state().copy_id.clone();
        let outcome = roll_back(&self.context, copy_id.as_deref(), made, &before, cancel).await;
        outcome.map_err(|error| self.not_ended_yet(&error))
    }

    /// Ends the copy without success.
    pub fn end_badly(&self, end: &FailedEnd, rollback: &RollbackOutcome) {
        let mut state = self.state();
        if let RollbackOutcome::Restored(left) = rollback {
            state.left_snapshot.clone_from(left);
            lock(&self.context.left_snapshots).extend(left.clone());
        }
        match end {
            FailedEnd::Failed(error) => {
                let message = format!("{} {rollback}", error.message());
                state.error = Some(error.clone().with_message(message.trim_end()));
                state.is_completed = Some(true);
            }
            FailedEnd::Cancelled => {
                state.is_cancelled = Some(true);
                if !rollback.is_clean() {
                    let message = format!("The copy to {} was canceled. {rollback}", self.context.destination.shown());
                    state.error = Some(Error::new(ErrorKind::Copy, message).with_code(CANCELLED));
                }
            }
        }
    }

    /// The error for a temporary failure before the copy's end.
    pub fn not_ended_yet(&self, error: &Error) -> Error {
        if matches!(error.kind(), ErrorKind::Aborted | ErrorKind::Credential) {
            return error.clone();
        }
        let message = format!(
            "The copy to {} could not be brought to its end yet: {}",
            self.context.destination.shown(),
            error.message()
        );
        error.clone().with_message(self.with_advice(&message))
    }

    /// Adds advice for a copy that has not ended.
    pub fn with_advice(&self, what: &str) -> String {
        let where_it_is = match &self.record().before {
            PreviousBlob::BackedUp(backup) => format!(" What was there before is in the snapshot {}.", backup.snapshot),
            PreviousBlob::Absent => format!(" What it made is at {} until then.", self.context.destination.shown()),
            PreviousBlob::Unknown => String::new(),
        };
        format!("{what}{where_it_is} Poll again, or resume the copy, to go on.")
    }
}
