//! Copies through this process, for sources that the service cannot read. At most as many blocks are in memory as are under
//! way at once.

use std::collections::TryReserveError;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::base::error::{Error, Result};
use crate::copy::plan::Cut;
use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::lost_answer;
use crate::copy::transfer::part::Part;
use crate::copy::transfer::staging::{self, Block};
use crate::rest::blob::BlockBlobUploadParameters;
use crate::rest::block_blob::{BlockBlobStageBlockParameters, StageBlock};
use crate::rest::execute::execute_with_body;

/// Get Blob and Put Block for every block, then Put Block List; Put Blob alone for what fits into one block.
pub async fn copy(job: &Job, cut: Cut) -> Result<Made> {
    if cut.blocks <= 1 {
        return in_one(job).await;
    }
    let buffers = Buffers::default();
    staging::copy(job, cut, |block| pass_on(job, &buffers, block)).await
}

/// The memory of blocks that are done, for those that follow: memory that comes anew from the system costs more than what is
/// done with it.
#[derive(Default)]
struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes back the memory of a content that nobody reads any more.
    fn give_back(&self, content: Bytes) {
        if content.is_unique() {
            let mut buffer = Vec::from(content);
            buffer.clear();
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        }
    }
}

async fn in_one(job: &Job) -> Result<Made> {
    let total = job.source.length;
    job.progress.begin(0, total);
    let content =
        read(job, Vec::new(), 0, total).await.map_err(|error| job.failure(&error, "while its content was read"))?;
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
            adopted.map_err(|error| job.failure_of_making(&error, "while its content was written"))?
        }
    };
    job.progress.add(total);
    Ok(made)
}

async fn pass_on(job: &Job, buffers: &Buffers, block: Block) -> Result<()> {
    let content = read(job, buffers.take(), block.offset, block.length).await?;
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
    let body = content.clone();
    drop(execute_with_body(&destination.pipeline, &operation, destination.url.clone(), body, &job.cancel).await?);
    buffers.give_back(content);
    Ok(())
}

/// A part of the source, whole, in memory that is empty. A connection that breaks is gone on with where it was.
async fn read(job: &Job, mut content: Vec<u8>, offset: u64, length: u64) -> Result<Bytes> {
    if length == 0 {
        return Ok(Bytes::new());
    }
    let mut reader = Part { offset, length }.of_source(job).await?;
    let too_large = |error: TryReserveError| {
        let message =
            format!("There is no memory for a block of {length} bytes ({error}). Pass a smaller \"blockSize\".");
        Error::argument_range("options.blockSize", message)
    };
    content.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX)).map_err(too_large)?;
    while let Some(piece) = reader.next().await.map_err(|error| job.source_refused(error))? {
        content.extend_from_slice(&piece);
    }
    Ok(content.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_once_nobody_reads_it() {
        let buffers = Buffers::default();
        let content = Bytes::from(vec![1; 1024]);
        let (address, reader) = (content.as_ptr(), content.clone());
        buffers.give_back(content);
        assert_eq!(buffers.take().capacity(), 0, "somebody reads it still");
        buffers.give_back(reader);
        let again = buffers.take();
        assert_eq!((again.as_ptr(), again.len(), again.capacity()), (address, 0, 1024));
        assert_eq!(buffers.take().capacity(), 0);
    }
}
