//! Finds out whether a commit whose response was lost has taken effect.

use tokio_util::sync::CancellationToken;

use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::block_blob::{BlockBlobCommitBlockListResponse, BlockBlobGetBlockListOptions, GetBlockList};
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::execute::OperationResponse;
use crate::rest::shared::BlockListType;
use crate::transfer::upload::request::{UploadRequest, UploadResponse};

/// A commit that failed.
#[derive(Clone, Copy)]
pub struct Commit<'a> {
    /// The blob.
    pub endpoint: &'a BlobEndpoint,
    /// The arguments of its upload.
    pub request: &'a UploadRequest,
    /// The ids of its blocks, which no other upload has.
    pub blocks: &'a [String],
    /// Ends the upload.
    pub cancel: &'a CancellationToken,
}

/// The blob that the commit created. `None` if there is none, or it is unknown.
pub async fn committed(commit: Commit<'_>) -> Option<OperationResponse<UploadResponse>> {
    let Commit { endpoint, request, blocks, cancel } = commit;
    // An empty list does not identify an upload.
    if blocks.is_empty() {
        return None;
    }
    let conditions =
        request.lease_id().map(|lease_id| LeaseAndTagConditions { lease_id: Some(lease_id), ..Default::default() });
    let list = GetBlockList {
        list_type: BlockListType("committed".to_owned()),
        options: BlockBlobGetBlockListOptions { conditions },
    };
    let list = endpoint.execute(&list, cancel).await.ok()?.output.body;
    let is_ours = list.committed_blocks.iter().map(|block| block.name.as_str()).eq(blocks.iter().map(String::as_str));
    if !is_ours {
        return None;
    }
    let key = request.options.customer_provided_key.clone();
    let properties = BlobGetPropertiesOptions { customer_provided_key: key, ..Default::default() };
    let found = endpoint.execute(&properties, cancel).await.ok()?;
    Some(OperationResponse { output: UploadResponse::Blocks(response(found.output)), exchange: found.exchange })
}

/// The lost response, as far as it follows from the blob's properties.
fn response(properties: BlobGetPropertiesResponse) -> BlockBlobCommitBlockListResponse {
    BlockBlobCommitBlockListResponse {
        etag: properties.etag,
        last_modified: properties.last_modified,
        client_request_id: properties.client_request_id,
        request_id: properties.request_id,
        version: properties.version,
        version_id: properties.version_id,
        date: properties.date,
        is_server_encrypted: properties.is_server_encrypted,
        encryption_key_sha256: properties.encryption_key_sha256,
        encryption_scope: properties.encryption_scope,
        ..Default::default()
    }
}
