//! Memory for pieces of one length, which is returned when their bytes were sent. Pieces that stay in the processor's cache between being
//! read and being sent cost half of those that do not, and new memory from the system costs more than either.

use std::sync::{Arc, Mutex};

use crate::base::lock::lock;

use bytes::Bytes;

/// Memory for pieces.
pub struct LentMemory {
    length: usize,
    free: Mutex<Vec<Box<[u8]>>>,
}

impl LentMemory {
    /// Memory for pieces of at most this many bytes.
    pub fn new(length: usize) -> Arc<Self> {
        Arc::new(Self { length, free: Mutex::default() })
    }

    /// The maximum length of a piece.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Memory for one piece. `None` when there is none left.
    pub fn take(self: &Arc<Self>) -> Option<LentPiece> {
        let free = lock(&self.free).pop();
        let memory = if let Some(memory) = free {
            memory
        } else {
            let mut memory = Vec::new();
            memory.try_reserve_exact(self.length).ok()?;
            memory.resize(self.length, 0);
            memory.into()
        };
        Some(LentPiece { memory, length: 0, owner: Arc::clone(self) })
    }
}

/// Memory for one piece.
pub struct LentPiece {
    memory: Box<[u8]>,
    length: usize,
    owner: Arc<LentMemory>,
}

impl LentPiece {
    /// The memory.
    pub fn memory(&mut self) -> &mut [u8] {
        &mut self.memory
    }

    /// The first bytes of the memory. It is returned when they are dropped.
    pub fn into_bytes(mut self, length: usize) -> Bytes {
        self.length = length.min(self.memory.len());
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for LentPiece {
    fn as_ref(&self) -> &[u8] {
        &self.memory[..self.length]
    }
}

impl Drop for LentPiece {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        lock(&self.owner.free).push(memory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_returned_when_the_last_bytes_are_dropped() {
        let lent = LentMemory::new(4);
        let mut piece = lent.take().expect("memory");
        piece.memory().copy_from_slice(b"abcd");
        let bytes = piece.into_bytes(3);
        let (address, part) = (bytes.as_ptr(), bytes.slice(1..));
        assert_eq!((&bytes[..], &part[..]), (&b"abc"[..], &b"bc"[..]));
        drop(bytes);
        assert_ne!(lent.take().expect("memory").memory().as_ptr(), address, "it is still being read");
        drop(part);
        let addresses: Vec<_> = [lent.take(), lent.take()].map(|piece| piece.expect("memory").memory().as_ptr()).into();
        assert!(addresses.contains(&address));
    }
}
