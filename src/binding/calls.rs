//! The calls of one instance of the facade. A call crosses with a number and returns at once. Its result comes under
//! that number.
//!
//! One environment can have several instances of the facade: test frameworks load a module again for each test file.
//! Each instance numbers its own calls, and all share the [`Channel`] of the environment.

use std::future::Future;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::auth::BearerTokens;
use crate::base::error::{Error, ErrorKind};
use crate::binding::call_result::CallResult;
use crate::binding::channel::{Channel, Message, MessageContent};
use crate::http::{Shutdown, caller};

/// The calls of one instance of the facade.
pub struct Calls {
    channel: Arc<Channel>,
    instance: u32,
    bearer_tokens: BearerTokens,
}

impl Calls {
    /// The calls of the instance with this number.
    pub fn new(channel: Arc<Channel>, instance: u32) -> Self {
        Self { channel, instance, bearer_tokens: BearerTokens::default() }
    }

    /// The channel to the environment.
    pub fn channel(&self) -> &Arc<Channel> {
        &self.channel
    }

    /// The credentials of the kind `token` that are in use.
    pub fn bearer_tokens(&self) -> &BearerTokens {
        &self.bearer_tokens
    }

    /// The number of the instance of the facade.
    pub fn instance(&self) -> u32 {
        self.instance
    }

    /// Ends everything that was started in the environment when the environment ends.
    pub fn shutdown(&self) -> Shutdown {
        self.channel.shutdown().clone()
    }

    /// Runs a call on the engine's thread, once the channel is flushed. Its result comes under `call`.
    pub fn start<W, F>(self: &Arc<Self>, call: u32, work: W)
    where
        W: FnOnce() -> F + Send + 'static,
        F: Future<Output = CallResult> + Send + 'static,
    {
        let pending = PendingCall { calls: Arc::clone(self), call, has_result: false };
        // Boxed, because it is large, and moving it into the task would copy all of it.
        self.channel.begin(Box::new(move || pending.start(Box::pin(work()))));
    }

    fn push(&self, call: u32, outcome: CallResult) {
        self.channel.push(Message { instance: self.instance, content: MessageContent::CallResult { call, outcome } });
    }
}

/// Makes sure that a call gets a result, even if its work is dropped or panics.
struct PendingCall {
    calls: Arc<Calls>,
    call: u32,
    has_result: bool,
}

impl PendingCall {
    /// Runs the call. The work always has the same boxed type, so that the code that runs tasks is compiled once.
    fn start(self, work: BoxFuture<'static, CallResult>) {
        tokio::spawn(caller::on_behalf_of(self.call, async move {
            if let Some(outcome) = self.calls.channel.shutdown().run(work).await {
                self.finish(outcome);
            }
        }));
    }

    fn finish(mut self, outcome: CallResult) {
        self.has_result = true;
        self.calls.push(self.call, outcome);
    }
}

impl Drop for PendingCall {
    fn drop(&mut self) {
        if !self.has_result && !self.calls.channel.shutdown().has_started() {
            let error = Error::new(
                ErrorKind::Internal,
                "blobferry's engine gave up on the call: it panicked or is shutting down. Please report what was called.",
            );
            self.calls.push(self.call, CallResult::failed(&error));
        }
    }
}
