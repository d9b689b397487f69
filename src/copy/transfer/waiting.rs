//! What of a copy by blocks is at the destination already, when it is gone on with.

use crate::base::error::Result;
use crate::copy::plan::Cut;
use crate::copy::transfer::block_ids::BlockIds;
use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::lost_answer::Outcome;
use crate::copy::transfer::staging::Block;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::block_blob::{BlockBlobGetBlockListOptions, BlockList, GetBlockList};
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::execute::execute;
use crate::rest::shared::BlockListType;
use crate::rest::values::NameValues;

/// What is there.
pub enum Waiting {
    /// These blocks, by number.
    Blocks(Vec<bool>),
    /// The blob that is to be made: whoever copied before ended after it had made it, and before anybody knew.
    Made(Box<Made>),
}

/// Looks for what is there.
///
/// # Errors
/// What the request failed with.
pub async fn look(job: &Job, cut: Cut, ids: &BlockIds) -> Result<Waiting> {
    let list = match block_list(job, "all").await {
        Ok(list) => list,
        Err(error) if error.status() == Some(404) => BlockList::default(),
        Err(error) => return Err(job.failure(&error, "while looking for the blocks that are there")),
    };
    let mut there = vec![false; usize::try_from(cut.blocks).unwrap_or_default()];
    for block in &list.uncommitted_blocks {
        let number = ids.number(&block.name).filter(|number| *number < cut.blocks);
        if let Some(number) = number
            && block.size.0 == Block::new(ids, cut, job.source.length, number).length
            && let Some(there) = usize::try_from(number).ok().and_then(|at| there.get_mut(at))
        {
            *there = true;
        }
    }
    if !there.contains(&true)
        && consists_of_ours(&list, cut, ids)
        && let Some(made) = made(job, |properties| has_what_is_wanted(job, properties)).await
    {
        return Ok(Waiting::Made(Box::new(made)));
    }
    Ok(Waiting::Blocks(there))
}

/// Whether there is the blob that consists of our blocks.
pub async fn committed(job: &Job, cut: Cut, ids: &BlockIds) -> Outcome {
    match block_list(job, "committed").await {
        Ok(list) if consists_of_ours(&list, cut, ids) => {
            made(job, |_| true).await.map_or(Outcome::Unseen, |made| Outcome::Made(Box::new(made)))
        }
        Ok(_) => Outcome::NotYet,
        Err(error) if error.status() == Some(404) => Outcome::NotYet,
        Err(_) => Outcome::Unseen,
    }
}

/// The id of a block that waits there and is not as long as ours.
pub async fn other_id(job: &Job, ids: &BlockIds) -> Option<String> {
    let own = ids.id(0).len();
    let list = block_list(job, "uncommitted").await.ok()?;
    list.uncommitted_blocks.into_iter().map(|block| block.name).find(|id| id.len() != own)
}

fn consists_of_ours(list: &BlockList, cut: Cut, ids: &BlockIds) -> bool {
    let committed = &list.committed_blocks;
    committed.len() as u64 == cut.blocks
        && cut.blocks > 0
        && committed.iter().zip(0..).all(|(block, number)| ids.number(&block.name) == Some(number))
}

async fn made(job: &Job, is_it: impl Fn(&BlobGetPropertiesResponse) -> bool) -> Option<Made> {
    let key = job.options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { customer_provided_key: key, ..Default::default() };
    let destination = &job.destination;
    let answer = execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await.ok()?;
    is_it(&answer.output).then(|| Made::of(answer))
}

/// Whether a blob of the same content also has the metadata and the type that it is to get: an earlier copy of the same
/// source may have given it others.
fn has_what_is_wanted(job: &Job, properties: &BlobGetPropertiesResponse) -> bool {
    let wanted = job.http_headers();
    let same_type = wanted.blob_content_type.is_none() || wanted.blob_content_type == properties.content_type;
    same_type && sorted(job.metadata()) == sorted(properties.metadata.clone())
}

/// As the service compares them: names without case, in no order.
fn sorted(metadata: Option<NameValues>) -> Vec<(String, String)> {
    let pairs = metadata.unwrap_or_default().0.into_iter();
    let mut pairs: Vec<_> = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    pairs.sort_unstable();
    pairs
}

async fn block_list(job: &Job, which: &str) -> Result<BlockList> {
    let lease_id = job.options.conditions.lease_id.clone();
    let conditions = lease_id.map(|lease_id| LeaseAndTagConditions { lease_id: Some(lease_id), ..Default::default() });
    let operation = GetBlockList {
        list_type: BlockListType(which.to_owned()),
        options: BlockBlobGetBlockListOptions { conditions },
    };
    let destination = &job.destination;
    let answer = execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await?;
    Ok(answer.output.body)
}
