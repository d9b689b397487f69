//! Receives the content of a blob, block by block and in any order.

use std::sync::{Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;

/// A target for content. Each block is written in order; blocks are written at the same time.
pub trait Destination: Send + Sync + 'static {
    /// Writes bytes at a position, relative to the content's start. They are within one block.
    fn write(&self, place: u64, pieces: Vec<Bytes>) -> BoxFuture<'_, Result<()>>;
}

/// The engine's own memory, which is not shared before it is full. Its blocks are written separately; they are parts of one
/// allocation, and are joined again without a copy.
pub struct Memory {
    block: u64,
    blocks: Vec<Mutex<BytesMut>>,
}

impl Memory {
    /// Memory for this many bytes, written in blocks of this length.
    ///
    /// # Errors
    /// There is not enough memory.
    pub fn new(length: u64, block: u64) -> Result<Self> {
        let too_much = || {
            let message = format!(
                "{length} bytes do not fit in memory; use download() or downloadToFile(), or read a part of the blob"
            );
            Error::new(ErrorKind::ArgumentRange, message)
        };
        let block = block.clamp(1, length.max(1));
        if length == 0 {
            return Ok(Self { block, blocks: Vec::new() });
        }
        let mut memory = Vec::new();
        memory.try_reserve_exact(usize::try_from(length).map_err(|_| too_much())?).map_err(|_| too_much())?;
        let mut rest = Bytes::from(memory).try_into_mut().map_err(|_| too_much())?;
        let mut blocks = Vec::new();
        let mut left = length;
        while left > 0 {
            let here = usize::try_from(block.min(left)).map_err(|_| too_much())?;
            let next = rest.split_off(here);
            blocks.push(Mutex::new(std::mem::replace(&mut rest, next)));
            left -= here as u64;
        }
        Ok(Self { block, blocks })
    }

    /// All of it, once it is full.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut blocks =
            self.blocks.into_iter().map(|block| block.into_inner().unwrap_or_else(PoisonError::into_inner));
        let Some(mut all) = blocks.next() else { return Vec::new() };
        blocks.for_each(|block| all.unsplit(block));
        all.into()
    }
}

impl Destination for Memory {
    fn write(&self, place: u64, pieces: Vec<Bytes>) -> BoxFuture<'_, Result<()>> {
        let index = usize::try_from(place / self.block).unwrap_or(usize::MAX);
        if let Some(block) = self.blocks.get(index) {
            let mut block = lock(block);
            for piece in &pieces {
                block.extend_from_slice(piece);
            }
        }
        Box::pin(std::future::ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn blocks_become_one_memory_without_a_copy() {
        let memory = Memory::new(10, 4).expect("it is little");
        let first = memory.blocks[0].lock().expect("a lock").as_ptr();
        for (place, text) in [(8, "ij"), (0, "ab"), (4, "efgh"), (2, "cd")] {
            memory.write(place, vec![Bytes::from(text)]).await.expect("written");
        }
        let all = memory.finish();
        assert_eq!((all.as_slice(), all.as_ptr(), all.capacity()), (&b"abcdefghij"[..], first, 10));
        assert!(Memory::new(0, 4).expect("it is little").finish().is_empty());
    }

    #[test]
    fn too_much_is_an_error() {
        let error = Memory::new(u64::MAX / 2, 4).err().expect("there is not so much");
        assert_eq!(error.kind(), ErrorKind::ArgumentRange);
    }
}
