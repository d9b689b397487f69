//! Bytes that have arrived and that JavaScript has not taken yet: few enough to keep, many enough that a turn of its thread is worth it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::{Buf, Bytes};
use tokio::sync::Notify;

use crate::copy::BlobReader;
use crate::error::{Error, ErrorKind, Result};

/// How many bytes are kept at most for a reader that is slower than the service. One piece may go beyond.
const READ_AHEAD: usize = 512 * 1024;

/// The bytes between a connection and whoever reads.
#[derive(Default)]
pub struct Incoming {
    state: Mutex<State>,
    arrived: Notify,
    room: Notify,
}

#[derive(Default)]
struct State {
    pieces: VecDeque<Bytes>,
    length: usize,
    /// What came after the last piece.
    end: Option<Result<()>>,
}

impl Incoming {
    /// Reads to the end, as fast as there is room.
    pub async fn fill(&self, mut reader: BlobReader) {
        loop {
            let piece = reader.next().await;
            match piece {
                Ok(Some(piece)) => {
                    let mut state = self.lock();
                    state.length += piece.len();
                    state.pieces.push_back(piece);
                }
                Ok(None) => return self.end(Ok(())),
                Err(error) => return self.end(Err(error)),
            }
            self.arrived.notify_one();
            while self.lock().length >= READ_AHEAD {
                self.room.notified().await;
            }
        }
    }

    /// How many bytes are there, once there are so many or the end has come. None at the end.
    ///
    /// # Errors
    /// What the reading ended with, once all that came before is taken.
    pub async fn wait(&self, wanted: usize) -> Result<usize> {
        loop {
            if let Some(ready) = self.lock().ready(wanted.min(READ_AHEAD)) {
                return ready;
            }
            self.arrived.notified().await;
        }
    }

    /// Moves bytes to where they belong, as many as are there and fit, and gives their number.
    pub fn take(&self, target: &mut [u8]) -> usize {
        let mut state = self.lock();
        let mut taken = 0;
        while taken < target.len()
            && let Some(piece) = state.pieces.front_mut()
        {
            let length = piece.len().min(target.len() - taken);
            piece.copy_to_slice(&mut target[taken..taken + length]);
            if piece.is_empty() {
                state.pieces.pop_front();
            }
            taken += length;
        }
        state.length -= taken;
        drop(state);
        self.room.notify_one();
        taken
    }

    /// Nobody reads any more.
    pub fn close(&self) {
        self.end(Err(Error::aborted()));
    }

    fn end(&self, end: Result<()>) {
        let mut state = self.lock();
        // Who gave up wants no more of what came before, either.
        if end.as_ref().is_err_and(|error| error.kind() == ErrorKind::Aborted) {
            state.pieces.clear();
            state.length = 0;
        }
        state.end.get_or_insert(end);
        drop(state);
        self.arrived.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn ready(&self, wanted: usize) -> Option<Result<usize>> {
        if self.length > 0 && (self.length >= wanted || self.end.is_some()) {
            return Some(Ok(self.length));
        }
        self.end.clone().filter(|_| self.length == 0).map(|end| end.map(|()| 0))
    }
}
