//! The state and the time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::copies;
use crate::state::State;

/// The state under its lock, with its clock.
#[derive(Debug, Default)]
pub struct Store {
    state: Mutex<State>,
    /// The current time.
    pub clock: Clock,
}

impl Store {
    /// A store with this initial state.
    pub fn new(state: State) -> Self {
        Self { state: Mutex::new(state), clock: Clock::default() }
    }

    /// The state, locked. Holders never wait for anything.
    pub fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A copy whose time has come is never seen as pending.
        if !state.timed.is_empty() {
            copies::settle(&mut state, self.clock.now());
        }
        state
    }

    /// Ends every pending copy, and returns their number.
    pub fn release(&self) -> usize {
        copies::release(&mut self.state(), self.clock.now())
    }
}
