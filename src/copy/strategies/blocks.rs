//! Copies by blocks that the service reads from the source itself. No content passes through this process.

use crate::base::error::Result;
use crate::copy::block_layout::BlockLayout;
use crate::copy::context::CopyContext;
use crate::copy::outcome::CopyOutcome;
use crate::copy::strategies::block_upload::{StagedBlock, upload_blocks};
use crate::rest::block_blob::{BlockBlobStageBlockFromURLParameters, StageBlockFromURL};

/// Put Block From URL for every block, then Put Block List.
///
/// # Errors
/// The failed request, naming the block.
pub async fn copy_blocks(context: &CopyContext, layout: BlockLayout) -> Result<CopyOutcome> {
    upload_blocks(context, layout, |block| stage(context, block)).await
}

async fn stage(context: &CopyContext, block: StagedBlock) -> Result<()> {
    // Authorized again for each block: a signature is renewed at half of its lifetime, a token shortly before it expires.
    let source = context.authorizer.authorize(false, &context.cancel).await?;
    let operation = StageBlockFromURL {
        source_range: Some(block.range()),
        block_id: block.id,
        copy_source: source.url,
        source_conditions: context.source.pin(),
        options: BlockBlobStageBlockFromURLParameters {
            conditions: context.lease(),
            customer_provided_key: context.options.customer_provided_key.clone(),
            encryption_scope: context.options.encryption_scope.clone(),
            source_authorization: source.authorization,
            source_customer_provided_key: context.source.key.clone(),
            ..Default::default()
        },
    };
    context.destination.execute(&operation, &context.cancel).await.map(drop)
}
