//! The meaning of a check of the destination for the phase of a copy.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::copy::asynchronous::async_copy::{AsyncCopy, CopyPhase, FailedEnd};
use crate::copy::asynchronous::finish::{CopyFinish, is_ours};
use crate::copy::asynchronous::rollback_step::is_restoring;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::copy_status::CopyStatus;
use crate::copy::saved::PreviousBlob;
use crate::copy::state::CopyState;
use crate::http::Exchange;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};

/// The result of an observation: another phase, or the exchange that showed that there is none.
pub type Observation = (Option<CopyPhase>, Option<Exchange>);

impl AsyncCopy {
    /// Checks the destination, and returns what follows if the service is done.
    ///
    /// # Errors
    /// The failed request.
    pub async fn observe(&self, cancel: &CancellationToken) -> Result<Observation> {
        let destination = &self.context.destination;
        if let Some(pending) = &self.context.services.pending {
            let copy_id = self.state().copy_id.clone();
            if pending.last_seen(destination, self.schedule.elapsed(), cancel).await.is_pending(copy_id.as_deref()) {
                return Ok((None, None));
            }
        }
        let response = destination.execute(&BlobGetPropertiesOptions::default(), cancel).await?;
        let facts = BlobFacts::from_properties(&response.output);
        if is_restoring(&facts, &self.record().before, &destination.url) {
            return Ok((Some(CopyPhase::RollingBack(self.end_elsewhere(), None)), None));
        }
        let mut next = self.state().clone();
        let finished_elsewhere = facts.copy.id.is_none() && is_ours(&self.context, &facts, None, None);
        next.polled(if finished_elsewhere { self.remembered(response.output) } else { response.output });
        Ok(self.take(next, facts.etag, response.exchange))
    }

    /// The properties of a destination that another process finished, with the copy that the service forgot then.
    fn remembered(&self, mut properties: BlobGetPropertiesResponse) -> BlobGetPropertiesResponse {
        properties.copy_id.clone_from(&self.state().copy_id);
        properties.copy_status = Some(CopyStatus::Success.into());
        properties
    }

    /// Why another process started to roll back the copy.
    fn end_elsewhere(&self) -> FailedEnd {
        if self.record().cancelling {
            return FailedEnd::Cancelled;
        }
        let message = format!(
            "The copy to {} ended badly, and was being rolled back when its process ended.",
            self.context.destination.shown()
        );
        FailedEnd::Failed(Error::new(ErrorKind::Copy, message).with_code("CopyFailed"))
    }

    /// Takes over a state, except for its end, which is set when everything is done.
    pub fn take(&self, next: CopyState, etag: Option<String>, exchange: Exchange) -> Observation {
        if !next.is_done() {
            *self.state() = next;
            return (None, Some(exchange));
        }
        let CopyState { error, result, copy_id, copy_progress, .. } = next;
        {
            let mut state = self.state();
            if state.is_started.is_none() {
                state.copy_source = next.copy_source;
                state.is_started = next.is_started;
                state.strategy = next.strategy;
                state.hides_signature = next.hides_signature;
            }
            state.copy_id = copy_id;
            state.copy_progress = copy_progress;
        }
        let phase = match (error, result) {
            (None, Some(result)) => {
                self.record().cancelling = false;
                CopyPhase::Finishing(Box::new(CopyFinish::new(result, etag, Some(exchange))))
            }
            (Some(error), _) if self.record().cancelling && error.code() == Some("CopyAborted") => {
                CopyPhase::RollingBack(FailedEnd::Cancelled, None)
            }
            (Some(error), _) => CopyPhase::RollingBack(FailedEnd::Failed(self.without_stale_advice(error)), None),
            (None, None) => CopyPhase::RollingBack(FailedEnd::Cancelled, None),
        };
        (Some(phase), None)
    }

    /// The error of a copy that failed, without parts that are no longer true after the rollback.
    fn without_stale_advice(&self, error: Error) -> Error {
        if error.code() != Some("CopyAborted") || self.record().before == PreviousBlob::Unknown {
            return error;
        }
        let state = self.state();
        let message = format!(
            "The copy {} from {} was aborted by another client.",
            state.copy_id.as_deref().unwrap_or("(without id)"),
            redact::url_text(&state.copy_source.0),
        );
        error.with_message(message)
    }
}
