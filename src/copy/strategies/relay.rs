//! Copies through this process, for sources that the service cannot read. It holds as many blocks in memory as are in flight at
//! once.

use std::collections::TryReserveError;

use bytes::Bytes;
use tokio::sync::SemaphorePermit;

use crate::base::error::{Error, Result};
use crate::copy::ambiguous_commit::adopt;
use crate::copy::block_layout::BlockLayout;
use crate::copy::context::CopyContext;
use crate::copy::outcome::CopyOutcome;
use crate::copy::source_read::read_source;
use crate::copy::strategies::block_upload::{StagedBlock, upload_blocks};
use crate::rest::blob::BlockBlobUploadParameters;
use crate::rest::block_blob::{BlockBlobStageBlockParameters, StageBlock};
use crate::transfer::Buffers;

/// Get Blob and Put Block for every block, then Put Block List; Put Blob alone for what fits into one block.
///
/// # Errors
/// The failed request, naming the block.
pub async fn copy_relay(context: &CopyContext, layout: BlockLayout) -> Result<CopyOutcome> {
    if layout.blocks <= 1 {
        return put_blob(context).await;
    }
    let buffers = Buffers::default();
    upload_blocks(context, layout, |block| stage(context, &buffers, block)).await
}

async fn put_blob(context: &CopyContext) -> Result<CopyOutcome> {
    let _permit = permit(context).await?;
    let total = context.source.length;
    context.activity.begin(0, total);
    let bytes = read(context, Vec::new(), 0, total)
        .await
        .map_err(|error| context.failure(&error, "while its content was read"))?;
    let options = &context.options;
    let operation = BlockBlobUploadParameters {
        conditions: Some(context.conditions()),
        blob_http_headers: Some(context.http_headers()),
        metadata: context.metadata(),
        customer_provided_key: options.customer_provided_key.clone(),
        encryption_scope: options.encryption_scope.clone(),
        tier: context.tier(),
        tags: context.tags(),
        immutability_policy: context.immutability_policy(),
        legal_hold: context.legal_hold(),
        ..Default::default()
    };
    let outcome = match context.destination.execute_with_body(&operation, bytes, &context.cancel).await {
        Ok(response) => CopyOutcome::of(response),
        Err(error) => {
            let adopted = adopt(context, error).await;
            adopted.map_err(|error| context.failure_of_making(&error, "while its content was written"))?
        }
    };
    context.activity.add(total);
    Ok(outcome)
}

async fn stage(context: &CopyContext, buffers: &Buffers, block: StagedBlock) -> Result<()> {
    let _permit = permit(context).await?;
    let bytes = read(context, buffers.take(), block.offset, block.length).await?;
    let operation = StageBlock {
        block_id: block.id,
        options: BlockBlobStageBlockParameters {
            conditions: context.lease(),
            customer_provided_key: context.options.customer_provided_key.clone(),
            encryption_scope: context.options.encryption_scope.clone(),
            ..Default::default()
        },
    };
    drop(context.destination.execute_with_body(&operation, bytes.clone(), &context.cancel).await?);
    buffers.give_back(bytes);
    Ok(())
}

/// Waits until a block may be held in memory, under a limit that many copies share.
async fn permit(context: &CopyContext) -> Result<Option<SemaphorePermit<'_>>> {
    let Some(permits) = &context.services.relay_permits else { return Ok(None) };
    let permit = context.cancel.run_until_cancelled(permits.acquire()).await.ok_or_else(Error::aborted)?;
    Ok(permit.ok())
}

/// Reads a complete range of the source into empty memory. An interrupted read is resumed where it stopped.
async fn read(context: &CopyContext, mut bytes: Vec<u8>, offset: u64, length: u64) -> Result<Bytes> {
    if length == 0 {
        return Ok(Bytes::new());
    }
    let mut reader = read_source(context, context.range(offset, length)).await?;
    let too_large = |error: TryReserveError| {
        let message = format!(
            "There is no memory for a block of {length} bytes ({error}). Copy fewer blobs at once, or by beginCopyFrom with a smaller \"blockSize\"."
        );
        Error::argument_range("options.blockSize", message)
    };
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX)).map_err(too_large)?;
    while let Some(piece) = reader.next().await.map_err(|error| context.source_failure(error))? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}
