//! The handle of a copy of many blobs, and how such a copy is started.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::future::Future;
use std::sync::Arc;

use napi_derive::napi;
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc};
use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::base::url::parse;
use crate::binding::call_result::{Attachment, CallResult, to_json};
use crate::binding::calls::Calls;
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::failure;
use crate::binding::urls::thrown;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::job_options::JobOptions;
use crate::bulk::report::container_event::Event;
use crate::bulk::{ContainerCopy, ContainerCopyRequest, End};
use crate::copy::source::endpoint_of_url;
use crate::http::Pipeline;
use crate::rest::BlobEndpoint;

/// The maximum number of events that are passed at once.
const EVENTS_AT_ONCE: usize = 1000;

/// The arguments of `beginCopyFromContainer`.
pub struct BeginContainerCopy {
    /// Writes the destination.
    pub pipeline: Arc<Pipeline>,
    /// The destination container.
    pub url: String,
    /// The options, as JSON.
    pub options: String,
    /// The saved state that is resumed.
    pub resume_from: Option<String>,
    /// Reads the source, if it has its own client.
    pub source: Option<Arc<Pipeline>>,
    /// The source container.
    pub source_url: String,
}

impl BeginContainerCopy {
    /// Begins the copy.
    pub async fn run(self, cancel: &CancellationToken) -> CallResult {
        started(match self.read() {
            Ok(request) => ContainerCopy::begin(request, cancel).await,
            Err(error) => Err(error),
        })
    }

    /// Starts the copy of entries that are supplied later.
    pub async fn run_with_entries(self, cancel: &CancellationToken) -> CallResult {
        let begin = async {
            let destination = BlobEndpoint::new(self.pipeline, parse(&self.url)?);
            let options = JobOptions::read(&self.options)?;
            ContainerCopy::begin_entries(destination, options, self.resume_from.as_deref(), cancel).await
        };
        started(begin.await)
    }

    /// Starts the copy of all containers of an account.
    pub async fn run_account(self, cancel: &CancellationToken) -> CallResult {
        started(match self.read() {
            Ok(request) => ContainerCopy::begin_account(request, cancel).await,
            Err(error) => Err(error),
        })
    }

    fn read(self) -> Result<ContainerCopyRequest> {
        let destination = BlobEndpoint::new(self.pipeline, parse(&self.url)?);
        let source_url = parse(&self.source_url)?;
        Ok(ContainerCopyRequest {
            source: match self.source {
                Some(pipeline) => BlobEndpoint::new(pipeline, source_url),
                None => endpoint_of_url(source_url, &destination),
            },
            destination,
            options: JobOptions::read(&self.options)?,
            resume: self.resume_from,
        })
    }
}

fn started(copy: Result<ContainerCopy>) -> CallResult {
    match copy {
        Ok(copy) => state(&copy, Ok(())).with(Attachment::ContainerCopy(Box::new(copy))),
        Err(error) => CallResult::failed(&error),
    }
}

/// The state comes with every result, also with a failure.
pub(super) fn state(copy: &ContainerCopy, result: Result<()>) -> CallResult {
    let summary = copy.summary();
    let ended = copy.ended();
    let handled =
        summary.counts.copied + summary.counts.skipped.values().sum::<u64>() + summary.failed + summary.conflicts;
    let mut state = json!({
        "copySource": copy.source(),
        "isStarted": true,
        "copyProgress": format!("{handled}/{}", summary.counts.listed),
        "summary": summary,
    });
    match &ended {
        None => {
            if let Some(needed) = copy.needed_credential() {
                state["needsCredentials"] = json!(needed);
            }
        }
        Some(End::Done) => {
            state["isCompleted"] = Value::Bool(true);
            state["result"] = json!(summary);
        }
        Some(End::Cancelled) => state["isCancelled"] = Value::Bool(true),
        Some(End::Failed(error)) => {
            state["isCompleted"] = Value::Bool(true);
            state["error"] = failure::to_value(error);
        }
    }
    let state = match (result, to_json(&state)) {
        (Ok(()), Ok(json)) => CallResult::succeeded(json, None),
        (Err(error), json) => CallResult { ok: json.ok(), ..CallResult::failed(&error) },
        (Ok(()), Err(error)) => CallResult::failed(&error),
    };
    match ended {
        Some(End::Failed(error)) => match error.caller_error() {
            Some(thrown) => state.with(Attachment::CallerError(Arc::clone(thrown))),
            None => state,
        },
        _ => state,
    }
}

/// Checks the options of a copy that other processes make in parts. Synchronous, because it only computes.
#[napi]
pub fn check_container_copy(options: String) -> napi::Result<()> {
    let checked = JobOptions::read(&options).and_then(|options| ContainerCopyOptions::new(&options.given));
    checked.map(drop).map_err(|error| thrown(&error))
}

