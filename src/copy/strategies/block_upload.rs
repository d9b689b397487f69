//! The common part of copies by blocks: which blocks are missing, how many are staged at once, that no
//! blob appears until all are staged, and that nothing is left behind if they cannot be.

use std::future::Future;

use futures_util::stream;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::copy::ambiguous_commit::{CommitEffect, ambiguous};
use crate::copy::await_effect::await_effect;
use crate::copy::block_layout::BlockLayout;
use crate::copy::context::CopyContext;
use crate::copy::destination::already_exists;
use crate::copy::error_codes::{OTHER_IDS, gives_up, may_have_taken_effect};
use crate::copy::outcome::CopyOutcome;
use crate::copy::overwrite::Precondition;
use crate::copy::strategies::block_ids::BlockIds;
use crate::copy::strategies::cleanup::drop_blocks;
use crate::copy::strategies::uncommitted_blocks::{DestinationBlocks, committed, find, other_id};
use crate::rest::block_blob::{BlockBlobCommitBlockListOptions, CommitBlockList};
use crate::rest::byte_range::ByteRange;
use crate::rest::values::Count;
use crate::transfer::run_blocks;

/// The last step, for messages.
const COMMITTING: &str = "when its blocks were put together";

/// A block to stage.
#[derive(Debug, Clone)]
pub struct StagedBlock {
    /// Its id, as base64.
    pub id: String,
    /// Its first byte in the source.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
}

impl StagedBlock {
    /// The block of this number, of a source of `total` bytes.
    pub fn new(ids: &BlockIds, layout: BlockLayout, total: u64, number: u64) -> Self {
        let offset = number * layout.block_size;
        Self { id: ids.id(number), offset, length: layout.block_size.min(total - offset) }
    }

    /// Its range in the source.
    pub fn range(&self) -> ByteRange {
        ByteRange { offset: self.offset, count: Some(Count(self.length)) }
    }

    /// Which block it is, for messages.
    fn doing(&self, layout: BlockLayout) -> String {
        let last = self.offset + self.length - 1;
        let number = self.offset / layout.block_size + 1;
        format!("at block {number} of {} (bytes {}-{last})", layout.blocks, self.offset)
    }
}

/// Stages the missing blocks with `stage`, then commits them.
///
/// # Errors
/// The failed request, naming the block.
pub async fn upload_blocks<F, Staging>(context: &CopyContext, layout: BlockLayout, stage: F) -> Result<CopyOutcome>
where
    F: Fn(StagedBlock) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    context.source.confirm_length(&context.cancel).await?;
    let version = context.source.facts.version().unwrap_or_default();
    let ids = BlockIds::new(&context.source.endpoint.url, &version, context.source.length, layout.block_size);
    let mut result = make(context, layout, &ids, &stage).await;
    if let Err(error) = &result
        && error.code() == Some(OTHER_IDS)
        && let Some(other) = other_id(context, &ids).await
    {
        // All uncommitted blocks of a name have ids of one length, so ours take the length of existing ones. If that is too
        // short, they are dropped; the commit would drop them in any case.
        if let Some(ids) = ids.as_long_as(&other) {
            result = make(context, layout, &ids, &stage).await;
        } else if drop_blocks(&context.destination).await {
            result = make(context, layout, &ids, &stage).await;
        }
    }
    if let Err(error) = &result
        && gives_up(error)
    {
        drop_blocks(&context.destination).await;
    }
    result
}

async fn make<F, Staging>(context: &CopyContext, layout: BlockLayout, ids: &BlockIds, stage: &F) -> Result<CopyOutcome>
where
    F: Fn(StagedBlock) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    let mut there = Vec::new();
    // If nothing distinguishes the states of a source, existing blocks may be of another state.
    if context.is_resumed && context.source.facts.version().is_some() {
        match find(context, layout, ids).await? {
            DestinationBlocks::Blocks(blocks) => there = blocks,
            DestinationBlocks::Blob(outcome) => {
                context.activity.begin(context.source.length, context.source.length);
                return Ok(*outcome);
            }
        }
    }
    if context.precondition == Precondition::Absent && context.destination_before.is_some() {
        return Err(already_exists(&context.destination));
    }
    stage_all(context, layout, ids, &there, stage).await?;
    context.check_source_unchanged().await?;
    commit(context, layout, ids).await
}

async fn stage_all<F, Staging>(
    context: &CopyContext,
    layout: BlockLayout,
    ids: &BlockIds,
    there: &[bool],
    stage: &F,
) -> Result<()>
where
    F: Fn(StagedBlock) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    let total = context.source.length;
    let is_there = |number: u64| usize::try_from(number).ok().and_then(|at| there.get(at)).copied().unwrap_or(false);
    let done = (0..layout.blocks)
        .filter(|number| is_there(*number))
        .map(|number| StagedBlock::new(ids, layout, total, number).length);
    context.activity.begin(done.sum(), total);
    let missing = (0..layout.blocks).filter(|number| !is_there(*number));
    run_blocks(stream::iter(missing.map(Ok)), layout.concurrency, |number| {
        let block = StagedBlock::new(ids, layout, total, number);
        let (doing, length) = (block.doing(layout), block.length);
        let staging = stage(block);
        async move {
            staging.await.map_err(|error| context.failure(&error, &doing))?;
            context.activity.add(length);
            Ok(())
        }
    })
    .await
}

/// Commits the blocks. Once the request is in flight it is not canceled, because its effect would be unknown.
async fn commit(context: &CopyContext, layout: BlockLayout, ids: &BlockIds) -> Result<CopyOutcome> {
    if context.cancel.is_cancelled() {
        return Err(Error::aborted());
    }
    let options = &context.options;
    let operation = CommitBlockList {
        blocks: (0..layout.blocks).map(|number| ids.id(number)).collect(),
        options: BlockBlobCommitBlockListOptions {
            conditions: Some(context.conditions()),
            blob_http_headers: Some(context.http_headers()),
            metadata: context.metadata(),
            customer_provided_key: options.customer_provided_key.clone(),
            encryption_scope: options.encryption_scope.clone(),
            tier: context.tier(),
            tags: context.tags(),
            immutability_policy: context.immutability_policy(),
            legal_hold: context.legal_hold(),
        },
    };
    let uncancelled = CancellationToken::new();
    let sending = context.destination.execute(&operation, &uncancelled);
    let error = match await_effect(sending, &context.cancel).await {
        Ok(response) => return Ok(CopyOutcome::of(response)),
        Err(error) => error,
    };
    if !may_have_taken_effect(&error) {
        return Err(context.failure_of_making(&error, COMMITTING));
    }
    // It has taken effect if the blob consists of our blocks. An aborting caller has waited long enough.
    let effect =
        if context.cancel.is_cancelled() { CommitEffect::Unknown } else { committed(context, layout, ids).await };
    match effect {
        CommitEffect::Created(outcome) => Ok(*outcome),
        effect => Err(context.failure_of_making(&ambiguous(context, error, &effect), COMMITTING)),
    }
}
