//! The channel between the engine and one JavaScript environment: the main thread, or a worker thread.
//!
//! Both directions have a queue, and one wake-up of the other thread carries everything in it: calls when JavaScript
//! has made all its calls for now ([`Channel::flush`]), messages when the engine has some. A promise of napi would
//! create, wake and close a thread-safe function for each call, which costs more than the request.
//!
//! Everything that an environment started ends with it. Nothing may outlive a terminated worker thread: neither its calls,
//! which would hold the copies that they wait for, nor the requests of its pipelines.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use futures_util::FutureExt;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::base::lock::lock;
use crate::binding::call_queue::CallQueue;
use crate::binding::call_result::CallResult;
use crate::binding::passage::Passage;
use crate::binding::runtime::spawn_in_order;
use crate::http::Shutdown;

/// Wakes JavaScript. Each environment has one. Its function belongs to the addon, so it holds no object of a script.
pub type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// A call that has not started. It is small: the future is created on the engine's thread, which also frees it.
pub type CallStart = Box<dyn FnOnce() + Send>;

/// A message to one instance of the facade.
pub struct Message {
    /// The number of the instance of the facade.
    pub instance: u32,
    /// The content.
    pub content: MessageContent,
}

/// The content of a message.
pub enum MessageContent {
    /// The result of a call.
    CallResult {
        /// The call's number.
        call: u32,
        /// Its result.
        outcome: CallResult,
    },
    /// A token request.
    TokenRequest(QueuedTokenRequest),
    /// A request for the caller's policies.
    Passage(Box<Passage>),
}

/// The engine requests a token from the caller's code.
pub struct QueuedTokenRequest {
    /// The number of the request.
    pub number: u32,
    /// The number of the token source.
    pub source: u32,
    /// The call that needs the token, if there is one.
    pub call: Option<u32>,
    /// The request, as JSON.
    pub request: String,
}

/// The state that the engine's threads share with JavaScript's thread.
#[derive(Default)]
pub struct Channel {
    queue: CallQueue<CallStart, Message>,
    wake: OnceLock<RwLock<Wake>>,
    token_requests: Mutex<TokenRequests>,
    /// Errors of the caller's code that no error of the engine refers to any more: the instance of the facade, and the
    /// number of the error.
    forgotten: Mutex<Vec<(u32, u32)>>,
    /// Starts when the environment ends.
    shutdown: Shutdown,
}

#[derive(Default)]
struct TokenRequests {
    last: u32,
    open: HashMap<u32, oneshot::Sender<String>>,
}

impl Channel {
    /// Sets the function that wakes JavaScript.
    pub fn wake_with(&self, wake: Wake) {
        // Only the creator of the channel calls this.
        let _ = self.wake.set(RwLock::new(wake));
    }

    /// Whether that function is set.
    pub fn can_wake(&self) -> bool {
        self.wake.get().is_some()
    }

    /// Ends everything that was started in the environment when the environment ends.
    pub fn shutdown(&self) -> &Shutdown {
        &self.shutdown
    }

    /// The environment ends. Running calls are dropped, which closes their connections.
    pub fn end(&self) {
        self.shutdown.start();
        let left = self.queue.end();
        let token_requests = std::mem::take(&mut lock(&self.token_requests).open);
        // Dropped outside the locks, because a dropped call adds a message.
        drop((left, token_requests));
    }

    /// Adds a call, which starts after [`Channel::flush`].
    pub fn begin(&self, start: CallStart) {
        self.queue.begin(start);
    }

    /// Starts the calls that were added since the last flush, in their order.
    pub fn flush(self: &Arc<Self>) {
        if self.queue.flush() {
            let channel = Arc::clone(self);
            spawn_in_order(move || {
                for start in channel.queue.take_starts() {
                    start();
                }
            });
        }
    }

    /// Sends a message.
    pub fn push(self: &Arc<Self>, message: Message) {
        if !self.queue.push(message) {
            return;
        }
        match Handle::try_current() {
            Ok(engine) => {
                let waking = WakesOnDrop(Arc::clone(self));
                let wake = async move {
                    // Runs after other tasks that are ready now, so that their messages go with the same wake-up.
                    tokio::task::yield_now().await;
                    drop(waking);
                };
                engine.spawn(wake.boxed());
            }
            Err(_) => self.wake(),
        }
    }

    fn wake(&self) {
        let woken = self.wake.get().map(|wake| {
            wake.read().unwrap_or_else(PoisonError::into_inner).call((), ThreadsafeFunctionCallMode::NonBlocking)
        });
        // An environment that is closing receives nothing.
        if woken != Some(Status::Ok) {
            self.queue.not_woken();
        }
    }

    /// Sets whether this keeps the process alive.
    #[expect(deprecated, reason = "napi offers no other way to let pending calls alone keep the process alive")]
    pub fn keep_alive(&self, env: Env, alive: bool) -> napi::Result<()> {
        let Some(wake) = self.wake.get() else { return Ok(()) };
        let mut wake = wake.write().unwrap_or_else(PoisonError::into_inner);
        if alive { wake.refer(&env) } else { wake.unref(&env) }
    }

    /// Takes the messages.
    pub fn take_messages(&self) -> Vec<Message> {
        self.queue.take_messages()
    }

    /// Requests a token from the caller's code. Returns JSON, or `None` if the token source no longer exists.
    pub async fn request_token(
        self: &Arc<Self>,
        instance: u32,
        source: u32,
        call: Option<u32>,
        request: String,
    ) -> Option<String> {
        let (sender, token) = oneshot::channel();
        let number = {
            let mut token_requests = lock(&self.token_requests);
            let mut number = token_requests.last.wrapping_add(1);
            while token_requests.open.contains_key(&number) {
                number = number.wrapping_add(1);
            }
            token_requests.last = number;
            token_requests.open.insert(number, sender);
            number
        };
        let _open = OpenTokenRequest { channel: self, number };
        self.push(Message {
            instance,
            content: MessageContent::TokenRequest(QueuedTokenRequest { number, source, call, request }),
        });
        token.await.ok()
    }

    /// Takes the token for a request. `None` means that the token source no longer exists.
    pub fn return_token(&self, request: u32, token: Option<String>) {
        let sender = lock(&self.token_requests).open.remove(&request);
        if let (Some(sender), Some(token)) = (sender, token) {
            // The call may have ended.
            let _ = sender.send(token);
        }
    }

    /// No error of the engine refers to this error of the caller's code any more. JavaScript learns of it with the next
    /// messages.
    pub fn forget(&self, instance: u32, error: u32) {
        lock(&self.forgotten).push((instance, error));
    }

    /// Takes the errors that are no longer referred to.
    pub fn take_forgotten(&self) -> Vec<(u32, u32)> {
        std::mem::take(&mut lock(&self.forgotten))
    }
}

/// Wakes JavaScript when it is dropped, so also if the runtime ends before its turn.
struct WakesOnDrop(Arc<Channel>);

impl Drop for WakesOnDrop {
    fn drop(&mut self) {
        self.0.wake();
    }
}

/// A token request that is still open.
struct OpenTokenRequest<'channel> {
    channel: &'channel Channel,
    number: u32,
}

impl Drop for OpenTokenRequest<'_> {
    fn drop(&mut self) {
        lock(&self.channel.token_requests).open.remove(&self.number);
    }
}
