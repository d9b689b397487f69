//! What the owner of a body and its connection share.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use bytes::Bytes;
use tokio::sync::{Notify, watch};

/// How many bytes wait at most for a connection that is slower than whoever gives them.
pub const READ_AHEAD: usize = 1024 * 1024;

/// What may become of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyState {
    Open,
    /// Its owner cannot give the rest.
    Broken,
    /// Its request is over.
    Ended,
}

pub struct Shared {
    pub length: u64,
    /// Whether what was given is kept, for an owner that cannot give it twice.
    pub keep: bool,
    pub state: Mutex<State>,
    /// Wakes the owner, who waits for room.
    pub room: Notify,
    pub body_state: watch::Sender<BodyState>,
}

pub struct State {
    /// The memory that can be read in place, until the request is over.
    pub in_place: Option<Bytes>,
    /// Which attempt it is.
    pub sending: u32,
    /// Whether the connection has come to where pieces are needed.
    pub started: bool,
    /// Where what was given ends.
    pub given: u64,
    /// Where what the connection has taken ends.
    pub taken: u64,
    /// What was given and not taken; all that was given, if it is kept.
    pub pieces: VecDeque<Bytes>,
    /// How many slices of the memory that is read in place are on their way.
    pub on_their_way: usize,
    pub connection: Option<Waker>,
}

/// What the owner is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceRequest {
    /// From which byte on.
    pub offset: u64,
    /// How many there is room for. A piece may go beyond.
    pub room: usize,
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn close(&self, body_state: BodyState) {
        let was_open = self.body_state.send_if_modified(|current| {
            let is_open = *current == BodyState::Open;
            if is_open {
                *current = body_state;
            }
            is_open
        });
        if was_open {
            let mut state = self.lock();
            // A connection that is still at it finds that there is no more.
            let left = (state.in_place.take(), std::mem::take(&mut state.pieces));
            let connection = state.connection.take();
            drop(state);
            drop(left);
            wake(connection);
            self.room.notify_one();
        }
    }
}

impl State {
    pub fn wanted(&self, length: u64) -> Option<PieceRequest> {
        if !self.started || self.given >= length {
            return None;
        }
        let waiting = usize::try_from(self.given.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        // Asked for in halves: each question costs the owner's thread a turn.
        (waiting <= READ_AHEAD / 2).then_some(PieceRequest { offset: self.given, room: READ_AHEAD - waiting })
    }
}

pub fn wake(connection: Option<Waker>) {
    if let Some(waker) = connection {
        waker.wake();
    }
}
