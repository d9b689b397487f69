//! Runs a copy: starts it, asks how it stands, waits in between, stops it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::arguments;
use crate::base::error::{Error, Result};
use crate::copy::pace::{Asked, Pace};
use crate::copy::saved;
use crate::copy::state::{Change, CopyState};
use crate::copy::stop::Stops;
use crate::http::{Exchange, Pipeline};
use crate::rest::blob::{AbortCopyFromURL, BlobGetPropertiesOptions, BlobGetPropertiesResponse, StartCopyFromURL};
use crate::rest::execute::execute;
use crate::rest::shared::SourceUrl;

/// What only the poller takes, besides the options of Copy Blob.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PollerOptions {
    copy_source: SourceUrl,
    #[serde(default)]
    interval_in_ms: Option<f64>,
    #[serde(default)]
    resume_from: Option<String>,
}

/// A copy, from its start to its end.
pub struct CopyPoller {
    pipeline: Arc<Pipeline>,
    destination: Url,
    pace: Pace,
    /// The caller's options as they came, to be saved with the poller.
    options: String,
    state: Mutex<CopyState>,
}

impl CopyPoller {
    /// Starts a copy to `destination`, or goes on with a saved one, and asks once how it stands. `options` is JSON: the
    /// options of Copy Blob with `copySource`, `intervalInMs` and `resumeFrom`.
    ///
    /// # Errors
    /// An argument error before anything is sent; else what the start failed with.
    pub async fn begin(
        pipeline: Arc<Pipeline>,
        destination: Url,
        options: &str,
        cancel: &CancellationToken,
    ) -> Result<(Self, Option<Exchange>)> {
        let poller_options: PollerOptions = arguments::parse(options)?;
        let pace = Pace::new(poller_options.interval_in_ms)?;
        let mut state = match &poller_options.resume_from {
            Some(text) => saved::restore_service(text)?,
            None => CopyState::default(),
        };
        state.copy_source.clone_from(&poller_options.copy_source);
        let poller = Self { pipeline, destination, pace, options: options.to_owned(), state: Mutex::new(state) };
        let exchange = if poller.state().is_started == Some(true) {
            poller.poll(cancel).await?
        } else {
            let copy_source = poller_options.copy_source;
            let operation = StartCopyFromURL { copy_source, options: arguments::parse(options)? };
            Some(poller.start(operation, cancel).await?)
        };
        Ok((poller, exchange))
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The poller as text, to be resumed from.
    pub fn save(&self) -> String {
        saved::save_state(&self.state(), &self.options)
    }

    async fn start(&self, operation: StartCopyFromURL, cancel: &CancellationToken) -> Result<Exchange> {
        match execute(&self.pipeline, &operation, self.destination.clone(), cancel).await {
            Ok(answer) => {
                self.state().started(answer.output);
                Ok(answer.exchange)
            }
            // A copy that is pending, or a destination that is not as the conditions want it.
            Err(error) if error.tries() > 1 && matches!(error.status(), Some(409 | 412)) => {
                self.adopt(error, cancel).await
            }
            Err(error) => Err(error),
        }
    }

    /// A start that was tried more than once and then refused for what the destination is: it may be that way by our own
    /// copy, begun by a try whose answer was lost. It is ours when it reads from the same source, and is pending or ended
    /// since.
    async fn adopt(&self, refusal: Error, cancel: &CancellationToken) -> Result<Exchange> {
        let operation = BlobGetPropertiesOptions::default();
        let Ok(answer) = execute(&self.pipeline, &operation, self.destination.clone(), cancel).await else {
            return Err(refusal);
        };
        let properties = answer.output;
        let mut state = self.state();
        match (&properties.copy_id, &properties.copy_source) {
            (Some(copy_id), Some(source))
                if same_source(source, &state.copy_source.0) && is_recent(&properties, self.pace.elapsed()) =>
            {
                state.adopted(copy_id.clone());
                state.polled(properties);
                Ok(answer.exchange)
            }
            _ => Err(refusal),
        }
    }

    /// Asks once how the copy stands. A failure to ask is the caller's to hear of, and leaves the poller as it was.
    ///
    /// # Errors
    /// What the request failed with.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        self.ask(cancel).await.map(|(_, exchange)| exchange)
    }

    async fn ask(&self, cancel: &CancellationToken) -> Asked {
        if self.state().is_done() {
            return Ok((Change::None, None));
        }
        let operation = BlobGetPropertiesOptions::default();
        let answer = execute(&self.pipeline, &operation, self.destination.clone(), cancel).await;
        self.pace.asked();
        let answer = answer?;
        let change = self.state().polled(answer.output);
        Ok((change, Some(answer.exchange)))
    }

    /// Waits and asks until the copy is further or at its end, or it was stopped.
    ///
    /// # Errors
    /// What a request failed with, or the caller's abort.
    pub async fn poll_until_change(&self, stops: Stops, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let look = || {
            let state = self.state();
            (!state.is_done()).then(|| state.progress())
        };
        self.pace.until_change(stops, cancel, self.pipeline.unhurried(), look, || self.ask(cancel)).await
    }

    /// Ends every [`CopyPoller::poll_until_change`] whose stops were taken before; the copy itself goes on.
    pub fn stop(&self) {
        self.pace.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> Stops {
        self.pace.stops()
    }

    /// Cancels the copy: the service stops it and leaves a destination of zero length. Nothing happens to a copy that has
    /// ended.
    ///
    /// # Errors
    /// What the service answered, for example that the copy has ended in the meantime.
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
        let answer = execute(&self.pipeline, &operation, self.destination.clone(), cancel).await?;
        self.state().cancelled();
        self.stop();
        Ok(Some(answer.exchange))
    }
}

/// Whether the copy that a destination shows is pending, or ended within this time, by the service's clock, which has whole
/// seconds.
fn is_recent(properties: &BlobGetPropertiesResponse, within: Duration) -> bool {
    if properties.copy_status.as_ref().is_some_and(|status| status.0 == "pending") {
        return true;
    }
    let (Some(ended), Some(now)) = (properties.copy_completed_on, properties.date) else { return false };
    ended.to_system_time() + within + Duration::from_secs(1) >= now.to_system_time()
}

/// Whether two URLs name the same source. Their signatures may differ: the service does not keep them.
pub(super) fn same_source(seen: &str, ours: &str) -> bool {
    let (Ok(seen), Ok(ours)) = (Url::parse(seen), Url::parse(ours)) else { return seen == ours };
    let part =
        |url: &Url, name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    (seen.scheme(), seen.host(), seen.port_or_known_default(), seen.path())
        == (ours.scheme(), ours.host(), ours.port_or_known_default(), ours.path())
        && ["snapshot", "versionid", "sharesnapshot"].iter().all(|name| part(&seen, name) == part(&ours, name))
}

#[cfg(test)]
#[path = "poller_tests.rs"]
mod tests;
