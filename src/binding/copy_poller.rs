//! The handle of a running copy.

use std::future::Future;
use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::PromiseRaw;
use napi_derive::napi;
use serde_json::Value;

use crate::binding::cancel::{NativeCancel, token};
use crate::binding::failure;
use crate::binding::outcome::NativeOutcome;
use crate::copy::{CopyPoller, CopyState};
use crate::error::Result;
use crate::http::Exchange;

/// What a copy began with.
#[napi(object, object_from_js = false)]
pub struct NativeBegunCopy {
    /// The poller's state, as JSON.
    pub ok: Option<String>,
    /// Status, request and headers, for `_response`.
    pub head: Option<String>,
    /// What went wrong, as JSON.
    pub failure: Option<String>,
    /// The copy's handle.
    pub poller: Option<NativeCopyPoller>,
}

impl NativeBegunCopy {
    /// From what the engine answers.
    pub fn of(result: Result<(CopyPoller, Option<Exchange>)>) -> Self {
        match result {
            Ok((poller, exchange)) => {
                let poller = NativeCopyPoller { poller: Arc::new(poller) };
                let NativeOutcome { ok, head, failure } = poller.outcome(Ok(exchange));
                Self { ok, head, failure, poller: Some(poller) }
            }
            Err(error) => {
                let NativeOutcome { ok, head, failure } = NativeOutcome::failed(&error);
                Self { ok, head, failure, poller: None }
            }
        }
    }
}

/// A running copy.
#[napi]
pub struct NativeCopyPoller {
    poller: Arc<CopyPoller>,
}

impl NativeCopyPoller {
    fn outcome(&self, result: Result<Option<Exchange>>) -> NativeOutcome {
        outcome(&self.poller, result)
    }

    fn spawn<'env, F>(
        &self,
        env: &'env Env,
        call: impl FnOnce(Arc<CopyPoller>) -> F,
    ) -> napi::Result<PromiseRaw<'env, NativeOutcome>>
    where
        F: Future<Output = Result<Option<Exchange>>> + Send + 'static,
    {
        let poller = Arc::clone(&self.poller);
        let call = call(Arc::clone(&poller));
        env.spawn_future(async move {
            let result = call.await;
            Ok(outcome(&poller, result))
        })
    }
}

fn outcome(poller: &CopyPoller, result: Result<Option<Exchange>>) -> NativeOutcome {
    let state = poller.state();
    if state.error.is_none() {
        return NativeOutcome::of(result.map(|exchange| (&*state, exchange)));
    }
    NativeOutcome::of(result.map(|exchange| (to_value(&state), exchange)))
}

/// The state with its error, which the facade makes a real one of.
fn to_value(state: &CopyState) -> Value {
    let mut value = serde_json::to_value(state).unwrap_or_default();
    if let Some(error) = &state.error {
        value["error"] = failure::to_value(error);
    }
    value
}

#[napi]
impl NativeCopyPoller {
    /// Asks once how the copy stands.
    #[napi]
    pub fn poll<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeOutcome>> {
        let cancel = token(cancel);
        self.spawn(env, |poller| async move { poller.poll(&cancel).await })
    }

    /// Waits and asks until the copy is further, at its end, or [`NativeCopyPoller::stop_polling`] is called.
    #[napi]
    pub fn poll_until_change<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeOutcome>> {
        let cancel = token(cancel);
        self.spawn(env, |poller| async move { poller.poll_until_change(&cancel).await })
    }

    /// Cancels the copy.
    #[napi]
    pub fn cancel_operation<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeOutcome>> {
        let cancel = token(cancel);
        self.spawn(env, |poller| async move { poller.cancel_operation(&cancel).await })
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
