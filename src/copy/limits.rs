//! The limits of the copy operations, and the defaults for sizes and concurrency.

pub use crate::transfer::limits::{BLOCK_BLOB_MAX, BLOCK_MAX, BLOCKS_MAX, MIB};

/// The largest source of Copy Blob From URL.
/// <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url>
pub const COPY_BLOB_FROM_URL_MAX: u64 = 256 * MIB;

/// The largest source of Put Blob From URL. The documented limit is 5,000 MiB; requests over 4,000 MB have been rejected in
/// practice, so larger sources are copied by blocks.
/// <https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url>
pub const PUT_BLOB_FROM_URL_MAX: u64 = 4_000_000_000;

/// Up to this size a block blob is copied by one request. It costs the least, and the service moves this much before a second
/// request would pay.
pub const SINGLE_REQUEST_MAX: u64 = COPY_BLOB_FROM_URL_MAX;

/// The smallest default block: well over 4 MiB, above which the service writes at its highest rate.
/// <https://learn.microsoft.com/azure/storage/blobs/scalability-targets>
pub const BLOCK_MIN: u64 = 8 * MIB;

/// The largest default block, if the number of blocks allows it: this much is lost when a block fails.
pub const BLOCK_COMFORTABLE: u64 = 256 * MIB;

/// The number of blocks to aim at, if their size allows it: enough to keep all requests busy to the end.
pub const BLOCKS_AIM: u64 = 1024;

/// The default block of a relay. The process holds `concurrency` of them in memory.
pub const RELAY_BLOCK: u64 = 8 * MIB;

/// The default number of blocks that are copied at once.
pub const CONCURRENCY: usize = 32;

/// The default number of blocks that are relayed at once. Each is held in memory, whole.
pub const RELAY_CONCURRENCY: usize = 8;
