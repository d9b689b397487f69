//! The operations of block blobs, one file each. Put Blob is in the folder of all blobs.

mod commit_block_list;
mod get_block_list;
mod put_blob_from_url;
mod stage_block;
mod stage_block_from_url;

pub use commit_block_list::{BlockBlobCommitBlockListOptions, BlockBlobCommitBlockListResponse, CommitBlockList};
pub use get_block_list::{Block, BlockBlobGetBlockListHeaders, BlockBlobGetBlockListOptions, BlockList, GetBlockList};
pub use put_blob_from_url::{BlockBlobPutBlobFromUrlResponse, BlockBlobSyncUploadFromURLOptions, PutBlobFromURL};
pub use stage_block::{BlockBlobStageBlockParameters, BlockBlobStageBlockResponse, StageBlock};
pub use stage_block_from_url::{
    BlockBlobStageBlockFromURLParameters, BlockBlobStageBlockFromURLResponse, StageBlockFromURL,
};
