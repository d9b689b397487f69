//! A body that whoever has it gives piece by piece, when the connection has room: memory of another owner, or a stream.
//!
//! Bytes in memory can also be read where they are (`in_place`), but for the last ones. Their owner may lose the memory while it is
//! read, and cannot say so; but it can say, when it is asked for the last bytes, that it had it until then. So the last ones are
//! asked for when all others have left this process, and a body whose memory was lost is never complete.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio::sync::{Notify, watch};

use crate::http::body_source::{BodyBroken, BodyReading, SLICE};

/// How many bytes wait at most for a connection that is slower than whoever gives them.
pub const READ_AHEAD: usize = 1024 * 1024;
/// The last bytes of memory that is read in place, which its owner gives.
pub const LAST_PIECE: usize = 64 * 1024;

/// What may become of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyState {
    Open,
    /// Its owner cannot give the rest.
    Broken,
    /// Its request is over.
    Ended,
}

/// A body that is given piece by piece. Clones are of one and the same body.
#[derive(Clone)]
pub struct Pieces {
    shared: Arc<Shared>,
}

struct Shared {
    length: u64,
    /// Whether what was given is kept, for an owner that cannot give it twice.
    keep: bool,
    state: Mutex<State>,
    /// Wakes the owner, who waits for room.
    room: Notify,
    /// The last attempt that has come to where pieces are needed.
    started: watch::Sender<u32>,
    body_state: watch::Sender<BodyState>,
}

struct State {
    /// The memory that can be read in place, until the request is over.
    in_place: Option<Bytes>,
    /// Which attempt it is.
    sending: u32,
    /// Whether the connection has come to where pieces are needed.
    started: bool,
    /// Where what was given ends.
    given: u64,
    /// Where what the connection has taken ends.
    taken: u64,
    /// What was given and not taken; all that was given, if it is kept.
    pieces: VecDeque<Bytes>,
    /// How many slices of the memory that is read in place are on their way.
    on_their_way: usize,
    connection: Option<Waker>,
}

/// What the owner is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceRequest {
    /// From which byte on.
    pub offset: u64,
    /// How many there is room for. A piece may go beyond.
    pub room: usize,
    /// For which attempt.
    pub attempt: u32,
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
            started: watch::Sender::new(0),
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

    /// Resolves when another attempt than this one needs pieces, or the request is over: whoever still gets them ready for this one may stop.
    pub async fn another(&self, attempt: u32) {
        let (mut started, mut body_state) = (self.shared.started.subscribe(), self.shared.body_state.subscribe());
        // Both senders are held by this very object.
        tokio::select! {
            _ = started.wait_for(|started| *started != attempt) => {}
            _ = body_state.wait_for(|body_state| *body_state != BodyState::Open) => {}
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

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self, body_state: BodyState) {
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
    fn wanted(&self, length: u64) -> Option<PieceRequest> {
        if !self.started || self.given >= length {
            return None;
        }
        let waiting = usize::try_from(self.given.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        // Asked for in halves: each question costs the owner's thread a turn.
        (waiting <= READ_AHEAD / 2).then_some(PieceRequest {
            offset: self.given,
            room: READ_AHEAD - waiting,
            attempt: self.sending,
        })
    }
}

/// The pieces of one attempt, as its connection takes them.
pub(crate) struct PieceReader {
    shared: Arc<Shared>,
    sending: u32,
    /// What is left of the memory that is read in place.
    in_place: Bytes,
    /// The next of the pieces that are kept.
    next: usize,
}

impl PieceReader {
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Bytes, BodyBroken>> {
        let mut state = self.shared.lock();
        if *self.shared.body_state.borrow() != BodyState::Open || state.sending != self.sending {
            return Poll::Ready(Err(BodyBroken));
        }
        if !self.in_place.is_empty() {
            let slice = self.in_place.split_to(self.in_place.len().min(SLICE));
            state.on_their_way += 1;
            drop(state);
            let on_its_way = InPlaceSlice { slice, shared: Arc::clone(&self.shared), sending: self.sending };
            return Poll::Ready(Ok(Bytes::from_owner(on_its_way)));
        }
        if state.on_their_way > 0 {
            state.connection = Some(context.waker().clone());
            return Poll::Pending;
        }
        let starts = !std::mem::replace(&mut state.started, true);
        let piece = if self.shared.keep { state.pieces.get(self.next).cloned() } else { state.pieces.pop_front() };
        match &piece {
            Some(piece) => {
                self.next += 1;
                state.taken += piece.len() as u64;
            }
            None => state.connection = Some(context.waker().clone()),
        }
        let is_wanted = state.wanted(self.shared.length).is_some();
        drop(state);
        if starts {
            self.shared.started.send_replace(self.sending);
        }
        if is_wanted {
            self.shared.room.notify_one();
        }
        piece.map_or(Poll::Pending, |piece| Poll::Ready(Ok(piece)))
    }
}

/// A slice of memory that is read in place, until the system has taken it.
struct InPlaceSlice {
    slice: Bytes,
    shared: Arc<Shared>,
    sending: u32,
}

impl AsRef<[u8]> for InPlaceSlice {
    fn as_ref(&self) -> &[u8] {
        &self.slice
    }
}

impl Drop for InPlaceSlice {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if state.sending != self.sending {
            return;
        }
        state.on_their_way = state.on_their_way.saturating_sub(1);
        let connection = if state.on_their_way == 0 { state.connection.take() } else { None };
        drop(state);
        wake(connection);
    }
}

fn wake(connection: Option<Waker>) {
    if let Some(waker) = connection {
        waker.wake();
    }
}

#[cfg(test)]
#[path = "pieces_tests.rs"]
mod tests;
