//! The state that the owner of a body shares with its connection.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::task::Waker;

use crate::base::lock::lock;

use bytes::Bytes;
use tokio::sync::{Notify, watch};

/// The maximum number of bytes that wait for a connection that is slower than the owner.
pub const READ_AHEAD: usize = 1024 * 1024;

/// The state of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyState {
    Open,
    /// The owner has no more bytes.
    Broken,
    /// The request is over.
    Ended,
}

pub struct SharedPieces {
    pub length: u64,
    /// Whether pieces are kept, for an owner that can supply them only once.
    pub keep: bool,
    pub state: Mutex<PiecesState>,
    /// Wakes the owner, which waits until bytes are needed.
    pub room: Notify,
    /// The last attempt that has reached the bytes that are supplied in pieces.
    pub started: watch::Sender<u32>,
    pub body_state: watch::Sender<BodyState>,
}

pub struct PiecesState {
    /// The memory that can be read in place, until the request is over.
    pub in_place: Option<Bytes>,
    /// The number of the attempt.
    pub sending: u32,
    /// Whether the connection has reached the bytes that are supplied in pieces.
    pub started: bool,
    /// The end of the bytes that were supplied.
    pub given: u64,
    /// The end of the bytes that the connection has taken.
    pub taken: u64,
    /// The pieces that were supplied and not taken. All supplied pieces, if they are kept.
    pub pieces: VecDeque<Bytes>,
    /// The number of slices read in place that the system has not taken yet.
    pub on_their_way: usize,
    pub connection: Option<Waker>,
}

/// The bytes that the owner should supply next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceRequest {
    /// The offset of the first byte.
    pub offset: u64,
    /// The number of bytes that are needed. A piece may exceed it.
    pub room: usize,
    /// The number of the attempt.
    pub attempt: u32,
}

impl SharedPieces {
    pub fn lock(&self) -> MutexGuard<'_, PiecesState> {
        lock(&self.state)
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
            // A connection that is still sending finds that there are no more bytes.
            let left = (state.in_place.take(), std::mem::take(&mut state.pieces));
            let connection = state.connection.take();
            drop(state);
            drop(left);
            wake(connection);
            self.room.notify_one();
        }
    }
}

impl PiecesState {
    pub fn wanted(&self, length: u64) -> Option<PieceRequest> {
        if !self.started || self.given >= length {
            return None;
        }
        let waiting = usize::try_from(self.given.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        // In halves, because each request takes a turn of the owner's thread.
        (waiting <= READ_AHEAD / 2).then_some(PieceRequest {
            offset: self.given,
            room: READ_AHEAD - waiting,
            attempt: self.sending,
        })
    }
}

pub fn wake(connection: Option<Waker>) {
    if let Some(waker) = connection {
        waker.wake();
    }
}