/// A copy of many blobs that is in flight.
#[napi]
pub struct NativeContainerCopy {
    calls: Arc<Calls>,
    copy: Arc<ContainerCopy>,
    events: Arc<Mutex<Option<mpsc::Receiver<Event>>>>,
}

impl NativeContainerCopy {
    /// The handle of a copy.
    pub fn new(calls: Arc<Calls>, copy: ContainerCopy) -> Self {
        Self { calls, copy: Arc::new(copy), events: Arc::default() }
    }

    /// The calls of its script.
    pub fn calls(&self) -> &Arc<Calls> {
        &self.calls
    }

    /// The copy.
    pub fn copy(&self) -> &Arc<ContainerCopy> {
        &self.copy
    }

    fn start<F>(&self, call: u32, work: impl FnOnce(Arc<ContainerCopy>) -> F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let copy = Arc::clone(&self.copy);
        let work = work(Arc::clone(&copy));
        self.calls.start(call, || async move {
            let result = work.await;
            state(&copy, result)
        });
    }
}

#[napi]
impl NativeContainerCopy {
    /// Whether this process is working on the copy. A paused copy waits for its caller.
    #[napi]
    pub fn is_running(&self) -> bool {
        self.copy.is_running()
    }

    /// Waits briefly for a change.
    #[napi]
    pub fn poll(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        self.start(call, |copy| async move { copy.poll(&cancel).await });
    }

    /// Waits until the job has continued or ended, or [`NativeContainerCopy::stop_polling`] is called.
    #[napi]
    pub fn poll_until_change(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        // Created now, on JavaScript's thread, so that a stop in the same tick counts.
        let stops = self.copy.stops();
        self.start(call, |copy| async move { copy.poll_until_change(stops, &cancel).await });
    }

    /// Cancels the job.
    #[napi]
    pub fn cancel_operation(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        self.start(call, |copy| async move { copy.cancel_operation(&cancel).await });
    }

    /// Ends every [`NativeContainerCopy::poll_until_change`] that was called before; the job continues.
    #[napi]
    pub fn stop_polling(&self) {
        self.copy.stop();
    }

    /// Starts no further copy until [`NativeContainerCopy::resume`].
    #[napi]
    pub fn pause(&self) {
        self.copy.pause();
    }

    /// Continues.
    #[napi]
    pub fn resume(&self) {
        self.copy.resume();
    }

    /// Waits until the job needs a credential, and returns which, as JSON. Nothing once the job has ended.
    #[napi]
    pub fn needs_credentials(&self, call: u32) {
        let copy = Arc::clone(&self.copy);
        self.calls.start(call, || async move {
            match copy.needs_credential().await.map(|needed| to_json(&needed)) {
                None => CallResult { ok: None, head: None, failure: None, attachment: Attachment::None },
                Some(Ok(json)) => CallResult::succeeded(json, None),
                Some(Err(error)) => CallResult::failed(&error),
            }
        });
    }

    /// Ends the job, because it does not get the credential that it needs.
    #[napi]
    pub fn give_up_credential(&self, reason: Option<String>) {
        self.copy.give_up_credential(reason);
    }

    /// The next events, as a JSON array; nothing at the end.
    #[napi]
    pub fn next_events(&self, call: u32) {
        let (copy, events) = (Arc::clone(&self.copy), Arc::clone(&self.events));
        self.calls.start(call, || async move {
            let mut reader = events.lock().await;
            let reader = match &mut *reader {
                Some(reader) => reader,
                none => match copy.events() {
                    Ok(events) => none.insert(events),
                    Err(error) => return CallResult::failed(&error),
                },
            };
            let mut next = Vec::new();
            reader.recv_many(&mut next, EVENTS_AT_ONCE).await;
            match (next.is_empty(), to_json(&next)) {
                (true, _) => CallResult { ok: None, head: None, failure: None, attachment: Attachment::None },
                (false, Ok(json)) => CallResult::succeeded(json, None),
                (false, Err(error)) => CallResult::failed(&error),
            }
        });
    }

    /// Events will not be read.
    #[napi]
    pub fn dismiss_events(&self) {
        self.copy.dismiss_events();
    }

    /// Reads no further events.
    #[napi]
    pub fn close_events(&self) {
        if let Ok(mut events) = self.events.try_lock()
            && let Some(events) = &mut *events
        {
            events.close();
        }
    }

    /// The saved state.
    #[napi(js_name = "toString")]
    pub fn save(&self) -> String {
        self.copy.save()
    }
}
