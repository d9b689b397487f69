//! Uploads of streams of unknown length.

use futures_util::stream;

use crate::base::error::{Error, Result};
use crate::rest::execute::OperationResponse;
use crate::transfer::block_scheduler::run_blocks;
use crate::transfer::limits::BLOCKS_MAX;
use crate::transfer::upload::block_ids::UploadBlockIds;
use crate::transfer::upload::request::UploadResponse;
use crate::transfer::upload::send::Upload;
use crate::transfer::upload::stream_blocks::StreamBlocks;

/// Uploads a stream by blocks, however short it is.
///
/// # Errors
/// The failed request, or there are more blocks than a blob may have. The blob is then unchanged.
pub async fn upload_stream(upload: &Upload, source: &StreamBlocks) -> Result<OperationResponse<UploadResponse>> {
    let ids = UploadBlockIds::random();
    let mut count = 0;
    let blocks = stream::unfold((0, source.clone()), |(number, source)| async move {
        let block = source.next().await?;
        let numbered = if number < BLOCKS_MAX { Ok((number, block)) } else { Err(too_many_blocks()) };
        Some((numbered, (number + 1, source)))
    });
    let work = async {
        run_blocks(blocks, upload.request.concurrency, |(number, block)| {
            count = number + 1;
            let (id, source) = (ids.id(number), source.clone());
            async move {
                upload.stage(id, block.clone().into()).await?;
                source.sent(block);
                Ok(())
            }
        })
        .await?;
        upload.commit(&ids, count).await
    };
    upload.cancel.run_until_cancelled(work).await.unwrap_or_else(|| Err(Error::aborted()))
}

fn too_many_blocks() -> Error {
    let message = format!(
        "The stream has more than {BLOCKS_MAX} blocks of this bufferSize, and a blob has {BLOCKS_MAX} at most. Pass a larger bufferSize."
    );
    Error::argument_range("bufferSize", message)
}
