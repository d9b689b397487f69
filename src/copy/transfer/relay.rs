//! Copies through this process, for sources that the service cannot read. At most as many blocks are in memory as are under
//! way at once.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::copy::BlobReader;
use crate::copy::plan::Cut;
use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::lost_answer;
use crate::copy::transfer::staging::{self, Block};
use crate::error::{Error, ErrorKind, Result};
use crate::rest::blob::{BlobDownloadParameters, BlockBlobUploadParameters, Download};
use crate::rest::block_blob::{BlockBlobStageBlockParameters, StageBlock};
use crate::rest::execute::execute_with_body;

/// Get Blob and Put Block for every block, then Put Block List; Put Blob alone for what fits into one block.
pub async fn copy(job: &Job, cut: Cut) -> Result<Made> {
    if cut.blocks <= 1 { in_one(job).await } else { staging::copy(job, cut, |block| pass_on(job, block)).await }
}

async fn in_one(job: &Job) -> Result<Made> {
    let total = job.source.length;
    job.progress.begin(0, total);
    let content = read(job, 0, total).await.map_err(|error| job.failure(&error, "while its content was read"))?;
    let options = &job.options;
    let operation = BlockBlobUploadParameters {
        conditions: Some(job.conditions()),
        blob_http_headers: Some(job.http_headers()),
        metadata: job.metadata(),
        customer_provided_key: options.customer_provided_key.clone(),
        encryption_scope: options.encryption_scope.clone(),
        tier: job.tier(),
        tags: job.tags.clone(),
        ..Default::default()
    };
    let destination = &job.destination;
    let answer =
        execute_with_body(&destination.pipeline, &operation, destination.url.clone(), content, &job.cancel).await;
    let made = match answer {
        Ok(answer) => Made::of(answer),
        Err(error) => {
            let adopted = lost_answer::adopt(job, error).await;
            adopted.map_err(|error| job.failure(&error, "while its content was written"))?
        }
    };
    job.progress.add(total);
    Ok(made)
}

async fn pass_on(job: &Job, block: Block) -> Result<()> {
    let content = read(job, block.offset, block.length).await?;
    let operation = StageBlock {
        block_id: block.id,
        options: BlockBlobStageBlockParameters {
            conditions: job.lease(),
            customer_provided_key: job.options.customer_provided_key.clone(),
            encryption_scope: job.options.encryption_scope.clone(),
            ..Default::default()
        },
    };
    let destination = &job.destination;
    execute_with_body(&destination.pipeline, &operation, destination.url.clone(), content, &job.cancel).await?;
    Ok(())
}

/// A part of the source, whole. A connection that breaks is gone on with where it was.
async fn read(job: &Job, offset: u64, length: u64) -> Result<Bytes> {
    if length == 0 {
        return Ok(Bytes::new());
    }
    let mut operation = Download {
        options: BlobDownloadParameters { conditions: job.source.own_pin(), ..Default::default() },
        plain_range: !job.source.is_blob(),
        ..Default::default()
    };
    operation.range.offset = offset;
    operation.range.count = (length < job.source.length).then_some(length);
    let side = &job.source.side;
    let opened = BlobReader::open(Arc::clone(&side.pipeline), side.url.clone(), operation, job.cancel.clone()).await;
    // The only condition on this request is the source's own ETag.
    let changed = |error: Error| if error.status() == Some(412) { job.changed(&error) } else { error };
    let (mut reader, head, _) = opened.map_err(changed)?;
    let announced = head.content_length.map_or(0, |length| length.0);
    if announced != length {
        let message = format!(
            "The source {} answered a request for {length} bytes with {announced}: it gives no parts of its content. Copy \
             it with a block that holds it whole (\"blockSize\").",
            side.shown()
        );
        return Err(Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR"));
    }
    let mut content = BytesMut::with_capacity(usize::try_from(length).unwrap_or_default());
    while let Some(piece) = reader.next().await.map_err(changed)? {
        content.extend_from_slice(&piece);
    }
    Ok(content.freeze())
}
