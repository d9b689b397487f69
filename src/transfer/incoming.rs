//! Bytes that have arrived and were not taken yet. They are limited, but enough to be worth a turn of the reader's thread.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use crate::base::lock::lock;

use bytes::{Buf, Bytes};

/// The maximum number of bytes that are kept. One piece may exceed it. The rest stays in the system's buffers.
const MOST: usize = 512 * 1024;

/// The bytes between a connection and its reader.
#[derive(Default)]
pub struct Incoming {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    pieces: VecDeque<Bytes>,
    length: usize,
    closed: bool,
}

impl Incoming {
    /// Adds a piece, unless it is closed.
    pub fn push(&self, piece: Bytes) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        state.length += piece.len();
        state.pieces.push_back(piece);
    }

    /// The number of available bytes.
    pub fn available(&self) -> usize {
        self.lock().length
    }

    /// Whether `wanted` bytes are available, or as many as are kept at most.
    pub fn has(&self, wanted: usize) -> bool {
        self.available() >= wanted.min(MOST)
    }

    /// Moves available bytes to the target, as many as fit, and returns their number.
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
        taken
    }

    /// Drops all bytes, and all later ones. They will not be taken.
    pub fn close(&self) {
        *self.lock() = State { closed: true, ..State::default() };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_taken_across_pieces() {
        let incoming = Incoming::default();
        assert!(!incoming.has(1));
        incoming.push(Bytes::from_static(b"abc"));
        incoming.push(Bytes::from_static(b"defg"));
        assert!(!incoming.has(8));
        assert!(incoming.has(7));
        let mut target = [0; 5];
        assert_eq!((incoming.take(&mut target), &target), (5, b"abcde"));
        assert_eq!((incoming.take(&mut []), incoming.available()), (0, 2));
        assert_eq!((incoming.take(&mut target), &target), (2, b"fgcde"));
        assert_eq!((incoming.take(&mut target), incoming.available()), (0, 0));
    }

    #[test]
    fn no_more_is_gathered_than_is_kept_at_most() {
        let incoming = Incoming::default();
        incoming.push(vec![0; MOST].into());
        assert!(incoming.has(usize::MAX));
        incoming.close();
        assert!(!incoming.has(1));
        incoming.push(Bytes::from_static(b"late"));
        assert!(!incoming.has(1), "nobody would take it");
    }
}
