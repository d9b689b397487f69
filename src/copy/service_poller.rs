//! The poller of `beginCopyFromURL`: starts Copy Blob, polls the destination, and cancels the copy, as `@azure/storage-blob` does.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::copy::copy_status::CopyStatus;
use crate::copy::polling::{PollSchedule, Polled, StopReceiver};
use crate::copy::saved::{CopyRecord, SavedOptions, write};
use crate::copy::source_url::same_source;
use crate::copy::state::{CopyState, StateChange};
use crate::http::Exchange;
use crate::rest::BlobEndpoint;
use crate::rest::blob::{AbortCopyFromURL, BlobGetPropertiesOptions, BlobGetPropertiesResponse, StartCopyFromURL};

/// The arguments of `beginCopyFromURL`.
pub struct UrlCopyRequest {
    /// The destination, and the pipeline that writes it.
    pub destination: BlobEndpoint,
    /// Copy Blob, with its source and the caller's options.
    pub operation: StartCopyFromURL,
    /// The interval between polls; adaptive by default.
    pub interval: Option<Duration>,
    /// The saved copy that is resumed.
    pub resume: Option<CopyState>,
}

/// A copy, from its start to its end.
pub struct CopyPoller {
    destination: BlobEndpoint,
    schedule: PollSchedule,
    /// Copy Blob as it was, or would be, sent. Its options are saved with the copy.
    operation: StartCopyFromURL,
    interval: Option<Duration>,
    state: Mutex<CopyState>,
}

impl CopyPoller {
    /// Starts a copy, or resumes a saved one, and then polls it once.
    ///
    /// # Errors
    /// An argument error before anything is sent; otherwise the failed start or poll.
    pub async fn begin(request: UrlCopyRequest, cancel: &CancellationToken) -> Result<(Self, Option<Exchange>)> {
        let UrlCopyRequest { destination, operation, interval, resume } = request;
        let mut state = resume.unwrap_or_default();
        state.copy_source = operation.copy_source.clone();
        let schedule = PollSchedule::new(interval);
        let poller = Self { destination, schedule, operation, interval, state: Mutex::new(state) };
        let exchange = if poller.state().is_started == Some(true) {
            poller.poll(cancel).await?
        } else {
            Some(poller.start(cancel).await?)
        };
        Ok((poller, exchange))
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        lock(&self.state)
    }

    /// The saved state.
    pub fn save(&self) -> String {
        write(&self.state(), &SavedOptions::of_start(&self.operation.options, self.interval), CopyRecord::None)
    }

    async fn start(&self, cancel: &CancellationToken) -> Result<Exchange> {
        match self.destination.execute(&self.operation, cancel).await {
            Ok(response) => {
                self.state().started(response.output);
                Ok(response.exchange)
            }
            // A pending copy, or a destination that does not meet the conditions.
            Err(error) if error.attempts() > 1 && matches!(error.status(), Some(409 | 412)) => {
                self.adopt(error, cancel).await
            }
            Err(error) => Err(error),
        }
    }

    /// Adopts the copy of a start that was attempted more than once and then rejected for what the destination is: an earlier
    /// attempt, whose response was lost, may have started it. It is ours if it has the same source, and is pending or ended
    /// since.
    async fn adopt(&self, rejection: Error, cancel: &CancellationToken) -> Result<Exchange> {
        let operation = BlobGetPropertiesOptions::default();
        let Ok(response) = self.destination.execute(&operation, cancel).await else {
            return Err(rejection);
        };
        let properties = response.output;
        let mut state = self.state();
        match (&properties.copy_id, &properties.copy_source) {
            (Some(copy_id), Some(source))
                if same_source(source, &state.copy_source.0) && is_recent(&properties, self.schedule.elapsed()) =>
            {
                state.adopted(copy_id.clone());
                state.polled(properties);
                Ok(response.exchange)
            }
            _ => Err(rejection),
        }
    }

    /// Polls once. A failed poll is reported to the caller, and does not change the poller.
    ///
    /// # Errors
    /// The failed request.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        self.poll_once(cancel).await.map(|(_, exchange)| exchange)
    }

    async fn poll_once(&self, cancel: &CancellationToken) -> Polled {
        if self.state().is_done() {
            return Ok((StateChange::None, None));
        }
        let response = self.destination.execute(&BlobGetPropertiesOptions::default(), cancel).await;
        self.schedule.polled();
        let response = response?;
        let change = self.state().polled(response.output);
        Ok((change, Some(response.exchange)))
    }

    /// Waits and polls until the copy has progressed or ended, or is stopped.
    ///
    /// # Errors
    /// The failed request, or the caller's abort.
    pub async fn poll_until_change(&self, stops: StopReceiver, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let progress = || {
            let state = self.state();
            (!state.is_done()).then_some(state.copy_progress)
        };
        let account = self.destination.pipeline.account(&self.destination.url);
        self.schedule.until_change(stops, cancel, account.poll_permits(), progress, || self.poll_once(cancel)).await
    }

    /// Ends every [`CopyPoller::poll_until_change`] whose [`StopReceiver`] was created before; the copy itself continues.
    pub fn stop(&self) {
        self.schedule.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> StopReceiver {
        self.schedule.stops()
    }

    /// Cancels the copy: the service aborts it and leaves a destination of zero length. Nothing happens to a copy that has
    /// ended.
    ///
    /// # Errors
    /// The service's rejection, for example because the copy has ended in the meantime.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let copy_id = {
            let mut state = self.state();
            if state.is_completed == Some(true) {
                return Ok(None);
            }
            let Some(copy_id) = state.copy_id.clone() else {
                state.cancelled();
                return Ok(None);
            };
            copy_id
        };
        let operation = AbortCopyFromURL { copy_id, ..Default::default() };
        let response = self.destination.execute(&operation, cancel).await?;
        self.state().cancelled();
        self.stop();
        Ok(Some(response.exchange))
    }
}

/// Whether the copy that a destination shows is pending, or ended within this time, by the service's clock, which has whole
/// seconds.
fn is_recent(properties: &BlobGetPropertiesResponse, within: Duration) -> bool {
    if properties.copy_status.as_ref().map(CopyStatus::from) == Some(CopyStatus::Pending) {
        return true;
    }
    let (Some(ended), Some(now)) = (properties.copy_completed_on, properties.date) else { return false };
    ended.to_system_time() + within + Duration::from_secs(1) >= now.to_system_time()
}

#[cfg(test)]
#[path = "service_poller_tests.rs"]
mod tests;
