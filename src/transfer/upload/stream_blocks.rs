//! Cuts a stream into blocks. There are never more blocks in memory than may be sent at once, plus the one that is being filled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::base::lock::lock;
use crate::transfer::buffers::Buffers;

/// Up to this size, memory for a block grows in small steps: a short stream needs no more.
const SMALL: usize = 512 * 1024;

/// A stream that is cut into blocks. Clones belong to the same stream.
#[derive(Clone)]
pub struct StreamBlocks(Arc<SharedBlocks>);

struct SharedBlocks {
    block_size: usize,
    /// The maximum number of full blocks.
    most: usize,
    state: Mutex<StreamBlocksState>,
    buffers: Buffers,
    /// Wakes the reader of the stream.
    room: Notify,
    /// Wakes the sender of blocks.
    ready: Notify,
    /// The upload is over.
    over: CancellationToken,
    /// The stream failed.
    broken: CancellationToken,
}

#[derive(Default)]
struct StreamBlocksState {
    filling: Vec<u8>,
    full: VecDeque<Bytes>,
    /// The number of blocks that are full, or being sent.
    held: usize,
    ended: bool,
}

impl StreamBlocks {
    /// Blocks of this size, of which at most `most` are sent at once.
    pub fn new(block_size: usize, most: usize) -> Self {
        Self(Arc::new(SharedBlocks {
            block_size: block_size.max(1),
            most: most.max(1),
            state: Mutex::default(),
            buffers: Buffers::default(),
            room: Notify::new(),
            ready: Notify::new(),
            over: CancellationToken::new(),
            broken: CancellationToken::new(),
        }))
    }

    /// Copies bytes of the stream, as many as fit, and returns their number. `None` when there is no memory.
    pub fn give(&self, mut bytes: &[u8]) -> Option<usize> {
        let given = bytes.len();
        let mut state = self.0.lock();
        if self.0.over.is_cancelled() {
            return Some(0);
        }
        while !bytes.is_empty() && state.has_room(&self.0) {
            let room = self.0.block_size - state.filling.len();
            let (now, rest) = bytes.split_at(bytes.len().min(room));
            let needed = state.filling.len() + now.len();
            if needed > state.filling.capacity() {
                state.grow(needed, &self.0)?;
            }
            state.filling.extend_from_slice(now);
            bytes = rest;
            state.pass_on(&self.0);
        }
        Some(given - bytes.len())
    }

    /// Resolves when more bytes fit. Returns false if the upload is over.
    pub async fn room(&self) -> bool {
        loop {
            let room = self.0.room.notified();
            if self.0.over.is_cancelled() {
                return false;
            }
            if self.0.lock().has_room(&self.0) {
                return true;
            }
            self.0.over.run_until_cancelled(room).await;
        }
    }

    /// The stream has ended: the incomplete block becomes the last one.
    pub fn end(&self) {
        let mut state = self.0.lock();
        state.ended = true;
        if !state.filling.is_empty() {
            state.finish_block();
        }
        drop(state);
        self.0.ready.notify_one();
    }

    /// The stream failed.
    pub fn break_off(&self) {
        self.0.broken.cancel();
    }

    /// Resolves when the stream has failed.
    pub async fn broken(&self) {
        self.0.broken.cancelled().await;
    }

    /// Ends the waiting when it is dropped: the upload is over. Buffered bytes are dropped, too.
    pub fn ending(&self) -> StreamEnding {
        StreamEnding(self.clone())
    }

    /// The next block; `None` at the end.
    pub async fn next(&self) -> Option<Bytes> {
        loop {
            let ready = self.0.ready.notified();
            {
                let mut state = self.0.lock();
                if let Some(block) = state.full.pop_front() {
                    return Some(block);
                }
                if state.ended {
                    return None;
                }
            }
            ready.await;
        }
    }

    /// A block was sent, so another one may follow.
    pub fn sent(&self, block: Bytes) {
        self.0.buffers.give_back(block);
        let mut state = self.0.lock();
        state.held = state.held.saturating_sub(1);
        // The full block that could not be passed on yet.
        state.pass_on(&self.0);
        drop(state);
        self.0.room.notify_one();
    }
}

impl SharedBlocks {
    fn lock(&self) -> MutexGuard<'_, StreamBlocksState> {
        lock(&self.state)
    }
}

impl StreamBlocksState {
    fn has_room(&self, shared: &SharedBlocks) -> bool {
        self.filling.len() < shared.block_size
    }

    /// Gets memory for the block that is being filled: that of a sent block, or more memory.
    fn grow(&mut self, needed: usize, shared: &SharedBlocks) -> Option<()> {
        if self.filling.capacity() == 0 {
            self.filling = shared.buffers.take();
        }
        let capacity = self.filling.capacity();
        // Memory that is not written to is not allocated by the system. So a block that is no longer small gets all of it at once, and never exists beside half
        // a block that is copied to it.
        let wanted = if capacity < SMALL { needed.max(capacity * 2) } else { shared.block_size };
        let length = self.filling.len();
        let mut reserve = |wanted: usize| self.filling.try_reserve_exact(wanted.min(shared.block_size) - length).ok();
        reserve(wanted).or_else(|| reserve(needed))
    }

