//! The handle of a copy that is under way.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::future::Future;
use std::sync::Arc;

use napi::Env;
use napi_derive::napi;
use serde_json::Value;

use crate::binding::calls::{Attachment, Calls};
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::failure;
use crate::binding::outcome::Outcome;
use crate::copy::{CopyPoller, CopyState, save};
use crate::error::Result;
use crate::http::Exchange;

/// A copy that is under way.
#[napi]
pub struct NativeCopyPoller {
    calls: Arc<Calls>,
    poller: Arc<CopyPoller>,
}

/// The outcome of beginning a copy. A copy that has ended already needs no handle: its state says all there is.
pub fn begun(calls: Arc<Calls>, result: Result<(CopyPoller, Option<Exchange>)>) -> Outcome {
    match result {
        Ok((poller, exchange)) => {
            let outcome = outcome(&poller, Ok(exchange));
            if poller.state().is_done() {
                return outcome;
            }
            outcome.with(Attachment::Poller(NativeCopyPoller { calls, poller: Arc::new(poller) }))
        }
        Err(error) => Outcome::failed(&error),
    }
}

fn outcome(poller: &CopyPoller, result: Result<Option<Exchange>>) -> Outcome {
    let state = poller.state();
    if state.error.is_none() {
        return Outcome::of(result.map(|exchange| (&*state, exchange)));
    }
    Outcome::of(result.map(|exchange| (to_value(&state), exchange)))
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
    fn start<F>(&self, env: Env, call: u32, work: impl FnOnce(Arc<CopyPoller>) -> F) -> napi::Result<()>
    where
        F: Future<Output = Result<Option<Exchange>>> + Send + 'static,
    {
        let poller = Arc::clone(&self.poller);
        let work = work(Arc::clone(&poller));
        self.calls.start(env, call, async move {
            let result = work.await;
            outcome(&poller, result)
        })
    }
}

#[napi]
impl NativeCopyPoller {
    /// Asks once how the copy stands.
    #[napi]
    pub fn poll(&self, env: Env, call: u32, cancel: Option<&NativeCancel>) -> napi::Result<()> {
        let cancel = token(cancel);
        self.start(env, call, |poller| async move { poller.poll(&cancel).await })
    }

    /// Waits and asks until the copy is further, at its end, or [`NativeCopyPoller::stop_polling`] is called.
    #[napi]
    pub fn poll_until_change(&self, env: Env, call: u32, cancel: Option<&NativeCancel>) -> napi::Result<()> {
        let cancel = token(cancel);
        self.start(env, call, |poller| async move { poller.poll_until_change(&cancel).await })
    }

    /// Cancels the copy.
    #[napi]
    pub fn cancel_operation(&self, env: Env, call: u32, cancel: Option<&NativeCancel>) -> napi::Result<()> {
        let cancel = token(cancel);
        self.start(env, call, |poller| async move { poller.cancel_operation(&cancel).await })
    }

    /// Ends a running [`NativeCopyPoller::poll_until_change`]; the copy itself goes on.
    #[napi]
    pub fn stop_polling(&self) {
        self.poller.stop();
    }

    /// The state as it is now, as JSON.
    #[napi]
    pub fn state(&self) -> String {
        to_value(&self.poller.state()).to_string()
    }

    /// The poller as text, to be resumed from.
    #[napi(js_name = "toString")]
    pub fn save(&self) -> String {
        self.poller.save()
    }
}
