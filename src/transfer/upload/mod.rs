//! Uploads of any size: by one request, or by blocks that are staged side by side and then committed. The requests, their order and
//! their limits are those of `@azure/storage-blob`.
//!
//! | | |
//! |---|---|
//! | what is wanted | `request` |
//! | decisions, all pure | `layout`, `block_ids` |
//! | where bytes come from | `source` is what sources of a known length have in common: a file ([`upload_file`]), or bytes that their owner gives ([`OwnedBytes`]). [`StreamBlocks`] cuts a stream |
//! | sending | `send` has the three requests, `known` and `stream` the two ways to make an upload of them, `committed` finds out about a lost response |

mod block_ids;
mod committed;
mod file;
mod known;
mod layout;
mod owned;
mod request;
mod send;
mod source;
mod stream;
mod stream_blocks;

pub use file::upload_file;
pub use known::upload_known;
pub use owned::{OwnedBytes, Want};
pub use request::{UploadRequest, UploadResponse};
pub use send::Upload;
pub use stream::upload_stream;
pub use stream_blocks::StreamBlocks;
