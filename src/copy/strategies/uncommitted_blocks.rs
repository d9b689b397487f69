//! The blocks that an earlier run of a copy left at the destination.

use crate::base::error::Result;
use crate::base::sorting::sort_by;
use crate::copy::ambiguous_commit::CommitEffect;
use crate::copy::block_layout::BlockLayout;
use crate::copy::context::CopyContext;
use crate::copy::outcome::CopyOutcome;
use crate::copy::strategies::block_ids::BlockIds;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::block_blob::{BlockBlobGetBlockListOptions, BlockList, GetBlockList};
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::shared::BlockListType;
use crate::rest::values::NameValues;

/// The blob and the uncommitted blocks at the destination.
pub enum DestinationBlocks {
    /// These uncommitted blocks, by number.
    Blocks(Vec<bool>),
    /// The finished blob: the earlier run ended after the commit, but before it was recorded.
    Blob(Box<CopyOutcome>),
}

/// Checks the destination.
///
/// # Errors
/// The failed request.
pub async fn find(context: &CopyContext, layout: BlockLayout, ids: &BlockIds) -> Result<DestinationBlocks> {
    let list = match block_list(context, "all").await {
        Ok(list) => list,
        Err(error) if error.status() == Some(404) => BlockList::default(),
        Err(error) => return Err(context.failure(&error, "while looking for the blocks that are there")),
    };
    let mut there = vec![false; usize::try_from(layout.blocks).unwrap_or_default()];
    for block in &list.uncommitted_blocks {
        let number = ids.number(&block.name).filter(|number| *number < layout.blocks);
        if let Some(number) = number
            && block.size.0 == layout.block_size.min(context.source.length - number * layout.block_size)
            && let Some(there) = usize::try_from(number).ok().and_then(|at| there.get_mut(at))
        {
            *there = true;
        }
    }
    if !there.contains(&true)
        && consists_of_ours(&list, layout, ids)
        && let Some(made) = committed_blob(context, |properties| has_what_is_wanted(context, properties)).await
    {
        return Ok(DestinationBlocks::Blob(Box::new(made)));
    }
    Ok(DestinationBlocks::Blocks(there))
}

/// Whether the blob consists of our blocks.
pub async fn committed(context: &CopyContext, layout: BlockLayout, ids: &BlockIds) -> CommitEffect {
    match block_list(context, "committed").await {
        Ok(list) if consists_of_ours(&list, layout, ids) => committed_blob(context, |_| true)
            .await
            .map_or(CommitEffect::Unknown, |made| CommitEffect::Created(Box::new(made))),
        Ok(_) => CommitEffect::NotYet,
        Err(error) if error.status() == Some(404) => CommitEffect::NotYet,
        Err(_) => CommitEffect::Unknown,
    }
}

/// The id of a block that is not as long as ours: of an uncommitted one, or else of one that the blob consists of.
pub async fn other_id(context: &CopyContext, ids: &BlockIds) -> Option<String> {
    let own = ids.id(0).len();
    let BlockList { uncommitted_blocks, committed_blocks, .. } = block_list(context, "all").await.ok()?;
    let mut all = uncommitted_blocks.into_iter().chain(committed_blocks).map(|block| block.name);
    all.find(|id| id.len() != own)
}

fn consists_of_ours(list: &BlockList, layout: BlockLayout, ids: &BlockIds) -> bool {
    let committed = &list.committed_blocks;
    committed.len() as u64 == layout.blocks
        && layout.blocks > 0
        && committed.iter().zip(0..).all(|(block, number)| ids.number(&block.name) == Some(number))
}

async fn committed_blob(
    context: &CopyContext,
    is_it: impl Fn(&BlobGetPropertiesResponse) -> bool,
) -> Option<CopyOutcome> {
    let key = context.options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { customer_provided_key: key, ..Default::default() };
    let response = context.destination.execute(&operation, &context.cancel).await.ok()?;
    is_it(&response.output).then(|| CopyOutcome::of(response))
}

/// Whether a blob of the same content also has the expected metadata and media type. An earlier copy of the same
/// source may have given it others.
fn has_what_is_wanted(context: &CopyContext, properties: &BlobGetPropertiesResponse) -> bool {
    let wanted = context.http_headers();
    let same_type = wanted.blob_content_type.is_none() || wanted.blob_content_type == properties.content_type;
    same_type && sorted(context.metadata()) == sorted(properties.metadata.clone())
}

/// Compared as the service does: names are not case-sensitive, and have no order.
fn sorted(metadata: Option<NameValues>) -> Vec<(String, String)> {
    let pairs = metadata.unwrap_or_default().0.into_iter();
    let mut pairs: Vec<_> = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    sort_by(&mut pairs, Ord::cmp);
    pairs
}

async fn block_list(context: &CopyContext, which: &str) -> Result<BlockList> {
    let lease_id = context.options.conditions.lease_id.clone();
    let conditions = lease_id.map(|lease_id| LeaseAndTagConditions { lease_id: Some(lease_id), ..Default::default() });
    let operation = GetBlockList {
        list_type: BlockListType(which.to_owned()),
        options: BlockBlobGetBlockListOptions { conditions },
    };
    let response = context.destination.execute(&operation, &context.cancel).await?;
    Ok(response.output.body)
}
