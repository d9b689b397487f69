//! The arguments and the result of an upload.

use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::rest::blob::{BlockBlobUploadParameters, BlockBlobUploadResponse};
use crate::rest::block_blob::{
    BlockBlobCommitBlockListOptions, BlockBlobCommitBlockListResponse, BlockBlobStageBlockParameters,
};
use crate::rest::conditions::LeaseAccessConditions;

/// The arguments of an upload.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadRequest {
    /// The properties of the blob.
    #[serde(default)]
    pub options: BlockBlobCommitBlockListOptions,
    /// The size of a block; 0 selects the default.
    #[serde(default)]
    pub block_size: u64,
    /// Up to this size one request is sent.
    #[serde(default)]
    pub max_single_shot_size: u64,
    /// Whether bodies are structured messages, which the service checks.
    #[serde(default)]
    pub structured: bool,
    /// The number of blocks that are sent at once.
    #[serde(default)]
    pub concurrency: usize,
}

impl UploadRequest {
    /// Reads the request.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn from_json(json: &str) -> Result<Self> {
        arguments::parse_call(json)
    }

    /// The options for a single request. They are those of the commit, if both have them.
    pub fn for_single_request(&self) -> BlockBlobUploadParameters {
        let options = self.options.clone();
        BlockBlobUploadParameters {
            conditions: options.conditions,
            blob_http_headers: options.blob_http_headers,
            metadata: options.metadata,
            customer_provided_key: options.customer_provided_key,
            encryption_scope: options.encryption_scope,
            immutability_policy: options.immutability_policy,
            legal_hold: options.legal_hold,
            tier: options.tier,
            tags: options.tags,
            ..Default::default()
        }
    }

    /// The options for a block.
    pub fn for_block(&self) -> BlockBlobStageBlockParameters {
        BlockBlobStageBlockParameters {
            conditions: self.lease_id().map(|lease_id| LeaseAccessConditions { lease_id: Some(lease_id) }),
            customer_provided_key: self.options.customer_provided_key.clone(),
            encryption_scope: self.options.encryption_scope.clone(),
            ..Default::default()
        }
    }

    /// The lease of the blob.
    pub fn lease_id(&self) -> Option<String> {
        self.options.conditions.as_ref().and_then(|conditions| conditions.lease_id.clone())
    }
}

/// The result of an upload: the response of the request that created the blob.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum UploadResponse {
    /// Put Blob.
    Single(BlockBlobUploadResponse),
    /// Put Block List.
    Blocks(BlockBlobCommitBlockListResponse),
}
