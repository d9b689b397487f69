//! How far a copy is: written by the work, read by whoever watches.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::CopyState;
use crate::copy::state::CopyResult;
use crate::copy::transfer::job::{CANCELLED, Made};
use crate::copy::transfer::saved::SavedTransfer;
use crate::http::Exchange;

/// What the work and its watchers share.
pub struct Progress {
    state: Mutex<CopyState>,
    bytes: Mutex<Bytes>,
    saved: Mutex<SavedTransfer>,
    /// The last exchange, for whoever asks first after the end.
    exchange: Mutex<Option<Exchange>>,
    /// Counts what is worth telling.
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Bytes {
    done: u64,
    total: u64,
}

impl Progress {
    /// The progress of a copy that begins in this state.
    pub fn new(state: CopyState, saved: SavedTransfer) -> Self {
        Self {
            state: Mutex::new(state),
            bytes: Mutex::default(),
            saved: Mutex::new(saved),
            exchange: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        lock(&self.state)
    }

    /// What is saved of the copy.
    pub fn saved(&self) -> MutexGuard<'_, SavedTransfer> {
        lock(&self.saved)
    }

    /// Wakes whenever there is something to tell.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The last exchange, once.
    pub fn take_exchange(&self) -> Option<Exchange> {
        lock(&self.exchange).take()
    }

    /// The work begins: so many bytes in all, some of which may be there.
    pub fn begin(&self, done: u64, total: u64) {
        *lock(&self.bytes) = Bytes { done, total };
        self.tell();
    }

    /// So many bytes more have arrived.
    pub fn add(&self, bytes: u64) {
        lock(&self.bytes).done += bytes;
        self.tell();
    }

    fn tell(&self) {
        let text = {
            let Bytes { done, total } = &*lock(&self.bytes);
            format!("{done}/{total}")
        };
        self.state().copy_progress = Some(text);
        self.changes.send_modify(|count| *count += 1);
    }

    /// The work has ended. `cancelled` says that its owner wanted that.
    pub fn end(&self, result: Result<Made>, cancelled: bool) {
        {
            let mut state = self.state();
            match result {
                Ok(made) => {
                    state.result = Some(CopyResult::Saved(made.result));
                    state.is_completed = Some(true);
                    *lock(&self.exchange) = Some(made.exchange);
                }
                Err(error) if cancelled && error.kind() == ErrorKind::Aborted => {
                    state.is_cancelled = Some(true);
                    // It says what is not known.
                    state.error = (error.code() == Some(CANCELLED))
                        .then(|| Error::new(ErrorKind::Copy, error.message()).with_code(CANCELLED));
                }
                Err(error) => {
                    state.error = Some(error);
                    state.is_completed = Some(true);
                }
            }
        }
        self.changes.send_modify(|count| *count += 1);
    }
}

/// Sees to it that the work comes to an end for its watchers too, whatever becomes of it.
pub struct Ending(pub Arc<Progress>);

impl Drop for Ending {
    fn drop(&mut self) {
        if !self.0.state().is_done() {
            let message = "The copy ended without a result: the engine panicked or is shutting down.";
            self.0.end(Err(Error::new(ErrorKind::Internal, message)), false);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
