//! The calls of one JavaScript environment that are under way, and the way their answers take back.
//!
//! A call crosses with a number and returns at once. Both ways what is to cross gathers in a queue, and one wake-up of the
//! other thread carries all that is there: calls when JavaScript has done all it had to do for now ([`NativeCalls::flush`]),
//! answers when the engine has. A promise of napi's own would make, wake and close a thread-safe function for every call,
//! which costs more than the request.
//!
//! What an environment began ends with it. Nothing of it may outlive a worker thread that is terminated: neither its calls, which
//! would hold the copies that they wait for, nor what its pipelines have under way.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak};

use napi::bindgen_prelude::{Buffer, Either5, Function};
use napi::threadsafe_function::{ThreadsafeCallContext, ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use tokio::runtime::Handle;

use crate::binding::copy_poller::NativeCopyPoller;
use crate::binding::download::NativeBody;
use crate::binding::outcome::Outcome;
use crate::binding::runtime::spawn_in_order;
use crate::error::{Error, ErrorKind};
use crate::http::Life;

/// One element of a batch. Each answer has five: the call's number, `ok`, `head`, `failure`, and a handle or bytes.
type Piece = Option<Either5<u32, String, Buffer, NativeBody, NativeCopyPoller>>;

type Wake = ThreadsafeFunction<(), (), Vec<Piece>, Status, false, true>;

/// What a call gives besides JSON.
pub enum Attachment {
    /// Nothing.
    None,
    /// A piece of a blob's content.
    Bytes(Buffer),
    /// A blob's content, on its way.
    Body(NativeBody),
    /// A copy that is not at its end.
    Poller(NativeCopyPoller),
}

struct Answer {
    call: u32,
    outcome: Outcome,
}

/// A call that has not begun. It is small: what it becomes is made on the engine's thread, which frees it again.
type Start = Box<dyn FnOnce() + Send>;

/// What the threads of the engine share with JavaScript's.
pub struct Calls {
    /// Nothing once the environment has ended: what is kept here holds what keeps it.
    starts: Mutex<Option<Vec<Start>>>,
    /// Nothing once the environment has ended, likewise.
    answers: Mutex<Option<Vec<Answer>>>,
    /// How many calls have no answer yet. While there are some, the process stays alive.
    pending: Mutex<usize>,
    wake: OnceLock<RwLock<Wake>>,
    /// Ends with the environment.
    life: Life,
}

impl Calls {
    /// The life of the environment, which all that is begun there shares.
    pub fn life(&self) -> Life {
        self.life.clone()
    }

    /// The environment ends: calls that are under way are dropped where they stand, which closes their connections.
    fn end(&self) {
        self.life.end();
        // Dropped outside of the locks, for a call that is dropped looks for its place among the answers.
        let starts = lock(&self.starts).take();
        let answers = lock(&self.answers).take();
        drop((starts, answers));
    }

    /// Runs a call on the engine's threads, once [`Calls::flush`] is called; its answer comes under `call`.
    pub fn start<W, F>(self: &Arc<Self>, env: Env, call: u32, work: W) -> napi::Result<()>
    where
        W: FnOnce() -> F + Send + 'static,
        F: Future<Output = Outcome> + Send + 'static,
    {
        let mut pending = lock(&self.pending);
        *pending += 1;
        if *pending == 1 {
            self.keep_alive(env, true)?;
        }
        drop(pending);
        let ticket = Ticket { calls: Arc::clone(self), call, answered: false };
        let start: Start = Box::new(move || {
            tokio::spawn(async move {
                // Boxed, for it is large, and would be moved with all its room on its way into the task.
                let outcome = ticket.calls.life.run(Box::pin(work())).await;
                if let Some(outcome) = outcome {
                    ticket.answer(outcome);
                }
            });
        });
        if let Some(starts) = &mut *lock(&self.starts) {
            starts.push(start);
        }
        Ok(())
    }

    /// Begins what was started since the last time.
    fn flush(&self) {
        let starts = lock(&self.starts).as_mut().map(std::mem::take).unwrap_or_default();
        if !starts.is_empty() {
            spawn_in_order(move || starts.into_iter().for_each(|start| start()));
        }
    }

    #[expect(deprecated, reason = "napi offers no other way to let pending calls alone keep the process alive")]
    fn keep_alive(&self, env: Env, alive: bool) -> napi::Result<()> {
        let Some(wake) = self.wake.get() else { return Ok(()) };
        let mut wake = wake.write().unwrap_or_else(PoisonError::into_inner);
        if alive { wake.refer(&env) } else { wake.unref(&env) }
    }

    fn push(self: &Arc<Self>, answer: Answer) {
        let mut guard = lock(&self.answers);
        // An environment that has ended hears nothing any more, and what the answer carries goes with it.
        let Some(answers) = &mut *guard else { return };
        answers.push(answer);
        let first = answers.len() == 1;
        drop(guard);
        if !first {
            return;
        }
        match Handle::try_current() {
            Ok(engine) => {
                let calls = Arc::clone(self);
                engine.spawn(async move {
                    // Whatever else is ready now goes first, and with it its answers.
                    tokio::task::yield_now().await;
                    calls.wake();
                });
            }
            Err(_) => self.wake(),
        }
    }

    fn wake(&self) {
        if let Some(wake) = self.wake.get() {
            // An environment that is closing hears nothing any more.
            let _ =
                wake.read().unwrap_or_else(PoisonError::into_inner).call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Takes all answers that are there, as JavaScript gets them.
    fn take(&self, env: Env) -> napi::Result<Vec<Piece>> {
        let answers = lock(&self.answers).as_mut().map(std::mem::take).unwrap_or_default();
        let mut pending = lock(&self.pending);
        *pending = pending.saturating_sub(answers.len());
        if *pending == 0 {
            self.keep_alive(env, false)?;
        }
        drop(pending);
        let mut batch = Vec::with_capacity(answers.len() * 5);
        for Answer { call, outcome } in answers {
            batch.push(Some(Either5::A(call)));
            batch.extend([outcome.ok, outcome.head, outcome.failure].map(|text| text.map(Either5::B)));
            batch.push(match outcome.attachment {
                Attachment::None => None,
                Attachment::Bytes(bytes) => Some(Either5::C(bytes)),
                Attachment::Body(body) => Some(Either5::D(body)),
                Attachment::Poller(poller) => Some(Either5::E(poller)),
            });
        }
        Ok(batch)
    }
}

/// Sees to it that a call is answered, whatever becomes of its work.
struct Ticket {
    calls: Arc<Calls>,
    call: u32,
    answered: bool,
}

impl Ticket {
    fn answer(mut self, outcome: Outcome) {
        self.answered = true;
        self.calls.push(Answer { call: self.call, outcome });
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !self.answered && !self.calls.life.has_ended() {
            let error = Error::new(
                ErrorKind::Internal,
                "blobferry's engine gave up on the call: it panicked or is shutting down. Please report what was called.",
            );
            self.calls.push(Answer { call: self.call, outcome: Outcome::failed(&error) });
        }
    }
}

/// The calls of one JavaScript environment. The facade makes one when it loads the addon.
#[napi]
pub struct NativeCalls {
    calls: Arc<Calls>,
}

impl NativeCalls {
    /// The part that other threads see.
    pub fn shared(&self) -> Arc<Calls> {
        Arc::clone(&self.calls)
    }
}

#[napi]
impl NativeCalls {
    /// `receive` is called with batches of answers: flat arrays with five elements for each.
    #[napi(constructor)]
    pub fn new(env: Env, receive: Function<'_, (), ()>) -> napi::Result<Self> {
        let calls = Arc::new(Calls {
            starts: Mutex::new(Some(Vec::new())),
            answers: Mutex::new(Some(Vec::new())),
            pending: Mutex::default(),
            wake: OnceLock::new(),
            life: Life::default(),
        });
        // Weak, because the shared part holds the function that holds this.
        let shared: Weak<Calls> = Arc::downgrade(&calls);
        let wake: Wake =
            receive.build_threadsafe_function::<()>().weak::<true>().callee_handled::<false>().build_callback(
                move |context: ThreadsafeCallContext<()>| {
                    shared.upgrade().map_or_else(|| Ok(Vec::new()), |calls| calls.take(context.env))
                },
            )?;
        let _ = calls.wake.set(RwLock::new(wake));
        env.add_env_cleanup_hook(Arc::downgrade(&calls), |calls| {
            if let Some(calls) = calls.upgrade() {
                calls.end();
            }
        })?;
        Ok(Self { calls })
    }

    /// Begins the calls that were made since the last time.
    #[napi]
    pub fn flush(&self) {
        self.calls.flush();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
