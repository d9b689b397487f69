//! The handle of a copy, and how copies are started.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::future::Future;
use std::sync::Arc;

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::base::arguments;
use crate::base::error::Result;
use crate::base::url::parse;
use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::copy_state;
use crate::binding::urls::thrown;
use crate::copy::options::poll_interval;
use crate::copy::progress::CopyProgress;
use crate::copy::saved::{self, SavedCopy};
use crate::copy::source::endpoint_of_url;
use crate::copy::{BeginCopyFrom, StartedCopy, UrlCopyRequest};
use crate::http::{Exchange, Pipeline};
use crate::rest::BlobEndpoint;
use crate::rest::blob::StartCopyFromURL;
use crate::rest::shared::SourceUrl;

/// A copy that has started.
#[napi]
pub struct NativeCopyPoller {
    calls: Arc<Calls>,
    copy: Arc<StartedCopy>,
    has_progressed: bool,
}

/// The arguments of `beginCopyFromURL`.
pub struct BeginUrlCopy {
    /// Sends the requests.
    pub pipeline: Arc<Pipeline>,
    /// The destination.
    pub url: String,
    /// The source.
    pub source_url: String,
    /// The options of Copy Blob, as JSON.
    pub options: String,
    /// The interval between polls.
    pub interval_in_ms: Option<f64>,
    /// The saved state that is resumed.
    pub resume_from: Option<String>,
}

impl BeginUrlCopy {
    /// Begins the copy.
    pub async fn run(self, cancel: &CancellationToken) -> CallResult {
        match self.read() {
            Ok(request) => {
                let saved = request.resume.as_ref().and_then(|state| state.copy_progress);
                begin_result(saved, StartedCopy::begin_from_url(request, cancel).await)
            }
            Err(error) => CallResult::failed(&error),
        }
    }

    /// Reads and checks each argument, once.
    fn read(self) -> Result<UrlCopyRequest> {
        Ok(UrlCopyRequest {
            destination: BlobEndpoint::new(self.pipeline, parse(&self.url)?),
            operation: StartCopyFromURL {
                copy_source: SourceUrl(self.source_url),
                options: arguments::parse(&self.options)?,
            },
            interval: self.interval_in_ms.map(poll_interval).transpose()?,
            resume: self.resume_from.map(|text| saved::read_service(&text)).transpose()?,
        })
    }
}

/// The arguments of `beginCopyFrom`.
pub struct BeginCopy {
    /// Writes the destination.
    pub pipeline: Arc<Pipeline>,
    /// The destination.
    pub url: String,
    /// The options, as JSON.
    pub options: String,
    /// The saved state that is resumed.
    pub resume_from: Option<String>,
    /// Reads the source, if the source has its own client.
    pub source: Option<Arc<Pipeline>>,
    /// The source.
    pub source_url: String,
}

impl BeginCopy {
    /// Begins the copy.
    pub async fn run(self, cancel: &CancellationToken) -> CallResult {
        match self.read() {
            Ok(request) => {
                let saved = request.resume.as_ref().and_then(SavedCopy::progress);
                begin_result(saved, StartedCopy::begin(request, cancel).await)
            }
            Err(error) => CallResult::failed(&error),
        }
    }

    /// Reads each argument, once. The options are checked once those of a saved copy are known.
    fn read(self) -> Result<BeginCopyFrom> {
        let destination = BlobEndpoint::new(self.pipeline, parse(&self.url)?);
        let source_url = parse(&self.source_url)?;
        Ok(BeginCopyFrom {
            source: match self.source {
                Some(pipeline) => BlobEndpoint::new(pipeline, source_url),
                None => endpoint_of_url(source_url, &destination),
            },
            destination,
            options: arguments::parse(&self.options)?,
            resume: self.resume_from.map(|text| saved::read(&text)).transpose()?,
        })
    }
}

