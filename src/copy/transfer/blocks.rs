//! Copies by blocks that the service reads from the source itself. No content passes through this process.

use crate::base::error::Result;
use crate::copy::plan::Cut;
use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::staging::{self, Block};
use crate::rest::block_blob::{BlockBlobStageBlockFromURLParameters, StageBlockFromURL};
use crate::rest::execute::execute;

/// Put Block From URL for every block, then Put Block List.
pub async fn copy(job: &Job, cut: Cut) -> Result<Made> {
    staging::copy(job, cut, |block| stage(job, block)).await
}

async fn stage(job: &Job, block: Block) -> Result<()> {
    // Asked for each block: a signature is renewed when half of its time is over, a token when it is about to expire.
    let grant = job.access.grant(false, &job.cancel).await?;
    let operation = StageBlockFromURL {
        source_range: Some(block.range()),
        block_id: block.id,
        copy_source: grant.url,
        source_conditions: job.source.pin(),
        options: BlockBlobStageBlockFromURLParameters {
            conditions: job.lease(),
            customer_provided_key: job.options.customer_provided_key.clone(),
            encryption_scope: job.options.encryption_scope.clone(),
            source_authorization: grant.authorization,
            ..Default::default()
        },
    };
    let destination = &job.destination;
    execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await?;
    Ok(())
}
