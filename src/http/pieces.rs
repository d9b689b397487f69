//! A body that its owner supplies piece by piece, as the connection takes them: memory of JavaScript, or a stream.
//!
//! Memory can also be read in place (`in_place`), except its last bytes: by the system, which sends it, or which copies it for a
//! connection that encrypts it in this process. The owner may lose the memory while it is read, and cannot report it. But
//! when the last bytes are requested, it can confirm that the memory was there until then. So the last bytes are requested when
//! all others were sent or copied, and a body whose memory was lost never becomes complete.

pub mod lent_memory;
mod reader;
mod state;
mod system_copy;

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::{Notify, watch};

use self::lent_memory::LentMemory;
pub(crate) use self::reader::PieceReader;
use self::state::{BodyState, PiecesState, SharedPieces, wake};
pub use self::state::{PieceRequest, READ_AHEAD};
use crate::http::body_source::{BodyReading, SLICE};

/// The last bytes of memory that is read in place. The owner supplies them.
pub const LAST_PIECE: usize = 64 * 1024;

/// A body that is supplied piece by piece. Clones share one body.
#[derive(Clone)]
pub struct Pieces {
    shared: Arc<SharedPieces>,
}

impl Pieces {
    /// A body of this length. With `keep`, the pieces are kept; otherwise they are requested again from the owner for another
    /// attempt. `in_place` is the whole body, if it can be read in place.
    #[must_use]
    pub fn new(length: u64, keep: bool, in_place: Option<Bytes>) -> Self {
        let in_place = in_place.filter(|memory| !keep && memory.len() as u64 == length && memory.len() > LAST_PIECE);
        let state = PiecesState {
            in_place,
            sending: 0,
            started: false,
            given: 0,
            taken: 0,
            pieces: VecDeque::new(),
            on_their_way: 0,
            connection: None,
        };
        let shared = SharedPieces {
            length,
            keep,
            state: Mutex::new(state),
            room: Notify::new(),
            started: watch::Sender::new(0),
            body_state: watch::Sender::new(BodyState::Open),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The length in bytes.
    pub fn len(&self) -> u64 {
        self.shared.length
    }

    /// Whether the body is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The body for a new attempt, from its start.
    pub(crate) fn for_attempt(&self, reading: BodyReading) -> PieceReader {
        let mut state = self.shared.lock();
        // Another attempt is rare. It requests everything from the owner again, which then checks whether the memory is still there.
        let by_system = reading == BodyReading::BySystem;
        let readable = state.sending == 0 && (by_system || system_copy::EXISTS);
        let in_place = state.in_place.as_ref().filter(|_| readable);
        let in_place = in_place.map(|memory| memory.slice(..memory.len() - LAST_PIECE)).unwrap_or_default();
        let copies = (!by_system && !in_place.is_empty()).then(|| LentMemory::new(SLICE.min(in_place.len())));
        let start = in_place.len() as u64;
        state.sending = state.sending.wrapping_add(1);
        state.started = false;
        state.taken = start;
        if !self.shared.keep {
            state.given = start;
            state.pieces.clear();
        }
        // Slices of an earlier attempt no longer count.
        state.on_their_way = 0;
        let sending = state.sending;
        drop(state);
        PieceReader { shared: Arc::clone(&self.shared), sending, in_place, copies, next: 0 }
    }

    /// Waits until bytes are needed, and returns what the owner should supply next. `None` when the request is over.
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

    /// Resolves when another attempt needs pieces, or the request is over, so that the owner can stop supplying this one.
    pub async fn another(&self, attempt: u32) {
        let (mut started, mut body_state) = (self.shared.started.subscribe(), self.shared.body_state.subscribe());
        // Both senders are held by this very object.
        tokio::select! {
            _ = started.wait_for(|started| *started != attempt) => {}
            _ = body_state.wait_for(|body_state| *body_state != BodyState::Open) => {}
        }
    }

    /// Takes a piece that starts at `offset`. Returns false if it is no longer wanted, because another attempt started or
    /// the request is over. The owner then calls [`Pieces::wanted`] again.
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

    /// The owner has no more bytes: the request is aborted before its end.
    pub fn break_off(&self) {
        self.shared.close(BodyState::Broken);
    }

    /// Resolves if the body was aborted, and never otherwise.
    pub fn broken(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut body_state = self.shared.body_state.subscribe();
        async move {
            if body_state.wait_for(|body_state| *body_state == BodyState::Broken).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Ends the body when it is dropped: the request is over.
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
