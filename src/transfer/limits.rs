//! The limits of block blobs, for copies and uploads.

/// A mebibyte.
pub const MIB: u64 = 1024 * 1024;

/// The largest block.
/// <https://learn.microsoft.com/rest/api/storageservices/put-block>
pub const BLOCK_MAX: u64 = 4000 * MIB;

/// The maximum number of blocks of a blob.
/// <https://learn.microsoft.com/rest/api/storageservices/put-block-list>
pub const BLOCKS_MAX: u64 = 50_000;

/// The largest block blob: the maximum number of blocks of the maximum size.
pub const BLOCK_BLOB_MAX: u64 = BLOCKS_MAX * BLOCK_MAX;
