//! The way between the engine and one JavaScript environment: the main thread, or a worker thread.
//!
//! Both ways what is to cross gathers in a queue, and one wake-up of the other thread carries all that is there: calls when JavaScript
//! has done all it had to do for now ([`Channel::flush`]), news when the engine has. A promise of napi's own would make, wake and close
//! a thread-safe function for every call, which costs more than the request.
//!
//! What an environment began ends with it. Nothing of it may outlive a worker thread that is terminated: neither its calls, which
//! would hold the copies that they wait for, nor what its pipelines have under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use futures_util::FutureExt;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::binding::call_queue::CallQueue;
use crate::binding::call_result::CallResult;
use crate::binding::runtime::spawn_in_order;
use crate::http::Shutdown;

/// Wakes JavaScript. There is one for an environment, and its function belongs to the addon: none of a script's is held.
pub type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// A call that has not begun. It is small: what it becomes is made on the engine's thread, which frees it again.
pub type Start = Box<dyn FnOnce() + Send>;

/// What a copy of the facade is to hear.
pub struct Message {
    /// The number of the copy of the facade.
    pub instance: u32,
    /// What it is.
    pub content: MessageContent,
}

/// What there is to hear.
pub enum MessageContent {
    /// A call has ended.
    CallResult {
        /// The call's number.
        call: u32,
        /// What it ended with.
        outcome: CallResult,
    },
    /// The engine needs something of the caller's code.
    TokenRequest(QueuedTokenRequest),
}

/// What the engine asks the caller's code for: a token.
pub struct QueuedTokenRequest {
    /// The number that the answer comes under.
    pub number: u32,
    /// Whose code it is.
    pub source: u32,
    /// The call on whose behalf it is asked, where there is one.
    pub call: Option<u32>,
    /// What is asked, as JSON.
    pub request: String,
}

/// What the threads of the engine share with JavaScript's.
#[derive(Default)]
pub struct Channel {
    queue: CallQueue<Start, Message>,
    wake: OnceLock<RwLock<Wake>>,
    token_requests: Mutex<TokenRequests>,
    /// Errors of the caller's code that nothing of the engine's names any more: the copy of the facade, and the error's number.
    forgotten: Mutex<Vec<(u32, u32)>>,
    /// Ends with the environment.
    shutdown: Shutdown,
}

#[derive(Default)]
struct TokenRequests {
    last: u32,
    open: HashMap<u32, oneshot::Sender<String>>,
}

impl Channel {
    /// Sets how JavaScript is woken.
    pub fn wake_with(&self, wake: Wake) {
        // Only whoever made the channel calls this.
        let _ = self.wake.set(RwLock::new(wake));
    }

    /// Whether that was set.
    pub fn can_wake(&self) -> bool {
        self.wake.get().is_some()
    }

    /// Ends all that was begun in the environment, with the environment.
    pub fn shutdown(&self) -> &Shutdown {
        &self.shutdown
    }

    /// The environment ends: calls that are under way are dropped where they stand, which closes their connections.
    pub fn end(&self) {
        self.shutdown.start();
        let left = self.queue.end();
        let token_requests = std::mem::take(&mut lock(&self.token_requests).open);
        // Dropped outside of the locks, for a call that is dropped looks for its place among the news.
        drop((left, token_requests));
    }

    /// Takes a call, which begins after [`Channel::flush`].
    pub fn begin(&self, start: Start) {
        self.queue.begin(start);
    }

    /// Begins what was made since the last time, in the order in which it was made.
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

    /// Sends news.
    pub fn push(self: &Arc<Self>, message: Message) {
        if !self.queue.push(message) {
            return;
        }
        match Handle::try_current() {
            Ok(engine) => {
                let waking = Waking(Arc::clone(self));
                let wake = async move {
                    // Whatever else is ready now goes first, and with it its answers.
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
        // An environment that is closing hears nothing any more.
        if woken != Some(Status::Ok) {
            self.queue.not_woken();
        }
    }

    /// Keeps the process alive, or does so no longer.
    #[expect(deprecated, reason = "napi offers no other way to let pending calls alone keep the process alive")]
    pub fn keep_alive(&self, env: Env, alive: bool) -> napi::Result<()> {
        let Some(wake) = self.wake.get() else { return Ok(()) };
        let mut wake = wake.write().unwrap_or_else(PoisonError::into_inner);
        if alive { wake.refer(&env) } else { wake.unref(&env) }
    }

    /// Takes the news that is there.
    pub fn take_messages(&self) -> Vec<Message> {
        self.queue.take_messages()
    }

    /// Asks code of the caller's. The answer is JSON; there is none when nobody is there to give it any more.
    pub async fn request_token(
        self: &Arc<Self>,
        instance: u32,
        source: u32,
        call: Option<u32>,
        request: String,
    ) -> Option<String> {
        let (sender, answer) = oneshot::channel();
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
        answer.await.ok()
    }

    /// Takes the answer to a request. Without one, whoever asked learns that there will be none.
    pub fn return_token(&self, request: u32, answer: Option<String>) {
        let sender = lock(&self.token_requests).open.remove(&request);
        if let (Some(sender), Some(answer)) = (sender, answer) {
            // Nobody may wait for it any more.
            let _ = sender.send(answer);
        }
    }

    /// Nothing of the engine's names an error of the caller's code any more. JavaScript hears it with the next news.
    pub fn forget(&self, instance: u32, error: u32) {
        lock(&self.forgotten).push((instance, error));
    }

    /// Takes the errors that are forgotten.
    pub fn take_forgotten(&self) -> Vec<(u32, u32)> {
        std::mem::take(&mut lock(&self.forgotten))
    }
}

/// Wakes JavaScript when it is dropped: so also if the runtime ends before its turn comes.
struct Waking(Arc<Channel>);

impl Drop for Waking {
    fn drop(&mut self) {
        self.0.wake();
    }
}

/// A request that waits for its answer.
struct OpenTokenRequest<'channel> {
    channel: &'channel Channel,
    number: u32,
}

impl Drop for OpenTokenRequest<'_> {
    fn drop(&mut self) {
        lock(&self.channel.token_requests).open.remove(&self.number);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
