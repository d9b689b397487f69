//! How a blob is divided into blocks: a fast number, never more than a blob may have.

use std::num::{NonZeroU64, NonZeroUsize};

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::limits::{
    BLOCK_BLOB_MAX, BLOCK_COMFORTABLE, BLOCK_MIN, BLOCKS_AIM, BLOCKS_MAX, CONCURRENCY, MIB, RELAY_BLOCK,
    RELAY_CONCURRENCY,
};

/// How a blob is divided into blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockLayout {
    /// The size of every block but the last, in bytes.
    pub block_size: u64,
    /// The number of blocks.
    pub blocks: u64,
    /// The number of blocks at once.
    pub concurrency: usize,
}

/// The layout for blocks that the service reads.
///
/// # Errors
/// An argument error if the blob is too large, or the caller's block size leads to too many blocks.
pub fn blocks(length: u64, block_size: Option<NonZeroU64>, concurrency: Option<NonZeroUsize>) -> Result<BlockLayout> {
    let size = block_size.map_or_else(|| comfortable_block(length), NonZeroU64::get);
    layout(length, size, concurrency.map_or(CONCURRENCY, NonZeroUsize::get))
}

/// The layout for blocks that pass through this process.
///
/// # Errors
/// As [`blocks`].
pub fn relay(length: u64, block_size: Option<NonZeroU64>, concurrency: Option<NonZeroUsize>) -> Result<BlockLayout> {
    let size =
        block_size.map_or_else(|| whole_mebibytes(length.div_ceil(BLOCKS_MAX)).max(RELAY_BLOCK), NonZeroU64::get);
    layout(length, size, concurrency.map_or(RELAY_CONCURRENCY, NonZeroUsize::get))
}

/// Small blocks for small blobs, so that all requests are busy until the end; large ones for large blobs, since each
/// request costs; never more blocks than a blob may have.
fn comfortable_block(length: u64) -> u64 {
    let aimed = whole_mebibytes(length.div_ceil(BLOCKS_AIM)).clamp(BLOCK_MIN, BLOCK_COMFORTABLE);
    aimed.max(whole_mebibytes(length.div_ceil(BLOCKS_MAX)))
}

fn whole_mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(MIB) * MIB
}

fn layout(length: u64, block_size: u64, concurrency: usize) -> Result<BlockLayout> {
    if length > BLOCK_BLOB_MAX {
        let message = format!(
            "The copy cannot be made this way: a block blob has {BLOCK_BLOB_MAX} bytes at most, and the source has {length}."
        );
        return Err(Error::new(ErrorKind::ArgumentRange, message).with_argument("options.strategy"));
    }
    let blocks = length.div_ceil(block_size);
    if blocks > BLOCKS_MAX {
        let least = length.div_ceil(BLOCKS_MAX);
        let message = format!(
            "The option \"blockSize\" is {block_size} bytes, which makes {blocks} blocks of the source's {length} bytes; a \
             blob has {BLOCKS_MAX} at most. Leave it out, or pass {least} or more."
        );
        return Err(Error::argument_range("options.blockSize", message));
    }
    Ok(BlockLayout { block_size, blocks, concurrency })
}
