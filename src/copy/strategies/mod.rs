//! The strategies that this process runs itself: one request, blocks that the service reads, and the relay.

mod block_ids;
mod block_upload;
mod blocks;
mod cleanup;
mod relay;
mod single_request;
mod uncommitted_blocks;

pub use block_ids::BlockIds;
pub use blocks::copy_blocks;
pub use relay::copy_relay;
pub use single_request::{copy_blob_from_url, put_blob_from_url, takes_copy_blob};
