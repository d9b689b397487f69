//! Uploads of any size: by one request, or by blocks that are staged side by side and then committed. The requests, their order and
//! their limits are those of `@azure/storage-blob`.
//!
//! | | |
//! |---|---|
//! | arguments and result | `request` |
//! | decisions, all pure | `layout`, `block_ids` |
//! | where bytes come from | `source` is what sources of a known length have in common: a file ([`upload_file`]), or bytes that their owner supplies ([`OwnedBytes`]). [`StreamBlocks`] cuts a stream |
//! | sending | `send` has the three requests, `known` and `stream` the two kinds of uploads, `committed` finds out whether a commit whose response was lost took effect |

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
pub use owned::{OwnedBytes, RequestedRange};
pub use request::{UploadRequest, UploadResponse};
pub use send::Upload;
pub use stream::upload_stream;
pub use stream_blocks::StreamBlocks;