/// The result of beginning a copy. A copy that has already ended needs no handle, because its state contains everything.
/// `saved` is the progress of a resumed copy when it was saved.
fn begin_result(saved: Option<CopyProgress>, result: Result<(StartedCopy, Option<Exchange>)>) -> CallResult {
    match result {
        Ok((copy, exchange)) => {
            let PollResult { outcome, ended } = poll_result(&copy, Ok(exchange));
            // A copy in this process may end at any time, so only the returned state counts.
            if ended {
                return outcome;
            }
            let has_progressed = saved.is_some_and(|saved| copy.state().copy_progress != Some(saved));
            outcome.with(Attachment::Copy(Box::new(copy), has_progressed))
        }
        Err(error) => CallResult::failed(&error),
    }
}

/// A result, and whether the copy in it has ended.
struct PollResult {
    outcome: CallResult,
    ended: bool,
}

/// Every result has the state of the copy, also a failure.
fn poll_result(copy: &StartedCopy, result: Result<Option<Exchange>>) -> PollResult {
    let state = copy.state();
    let json = copy_state::write(&state);
    let outcome = match (result, json) {
        (Ok(exchange), Ok(json)) => CallResult::succeeded(json, exchange.as_ref()),
        (Err(error), json) => CallResult { ok: json.ok(), ..CallResult::failed(&error) },
        (Ok(_), Err(error)) => CallResult::failed(&error),
    };
    let outcome = match state.error.as_ref().and_then(|error| error.caller_error()) {
        Some(thrown) => outcome.with(Attachment::CallerError(Arc::clone(thrown))),
        None => outcome,
    };
    PollResult { outcome, ended: state.is_done() }
}

/// The saved state of a copy that has no handle any more, from its state and its options.
#[napi]
pub fn save_poller(state: String, options: String) -> napi::Result<String> {
    copy_state::save(&state, &options).map_err(|error| thrown(&error))
}

/// The state of a copy after a response that a method of the client returned, all as JSON.
#[napi]
pub fn copy_state_after(state: String, response: String, is_start: bool) -> napi::Result<String> {
    copy_state::after(&state, &response, is_start).map_err(|error| thrown(&error))
}

impl NativeCopyPoller {
    /// The handle of a copy.
    pub fn new(calls: Arc<Calls>, copy: StartedCopy, has_progressed: bool) -> Self {
        Self { calls, copy: Arc::new(copy), has_progressed }
    }

    fn start<F>(&self, call: u32, work: impl FnOnce(Arc<StartedCopy>) -> F)
    where
        F: Future<Output = Result<Option<Exchange>>> + Send + 'static,
    {
        let copy = Arc::clone(&self.copy);
        let work = work(Arc::clone(&copy));
        self.calls.start(call, || async move {
            let result = work.await;
            poll_result(&copy, result).outcome
        });
    }
}

#[napi]
impl NativeCopyPoller {
    /// Whether a resumed copy has progressed since its saved state. False for a new copy.
    #[napi]
    pub fn has_progressed(&self) -> bool {
        self.has_progressed
    }

    /// Whether this process is working on the copy.
    #[napi]
    pub fn is_running(&self) -> bool {
        self.copy.is_running()
    }

    /// Polls once.
    #[napi]
    pub fn poll(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        self.start(call, |copy| async move { copy.poll(&cancel).await });
    }

    /// Waits and polls until the copy has progressed or ended, or [`NativeCopyPoller::stop_polling`] is called.
    #[napi]
    pub fn poll_until_change(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        // Created now, on JavaScript's thread, so that a stop in the same tick counts.
        let stops = self.copy.stops();
        self.start(call, |copy| async move { copy.poll_until_change(stops, &cancel).await });
    }

    /// Cancels the copy.
    #[napi]
    pub fn cancel_operation(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        self.start(call, |copy| async move { copy.cancel_operation(&cancel).await });
    }

    /// Ends every earlier [`NativeCopyPoller::poll_until_change`]. The copy continues.
    #[napi]
    pub fn stop_polling(&self) {
        self.copy.stop();
    }

    /// The saved state.
    #[napi(js_name = "toString")]
    pub fn save(&self) -> String {
        self.copy.save()
    }
}
