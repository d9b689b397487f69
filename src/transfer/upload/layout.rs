//! How an upload is divided, as `@azure/storage-blob` divides it.

use crate::base::error::{Error, Result};
use crate::transfer::limits::{BLOCK_BLOB_MAX, BLOCKS_MAX, MIB};

/// The smallest default block.
const BLOCK_MIN: u64 = 4 * MIB;

/// How an upload is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadLayout {
    /// Put Blob.
    Single,
    /// Put Block for each block, and Put Block List.
    Blocks {
        /// The size of every block but the last.
        block_size: u64,
        /// The number of blocks.
        blocks: u64,
    },
}

/// Divides an upload. A `block_size` of 0 selects the default.
///
/// # Errors
/// The upload is too large for a blob, or for blocks of this size.
pub fn layout(length: u64, block_size: u64, max_single_shot_size: u64) -> Result<UploadLayout> {
    if block_size == 0 && length > BLOCK_BLOB_MAX {
        // The message is that of @azure/storage-blob, which scripts may compare.
        return Err(Error::argument_range("size", format!("{length} is too larger to upload to a block blob.")));
    }
    if length <= max_single_shot_size {
        return Ok(UploadLayout::Single);
    }
    let block_size = if block_size == 0 { length.div_ceil(BLOCKS_MAX).max(BLOCK_MIN) } else { block_size };
    let blocks = length.div_ceil(block_size);
    if blocks > BLOCKS_MAX {
        let message = format!(
            "The buffer's size is too big or the BlockSize is too small;the number of blocks must be <= {BLOCKS_MAX}"
        );
        return Err(Error::argument_range("options.blockSize", message));
    }
    Ok(UploadLayout::Blocks { block_size, blocks })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINGLE: u64 = 256 * MIB;

    #[test]
    fn small_uploads_are_one_request_and_others_use_few_blocks() {
        let blocks = |block_size, blocks| UploadLayout::Blocks { block_size, blocks };
        for (length, block_size, single, expected) in [
            (0, 0, SINGLE, UploadLayout::Single),
            (0, 0, 0, UploadLayout::Single),
            (SINGLE, 0, SINGLE, UploadLayout::Single),
            (SINGLE + 1, 0, SINGLE, blocks(4 * MIB, 65)),
            (1, 0, 0, blocks(4 * MIB, 1)),
            (10, 3, 0, blocks(3, 4)),
            (9, 3, 0, blocks(3, 3)),
            (BLOCKS_MAX, 1, 0, blocks(1, BLOCKS_MAX)),
            (4 * MIB * BLOCKS_MAX + 1, 0, SINGLE, blocks(4 * MIB + 1, BLOCKS_MAX)),
            (BLOCK_BLOB_MAX, 0, SINGLE, blocks(4000 * MIB, BLOCKS_MAX)),
        ] {
            assert_eq!(
                layout(length, block_size, single).expect("a layout"),
                expected,
                "{length} {block_size} {single}"
            );
        }
    }

    #[test]
    fn an_upload_larger_than_any_blob_is_rejected() {
        let message = |length, block_size| layout(length, block_size, 0).expect_err("too large").message().to_owned();
        assert!(message(BLOCK_BLOB_MAX + 1, 0).ends_with("is too larger to upload to a block blob."));
        assert!(message(BLOCKS_MAX + 1, 1).ends_with("the number of blocks must be <= 50000"));
    }
}
