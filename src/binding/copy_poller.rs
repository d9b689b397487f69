//! The handle of a copy that is under way.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::future::Future;
use std::sync::Arc;

use napi_derive::napi;
use serde_json::Value;

use crate::base::error::Result;
use crate::binding::calls::{Attachment, Calls};
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::failure;
use crate::binding::outcome::Outcome;
use crate::copy::{CopyState, RunningCopy, save};
use crate::http::Exchange;

/// A copy that is under way.
#[napi]
pub struct NativeCopyPoller {
    calls: Arc<Calls>,
    copy: Arc<RunningCopy>,
}

/// The outcome of beginning a copy. A copy that has ended already needs no handle: its state says all there is.
pub fn begun(calls: Arc<Calls>, result: Result<(RunningCopy, Option<Exchange>)>) -> Outcome {
    match result {
        Ok((copy, exchange)) => {
            let outcome = outcome(&copy, Ok(exchange));
            // Work in this process may end between the two looks; what counts is what the outcome says.
            if outcome.ended {
                return outcome.outcome;
            }
            outcome.outcome.with(Attachment::Poller(NativeCopyPoller { calls, copy: Arc::new(copy) }))
        }
        Err(error) => Outcome::failed(&error),
    }
}

/// An outcome, and whether the state in it is that of a copy that has ended.
struct Told {
    outcome: Outcome,
    ended: bool,
}

fn outcome(copy: &RunningCopy, result: Result<Option<Exchange>>) -> Told {
    let state = copy.state();
    let outcome = match &state.error {
        None => Outcome::of(result.map(|exchange| (&*state, exchange))),
        Some(error) => {
            let outcome = Outcome::of(result.map(|exchange| (to_value(&state), exchange)));
            match error.thrown() {
                Some(thrown) => outcome.with(Attachment::Thrown(Arc::clone(thrown))),
                None => outcome,
            }
        }
    };
    Told { outcome, ended: state.is_done() }
}

/// The state with its error, which the facade makes a real one of.
fn to_value(state: &CopyState) -> Value {
    let mut value = serde_json::to_value(state).unwrap_or_default();
    if let Some(error) = &state.error {
        value["error"] = failure::to_value(error);
    }
    value
}

/// The text of a poller that needs no handle any more, from its state and its options.
#[napi]
pub fn save_poller(state: String, options: String) -> String {
    save(serde_json::from_str(&state).unwrap_or_default(), &options)
}

impl NativeCopyPoller {
    fn start<F>(&self, call: u32, work: impl FnOnce(Arc<RunningCopy>) -> F)
    where
        F: Future<Output = Result<Option<Exchange>>> + Send + 'static,
    {
        let copy = Arc::clone(&self.copy);
        let work = work(Arc::clone(&copy));
        self.calls.start(call, || async move {
            let result = work.await;
            outcome(&copy, result).outcome
        });
    }
}

#[napi]
impl NativeCopyPoller {
    /// Asks once how the copy stands.
    #[napi]
    pub fn poll(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        self.start(call, |copy| async move { copy.poll(&cancel).await });
    }

    /// Waits and asks until the copy is further, at its end, or [`NativeCopyPoller::stop_polling`] is called.
    #[napi]
    pub fn poll_until_change(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        // Taken now, on JavaScript's thread: a stop that follows in the same tick comes before the work begins.
        let stops = self.copy.stops();
        self.start(call, |copy| async move { copy.poll_until_change(stops, &cancel).await });
    }

    /// Cancels the copy.
    #[napi]
    pub fn cancel_operation(&self, call: u32, cancel: Option<&NativeCancel>) {
        let cancel = token(cancel);
        self.start(call, |copy| async move { copy.cancel_operation(&cancel).await });
    }

    /// Ends every [`NativeCopyPoller::poll_until_change`] that was called before; the copy itself goes on.
    #[napi]
    pub fn stop_polling(&self) {
        self.copy.stop();
    }

    /// The state as it is now, as JSON.
    #[napi]
    pub fn state(&self) -> String {
        to_value(&self.copy.state()).to_string()
    }

    /// The poller as text, to be resumed from.
    #[napi(js_name = "toString")]
    pub fn save(&self) -> String {
        self.copy.save()
    }
}
