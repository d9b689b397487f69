//! The additional saved state of a copy by this process: enough for another process to find
//! the uncommitted blocks and to copy the rest.

use serde::{Deserialize, Serialize};

/// The member `transfer` of saved state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LocalRecord {
    /// The strategy.
    pub strategy: String,
    /// The source's version, which must still be the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The source's size in bytes.
    pub length: u64,
    /// The size of a block, when there are blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_size: Option<u64>,
    /// The prefix of the block ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_id_prefix: Option<String>,
}
