//! Uploads of a known length.

use std::future::Future;

use futures_util::stream;

use crate::base::error::{Error, Result};
use crate::http::RequestBody;
use crate::rest::execute::OperationResponse;
use crate::transfer::block_scheduler::run_blocks;
use crate::transfer::upload::block_ids::UploadBlockIds;
use crate::transfer::upload::layout::{UploadLayout, layout};
use crate::transfer::upload::request::UploadResponse;
use crate::transfer::upload::send::Upload;
use crate::transfer::upload::source::{SourceRange, UploadSource};

/// Uploads the content of a source.
///
/// # Errors
/// The failed request, or the error of the source. The blob is then unchanged.
pub async fn upload_known(upload: &Upload, source: &dyn UploadSource) -> Result<OperationResponse<UploadResponse>> {
    let work = async {
        let request = &upload.request;
        match layout(source.length(), request.block_size, request.max_single_shot_size)? {
            UploadLayout::Single => {
                let all = SourceRange { offset: 0, length: source.length() };
                sent(source, all, |body| upload.put_blob(body)).await
            }
            UploadLayout::Blocks { block_size, blocks } => upload_blocks(upload, source, block_size, blocks).await,
        }
    };
    // Reading a source is canceled like requests.
    upload.cancel.run_until_cancelled(work).await.unwrap_or_else(|| Err(Error::aborted()))
}

async fn upload_blocks(
    upload: &Upload,
    source: &dyn UploadSource,
    block_size: u64,
    blocks: u64,
) -> Result<OperationResponse<UploadResponse>> {
    let (ids, concurrency) = (UploadBlockIds::random(), upload.request.concurrency);
    if concurrency == 0 {
        return Err(Error::argument_range("options.concurrency", "concurrency must be larger than 0"));
    }
    run_blocks(stream::iter((0..blocks).map(Ok)), concurrency, |number| {
        let offset = number * block_size;
        let part = SourceRange { offset, length: block_size.min(source.length() - offset) };
        let id = ids.id(number);
        sent(source, part, |body| upload.stage(id, body))
    })
    .await?;
    source.confirm().await?;
    upload.commit(&ids, blocks).await
}

/// Sends a part. An error of its source takes precedence, and aborts the request before its last byte.
async fn sent<T, Sending>(
    source: &dyn UploadSource,
    part: SourceRange,
    send: impl FnOnce(RequestBody) -> Sending,
) -> Result<T>
where
    Sending: Future<Output = Result<T>>,
{
    let body = source.body(part);
    let sending = send(body.clone());
    tokio::select! {
        biased;
        error = source.supply(part, &body) => Err(error),
        response = sending => response,
    }
}
