//! The requests of an upload. Each future is boxed, because nested futures would be moved with all their memory.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::http::{RequestBody, TransferProgress};
use crate::rest::BlobEndpoint;
use crate::rest::block_blob::{CommitBlockList, StageBlock};
use crate::rest::execute::OperationResponse;
use crate::transfer::effect::may_have_taken_effect;
use crate::transfer::upload::block_ids::UploadBlockIds;
use crate::transfer::upload::committed::{Commit, committed};
use crate::transfer::upload::request::{UploadRequest, UploadResponse};

/// One upload.
pub struct Upload {
    /// The blob.
    pub endpoint: BlobEndpoint,
    /// The arguments.
    pub request: UploadRequest,
    /// Counts the bytes that have arrived.
    pub progress: Option<TransferProgress>,
    /// Ends it.
    pub cancel: CancellationToken,
}

impl Upload {
    /// Creates the blob with one request.
    ///
    /// # Errors
    /// The failed request.
    pub async fn put_blob(&self, body: RequestBody) -> Result<OperationResponse<UploadResponse>> {
        let (options, progress) = (self.request.for_single_request(), self.progress.clone());
        let sending = self.endpoint.execute_counted(&options, self.checked(body), progress, &self.cancel);
        let response = Box::pin(sending).await?;
        Ok(OperationResponse { output: UploadResponse::Single(response.output), exchange: response.exchange })
    }

    /// Stages a block.
    ///
    /// # Errors
    /// The failed request.
    pub async fn stage(&self, block_id: String, body: RequestBody) -> Result<()> {
        let length = body.len();
        let operation = StageBlock { block_id, options: self.request.for_block() };
        drop(Box::pin(self.endpoint.execute_with_body(&operation, self.checked(body), &self.cancel)).await?);
        if let Some(progress) = &self.progress {
            progress.add(length);
        }
        Ok(())
    }

    /// The body with the requested checksum.
    fn checked(&self, body: RequestBody) -> RequestBody {
        if self.request.structured { body.structured() } else { body }
    }

    /// Commits the blocks.
    ///
    /// # Errors
    /// The failed request, unless the blob consists of these blocks nevertheless.
    pub async fn commit(&self, ids: &UploadBlockIds, blocks: u64) -> Result<OperationResponse<UploadResponse>> {
        if self.cancel.is_cancelled() {
            return Err(Error::aborted());
        }
        let blocks: Vec<_> = (0..blocks).map(|number| ids.id(number)).collect();
        let operation = CommitBlockList { blocks, options: self.request.options.clone() };
        match Box::pin(self.endpoint.execute(&operation, &self.cancel)).await {
            Ok(response) => {
                Ok(OperationResponse { output: UploadResponse::Blocks(response.output), exchange: response.exchange })
            }
            // The response may have been lost although the blob was created.
            Err(error) if may_have_taken_effect(&error) && !self.cancel.is_cancelled() => {
                let Self { endpoint, request, cancel, .. } = self;
                let commit = Commit { endpoint, request, blocks: &operation.blocks, cancel };
                Box::pin(committed(commit)).await.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }
}
