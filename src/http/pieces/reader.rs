//! The pieces of one attempt, as its connection takes them.

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};

use super::lent_memory::LentMemory;
use super::state::{BodyState, SharedPieces, wake};
use super::system_copy;
use crate::http::body_source::{BodyBroken, SLICE};

/// The pieces of one attempt, as its connection takes them.
pub(crate) struct PieceReader {
    pub(super) shared: Arc<SharedPieces>,
    pub(super) sending: u32,
    /// The remaining part of the memory that is read in place.
    pub(super) in_place: Bytes,
    /// Memory for copies of it, if the connection reads the bytes in this process.
    pub(super) copies: Option<Arc<LentMemory>>,
    /// The index of the next piece, if pieces are kept.
    pub(super) next: usize,
}

impl PieceReader {
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Bytes, BodyBroken>> {
        let mut state = self.shared.lock();
        if *self.shared.body_state.borrow() != BodyState::Open || state.sending != self.sending {
            return Poll::Ready(Err(BodyBroken));
        }
        if let Some(memory) = self.copies.as_ref().filter(|_| !self.in_place.is_empty()) {
            if let Some(copy) = system_copy::copy(&self.in_place, memory) {
                self.in_place.advance(copy.len());
                return Poll::Ready(Ok(copy));
            }
            // The owner knows whether the memory is gone, and supplies the rest if it is not.
            state.given -= self.in_place.len() as u64;
            state.taken = state.given;
            self.in_place.clear();
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

/// A slice of memory that is read in place. The system has taken it when this is dropped.
struct InPlaceSlice {
    slice: Bytes,
    shared: Arc<SharedPieces>,
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
