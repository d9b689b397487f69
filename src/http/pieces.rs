//! A body that whoever has it gives piece by piece, when the connection has room: memory of another owner, or a stream.
//!
//! Bytes in memory can also be read where they are (`in_place`), but for the last ones. Their owner may lose the memory while it is
//! read, and cannot say so; but it can say, when it is asked for the last bytes, that it had it until then. So the last ones are
//! asked for when all others have left this process, and a body whose memory was lost is never complete.

mod reader;
mod state;

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::{Notify, watch};

pub(crate) use self::reader::PieceReader;
use self::state::{BodyState, Shared, State, wake};
pub use self::state::{PieceRequest, READ_AHEAD};
use crate::http::body_source::BodyReading;

/// The last bytes of memory that is read in place, which its owner gives.
pub const LAST_PIECE: usize = 64 * 1024;

/// A body that is given piece by piece. Clones are of one and the same body.
#[derive(Clone)]
pub struct Pieces {
    shared: Arc<Shared>,
}

impl Pieces {
    /// A body of so many bytes. What is given of it is kept if `keep`; else its owner is asked again for another attempt. `in_place` is the
    /// whole of it, where it can be read.
    #[must_use]
    pub fn new(length: u64, keep: bool, in_place: Option<Bytes>) -> Self {
        let in_place = in_place.filter(|memory| !keep && memory.len() as u64 == length && memory.len() > LAST_PIECE);
        let state = State {
            in_place,
            sending: 0,
            started: false,
            given: 0,
            taken: 0,
            pieces: VecDeque::new(),
            on_their_way: 0,
            connection: None,
        };
        let shared = Shared {
            length,
            keep,
            state: Mutex::new(state),
            room: Notify::new(),
            body_state: watch::Sender::new(BodyState::Open),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The number of bytes.
    pub fn len(&self) -> u64 {
        self.shared.length
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The body for another attempt, from its start.
    pub(crate) fn for_attempt(&self, reading: BodyReading) -> PieceReader {
        let mut state = self.shared.lock();
        // Another attempt is rare, and its owner is asked from the start whether it still has the memory.
        let readable = reading == BodyReading::BySystem && state.sending == 0;
        let in_place = state.in_place.as_ref().filter(|_| readable);
        let in_place = in_place.map(|memory| memory.slice(..memory.len() - LAST_PIECE)).unwrap_or_default();
        let start = in_place.len() as u64;
        state.sending = state.sending.wrapping_add(1);
        state.started = false;
        state.taken = start;
        if !self.shared.keep {
            state.given = start;
            state.pieces.clear();
        }
        // Slices of an earlier attempt that are still on their way count no more.
        state.on_their_way = 0;
        let sending = state.sending;
        drop(state);
        PieceReader { shared: Arc::clone(&self.shared), sending, in_place, next: 0 }
    }

    /// What the owner shall give next, once there is room for it; nothing when the request is over.
    pub async fn wanted(&self) -> Option<PieceRequest> {
        loop {
            let room = self.shared.room.notified();
            if *self.shared.body_state.borrow() != BodyState::Open {
                return None;
            }
            if let Some(wanted) = self.shared.lock().wanted(self.shared.length) {
                return Some(wanted);
            }
            room.await;
        }
    }

    /// Takes a piece that begins at `offset`. False = it is not wanted any more: another attempt began, or the request is over. The owner then
    /// asks what is.
    pub fn give(&self, offset: u64, piece: Bytes) -> bool {
        let mut state = self.shared.lock();
        let end = offset.saturating_add(piece.len() as u64);
        if *self.shared.body_state.borrow() != BodyState::Open || offset != state.given || end > self.shared.length {
            return false;
        }
        state.given = end;
        if !piece.is_empty() {
            state.pieces.push_back(piece);
        }
        let connection = state.connection.take();
        drop(state);
        wake(connection);
        true
    }

    /// The owner cannot give the rest: the request is broken off before its end.
    pub fn break_off(&self) {
        self.shared.close(BodyState::Broken);
    }

    /// Resolves when the body broke off, and never otherwise.
    pub fn broken(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut body_state = self.shared.body_state.subscribe();
        async move {
            if body_state.wait_for(|body_state| *body_state == BodyState::Broken).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// What ends the body when it is dropped: its request is over, and its owner is asked no more.
    pub fn ending(&self) -> PiecesEnding {
        PiecesEnding(self.clone())
    }
}

/// Ends a body when it is dropped.
pub struct PiecesEnding(Pieces);

impl Drop for PiecesEnding {
    fn drop(&mut self) {
        self.0.shared.close(BodyState::Ended);
    }
}

#[cfg(test)]
#[path = "pieces_tests.rs"]
mod tests;