    /// Passes a full block on, if it may be sent.
    fn pass_on(&mut self, shared: &SharedBlocks) {
        if self.filling.len() == shared.block_size && self.held < shared.most {
            self.finish_block();
            shared.ready.notify_one();
        }
    }

    fn finish_block(&mut self) {
        self.held += 1;
        self.full.push_back(std::mem::take(&mut self.filling).into());
    }
}

/// Ends the waiting when it is dropped.
pub struct StreamEnding(StreamBlocks);

impl Drop for StreamEnding {
    fn drop(&mut self) {
        let StreamBlocks(shared) = &self.0;
        // First, so that nothing is added after the buffered bytes were dropped.
        shared.over.cancel();
        let left = std::mem::take(&mut *shared.lock());
        drop(left);
        shared.buffers.clear();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buffered_blocks_are_bounded() {
        let blocks = StreamBlocks::new(4, 2);
        assert_eq!(blocks.give(&[7; 100]), Some(12), "two to send, and one");
        assert_eq!(blocks.give(&[7; 100]), Some(0));
        assert!(blocks.room().now_or_never().is_none());
        let first = blocks.next().now_or_never().flatten().expect("a block");
        assert_eq!(blocks.give(&[7; 100]), Some(0), "it is on its way");
        blocks.sent(first);
        assert_eq!(blocks.room().now_or_never(), Some(true));
        assert_eq!(blocks.give(&[7; 100]), Some(4));
    }

    #[test]
    fn waiters_for_room_are_notified_of_the_end_of_the_upload() {
        let blocks = StreamBlocks::new(1, 1);
        blocks.give(&[1, 2]);
        let ending = blocks.ending();
        let mut room = Box::pin(blocks.room());
        assert!(room.as_mut().now_or_never().is_none());
        drop(ending);
        assert_eq!(room.now_or_never(), Some(false));
    }

    #[test]
    fn nothing_is_kept_after_the_upload_ends() {
        let blocks = StreamBlocks::new(4, 2);
        blocks.give(&[7; 6]);
        drop(blocks.ending());
        assert_eq!(blocks.give(&[7; 100]), Some(0), "it would not be sent");
        assert_eq!((blocks.0.lock().memory(), blocks.0.buffers.memory()), (0, 0));
    }

    /// The length of the blocks whose memory is counted.
    const BLOCK: usize = 3 * SMALL + 5;

    #[test]
    fn memory_holds_the_blocks_in_flight_and_one_more() {
        for chunk in [100, 64 * 1024, SMALL, BLOCK - 1, BLOCK, BLOCK + 1, 10 * BLOCK] {
            let (most, chunk, mut left) = (2, vec![7; chunk], 8 * BLOCK);
            let (blocks, mut sending) = (StreamBlocks::new(BLOCK, most), VecDeque::new());
            while left > 0 {
                let mut rest = &chunk[..chunk.len().min(left)];
                while !rest.is_empty() {
                    let taken = blocks.give(rest).expect("memory");
                    (rest, left) = (&rest[taken..], left - taken);
                    while let Some(Some(block)) = blocks.next().now_or_never() {
                        sending.push_back(block);
                    }
                    let on_their_way: usize = sending.iter().map(Bytes::len).sum();
                    let memory = blocks.0.lock().memory() + blocks.0.buffers.memory() + on_their_way;
                    assert!(memory <= (most + 1) * BLOCK, "{memory} bytes for chunks of {}", chunk.len());
                    if taken == 0 {
                        blocks.sent(sending.pop_front().expect("a block is on its way"));
                    }
                }
            }
        }
    }

    impl StreamBlocksState {
        fn memory(&self) -> usize {
            self.filling.capacity() + self.full.iter().map(Bytes::len).sum::<usize>()
        }
    }

    proptest! {
        #[test]
        fn blocks_contain_the_stream(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..20), size in 1_usize..9, most in 1_usize..4) {
            let (blocks, mut sent) = (StreamBlocks::new(size, most), Vec::new());
            let mut take = || {
                let block = blocks.next().now_or_never().flatten().expect("a block");
                sent.push(block.to_vec());
                blocks.sent(block);
            };
            for mut chunk in chunks.iter().map(Vec::as_slice) {
                while !chunk.is_empty() {
                    let taken = blocks.give(chunk).expect("memory");
                    chunk = &chunk[taken..];
                    if taken == 0 {
                        take();
                    }
                }
            }
            blocks.end();
            while let Some(block) = blocks.next().now_or_never().expect("it has ended") {
                sent.push(block.to_vec());
                blocks.sent(block);
            }
            let (last, full) = sent.split_last().map_or((0, &[][..]), |(last, full)| (last.len(), full));
            prop_assert!(full.iter().all(|block| block.len() == size) && last <= size);
            prop_assert_eq!(sent.concat(), chunks.concat());
        }
    }
}
