//! Bytes that have arrived and were not taken yet. They are limited, but enough to be worth a turn of the reader's thread.

use std::mem;
use std::sync::{Mutex, MutexGuard};

use crate::base::lock::lock;

/// The bytes between a connection and its reader.
///
/// They are copied, so that a connection receives into the same memory again. Memory that it has to allocate for each piece costs more than
/// the copy, and several times as much of it is used.
#[derive(Default)]
pub struct Incoming {
    /// The bytes that the reader takes next. If both are locked, this is locked first.
    front: Mutex<FrontBuffer>,
    back: Mutex<BackBuffer>,
}

/// Bytes that belong to the reader's thread, which copies them while more arrive.
#[derive(Default)]
struct FrontBuffer {
    bytes: Vec<u8>,
    taken: usize,
}

/// Bytes that follow those in front.
#[derive(Default)]
struct BackBuffer {
    bytes: Vec<u8>,
    /// The number of bytes that were not taken, those in front included.
    length: usize,
    closed: bool,
}

impl Incoming {
    /// Adds a piece, unless it is closed.
    pub fn push(&self, piece: &[u8]) {
        let mut back = self.back();
        if back.closed {
            return;
        }
        back.length += piece.len();
        // Not twice as much, as vectors grow: it will be used again and again.
        back.bytes.reserve_exact(piece.len());
        back.bytes.extend_from_slice(piece);
    }

    /// The number of available bytes.
    pub fn available(&self) -> usize {
        self.back().length
    }

    /// Moves available bytes to the target, as many as fit, and returns their number.
    pub fn take(&self, target: &mut [u8]) -> usize {
        let mut front = self.front();
        let mut taken = 0;
        loop {
            let room = &mut target[taken..];
            {
                let mut back = self.back();
                if front.is_empty() && !room.is_empty() {
                    front.swap(&mut back.bytes);
                }
                back.length -= front.next(room.len());
            }
            let length = front.take(room);
            if length == 0 {
                return taken;
            }
            taken += length;
        }
    }

    /// Gives back the memory that no bytes are in.
    pub fn shrink(&self) {
        let mut front = self.front();
        self.back().bytes.shrink_to_fit();
        if front.is_empty() {
            *front = FrontBuffer::default();
        }
    }

    /// Drops all bytes, and all later ones. They will not be taken.
    pub fn close(&self) {
        let mut front = self.front();
        *self.back() = BackBuffer { closed: true, ..BackBuffer::default() };
        *front = FrontBuffer::default();
    }

    fn front(&self) -> MutexGuard<'_, FrontBuffer> {
        lock(&self.front)
    }

    fn back(&self) -> MutexGuard<'_, BackBuffer> {
        lock(&self.back)
    }
}

impl FrontBuffer {
    fn is_empty(&self) -> bool {
        self.taken == self.bytes.len()
    }

    /// Takes the bytes behind it, and gives its memory for the next ones.
    fn swap(&mut self, bytes: &mut Vec<u8>) {
        self.bytes.clear();
        self.taken = 0;
        mem::swap(&mut self.bytes, bytes);
    }

    /// The number of bytes that can be taken into so much room.
    fn next(&self, room: usize) -> usize {
        room.min(self.bytes.len() - self.taken)
    }

    fn take(&mut self, target: &mut [u8]) -> usize {
        let length = self.next(target.len());
        let end = self.taken + length;
        target[..length].copy_from_slice(&self.bytes[self.taken..end]);
        self.taken = end;
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_across_pieces() {
        let incoming = Incoming::default();
        assert_eq!(incoming.available(), 0);
        incoming.push(b"abc");
        incoming.push(b"defg");
        assert_eq!(incoming.available(), 7);
        let mut target = [0; 5];
        assert_eq!((incoming.take(&mut target), &target), (5, b"abcde"));
        assert_eq!((incoming.take(&mut []), incoming.available()), (0, 2));
        assert_eq!((incoming.take(&mut target), &target), (2, b"fgcde"));
        assert_eq!((incoming.take(&mut target), incoming.available()), (0, 0));
    }

    #[test]
    fn bytes_that_arrive_between_two_takes_follow_those_before() {
        let incoming = Incoming::default();
        incoming.push(b"abcd");
        let mut target = [0; 3];
        assert_eq!((incoming.take(&mut target), &target), (3, b"abc"));
        incoming.push(b"ef");
        assert_eq!(incoming.available(), 3);
        assert_eq!((incoming.take(&mut target), &target), (3, b"def"));
        assert_eq!((incoming.take(&mut target), incoming.available()), (0, 0));
    }

    #[test]
    fn memory_is_used_again() {
        const LENGTH: usize = 512 * 1024;
        let incoming = Incoming::default();
        let mut target = vec![0; LENGTH];
        let mut memories = std::collections::HashSet::new();
        for _ in 0..10 {
            incoming.push(&vec![1; LENGTH]);
            assert_eq!(incoming.take(&mut target), LENGTH);
            memories.insert(incoming.front().bytes.as_ptr());
        }
        assert_eq!(memories.len(), 2);
    }

    #[test]
    fn memory_that_no_bytes_are_in_is_given_back() {
        let incoming = Incoming::default();
        let mut target = vec![0; 3];
        for _ in 0..2 {
            incoming.push(&vec![1; 512 * 1024]);
            incoming.take(&mut vec![0; 512 * 1024]);
        }
        incoming.push(b"abcdef");
        incoming.shrink();
        assert_eq!((incoming.front().bytes.capacity(), incoming.back().bytes.capacity()), (0, 6));
        assert_eq!((incoming.take(&mut target), &*target), (3, &b"abc"[..]));
        incoming.shrink();
        assert_eq!((incoming.take(&mut target), &*target), (3, &b"def"[..]));
    }

    #[test]
    fn nothing_is_kept_once_it_is_closed() {
        let incoming = Incoming::default();
        incoming.push(b"early");
        incoming.close();
        assert_eq!(incoming.available(), 0);
        incoming.push(b"late");
        assert_eq!(incoming.available(), 0, "it would not be taken");
    }
}
