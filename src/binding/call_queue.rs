//! What waits to cross between JavaScript's thread and the engine's: calls one way, news the other.
//!
//! It knows neither JavaScript nor tokio. How a thread is woken is for others; here it is decided that it has to be, so that one
//! wake-up carries all that is there and none is ever missing. The crate in `tests/interleavings` tries all the ways in which the
//! threads can meet, which is why the locks come from [`super::sync`].

use super::sync::{Mutex, MutexGuard, PoisonError};

/// The queue of one JavaScript environment. `Start` is a call that has not begun, `Message` what JavaScript is to hear.
pub struct CallQueue<Start, Message> {
    state: Mutex<State<Start, Message>>,
}

struct State<Start, Message> {
    /// Calls, in the order in which they were made.
    starts: Vec<Start>,
    /// The engine has been woken for what is in `starts`, and has not come yet.
    engine_is_woken: bool,
    news: Vec<Message>,
    /// JavaScript has been woken for what is in `news`, and has not come yet.
    javascript_is_woken: bool,
    /// The environment has ended: nothing is kept any more, for what is kept here holds what keeps it.
    ended: bool,
}

impl<Start, Message> Default for CallQueue<Start, Message> {
    fn default() -> Self {
        let (starts, news) = (Vec::new(), Vec::new());
        let state = State { starts, engine_is_woken: false, news, javascript_is_woken: false, ended: false };
        Self { state: Mutex::new(state) }
    }
}

impl<Start, Message> CallQueue<Start, Message> {
    /// JavaScript makes a call. It begins after [`CallQueue::flush`], behind all that were made before.
    pub fn begin(&self, start: Start) {
        let mut state = self.lock();
        if state.ended {
            drop(state);
            drop(start);
            return;
        }
        state.starts.push(start);
    }

    /// JavaScript has made all the calls that it had to make for now. Whether the engine must be woken for them.
    #[must_use]
    pub fn flush(&self) -> bool {
        let mut state = self.lock();
        if state.starts.is_empty() || state.engine_is_woken {
            return false;
        }
        state.engine_is_woken = true;
        true
    }

    /// The engine takes the calls that are there.
    pub fn take_starts(&self) -> Vec<Start> {
        let mut state = self.lock();
        state.engine_is_woken = false;
        std::mem::take(&mut state.starts)
    }

    /// There is news. Whether JavaScript must be woken for it.
    #[must_use]
    pub fn push(&self, message: Message) -> bool {
        let mut state = self.lock();
        if state.ended {
            // What it carries goes with it; outside of the lock, for that may lead back here.
            drop(state);
            drop(message);
            return false;
        }
        state.news.push(message);
        !std::mem::replace(&mut state.javascript_is_woken, true)
    }

    /// JavaScript could not be woken: the next news tries again.
    pub fn not_woken(&self) {
        self.lock().javascript_is_woken = false;
    }

    /// JavaScript takes the news that is there.
    pub fn take_messages(&self) -> Vec<Message> {
        let mut state = self.lock();
        state.javascript_is_woken = false;
        std::mem::take(&mut state.news)
    }

    /// The environment ends: gives what was left, to be dropped.
    pub fn end(&self) -> (Vec<Start>, Vec<Message>) {
        let mut state = self.lock();
        state.ended = true;
        let state = &mut *state;
        (std::mem::take(&mut state.starts), std::mem::take(&mut state.news))
    }

    fn lock(&self) -> MutexGuard<'_, State<Start, Message>> {
        // Nothing under the lock can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
