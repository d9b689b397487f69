//! The queues between JavaScript's thread and the engine's thread: calls in one direction, messages in the other.
//!
//! It does not depend on JavaScript or tokio. It decides when a thread must be woken; the caller wakes it. One wake-up delivers
//! everything that is queued, and nothing waits without a wake-up. The crate in `tests/interleavings` tries every interleaving of
//! the threads, so the locks come from [`super::sync`].

use super::sync::{Mutex, MutexGuard, PoisonError};

/// The queue of one JavaScript environment. `Start` is a call that has not started, `Message` is for JavaScript.
pub struct CallQueue<Start, Message> {
    state: Mutex<CallQueueState<Start, Message>>,
}

struct CallQueueState<Start, Message> {
    /// Calls, in the order in which they were made.
    starts: Vec<Start>,
    /// Whether the engine has been woken for what is in `starts` and has not taken it yet.
    engine_is_woken: bool,
    messages: Vec<Message>,
    /// Whether JavaScript has been woken for what is in `messages` and has not taken it yet.
    javascript_is_woken: bool,
    /// The environment has ended. Nothing is kept any more, because it might own this queue.
    ended: bool,
}

impl<Start, Message> Default for CallQueue<Start, Message> {
    fn default() -> Self {
        let (starts, messages) = (Vec::new(), Vec::new());
        let state =
            CallQueueState { starts, engine_is_woken: false, messages, javascript_is_woken: false, ended: false };
        Self { state: Mutex::new(state) }
    }
}

impl<Start, Message> CallQueue<Start, Message> {
    /// Adds a call of JavaScript. It starts after [`CallQueue::flush`], after all earlier calls.
    pub fn begin(&self, start: Start) {
        let mut state = self.lock();
        if state.ended {
            drop(state);
            drop(start);
            return;
        }
        state.starts.push(start);
    }

    /// JavaScript has made all its calls for now. Returns whether the engine must be woken for them.
    #[must_use]
    pub fn flush(&self) -> bool {
        let mut state = self.lock();
        if state.starts.is_empty() || state.engine_is_woken {
            return false;
        }
        state.engine_is_woken = true;
        true
    }

    /// Takes the calls, in the engine.
    pub fn take_starts(&self) -> Vec<Start> {
        let mut state = self.lock();
        state.engine_is_woken = false;
        std::mem::take(&mut state.starts)
    }

    /// Adds a message. Returns whether JavaScript must be woken for it.
    #[must_use]
    pub fn push(&self, message: Message) -> bool {
        let mut state = self.lock();
        if state.ended {
            // Dropped outside the lock, because dropping a message may call this queue.
            drop(state);
            drop(message);
            return false;
        }
        state.messages.push(message);
        !std::mem::replace(&mut state.javascript_is_woken, true)
    }

    /// JavaScript could not be woken. The next message wakes it.
    pub fn not_woken(&self) {
        self.lock().javascript_is_woken = false;
    }

    /// Takes the messages, in JavaScript.
    pub fn take_messages(&self) -> Vec<Message> {
        let mut state = self.lock();
        state.javascript_is_woken = false;
        std::mem::take(&mut state.messages)
    }

    /// The environment ends. Returns what is left, to be dropped.
    pub fn end(&self) -> (Vec<Start>, Vec<Message>) {
        let mut state = self.lock();
        state.ended = true;
        let state = &mut *state;
        (std::mem::take(&mut state.starts), std::mem::take(&mut state.messages))
    }

    fn lock(&self) -> MutexGuard<'_, CallQueueState<Start, Message>> {
        // No panic can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
