//! What there is, and what time it is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::copies;
use crate::state::State;

/// The state under its lock, with the clock that it goes by.
#[derive(Debug, Default)]
pub struct Store {
    state: Mutex<State>,
    /// What time it is.
    pub clock: Clock,
}

impl Store {
    /// A store that begins with this state.
    pub fn new(state: State) -> Self {
        Self { state: Mutex::new(state), clock: Clock::default() }
    }

    /// The state, locked. Nobody waits for anything while holding it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody sees a copy whose time has come as pending.
        if !state.timed.is_empty() {
            copies::settle(&mut state, self.clock.now());
        }
        state
    }

    /// Ends every pending copy, and says how many there were.
    pub fn release(&self) -> usize {
        copies::release(&mut self.state(), self.clock.now())
    }
}
