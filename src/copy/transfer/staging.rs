//! What copies by blocks have in common, wherever the blocks come from: which are missing, that so many are under way at
//! once, that nothing is seen of them until all are there, and that nothing is left behind when they do not come.

use std::future::Future;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::copy::plan::Cut;
use crate::copy::transfer::block_ids::BlockIds;
use crate::copy::transfer::job::{Job, Made, SOURCE_CHANGED};
use crate::copy::transfer::lost_answer;
use crate::error::{Error, ErrorKind, Result};
use crate::rest::blob::{BlobDeleteOptions, BlobGetPropertiesOptions};
use crate::rest::block_blob::{
    BlockBlobCommitBlockListOptions, BlockBlobGetBlockListOptions, CommitBlockList, GetBlockList,
};
use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::{BlobDeleteConditions, BlobRequestConditions, LeaseAndTagConditions};
use crate::rest::execute::execute;
use crate::rest::shared::BlockListType;
use crate::rest::values::Count;

/// How long cleaning up may take: whoever cancels waits for it.
const CLEANUP: Duration = Duration::from_secs(30);

/// A block that is to be staged.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its id, as base64.
    pub id: String,
    /// Its first byte in the source.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
}

impl Block {
    fn new(ids: &BlockIds, cut: Cut, total: u64, number: u64) -> Self {
        let offset = number * cut.block_size;
        Self { id: ids.id(number), offset, length: cut.block_size.min(total - offset) }
    }

    /// Its range in the source.
    pub fn range(&self) -> ByteRange {
        ByteRange { offset: self.offset, count: Some(Count(self.length)) }
    }

    /// What is being done with it, for messages.
    fn doing(&self, cut: Cut) -> String {
        let last = self.offset + self.length - 1;
        let number = self.offset / cut.block_size + 1;
        format!("at block {number} of {} (bytes {}-{last})", cut.blocks, self.offset)
    }
}

/// Stages what is missing by `stage`, then makes the blob.
pub async fn copy<F, Staging>(job: &Job, cut: Cut, stage: F) -> Result<Made>
where
    F: Fn(Block) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    let version = job.source.version().unwrap_or_default();
    let ids = BlockIds::new(&job.source.side.url, &version, job.source.length, cut.block_size);
    let result = async {
        stage_all(job, cut, &ids, stage).await?;
        job.source_is_the_same().await?;
        commit(job, cut, &ids).await
    };
    let result = result.await;
    if let Err(error) = &result
        && gives_up(error)
    {
        let _ = timeout(CLEANUP, clean_up(job)).await;
    }
    result
}

async fn stage_all<F, Staging>(job: &Job, cut: Cut, ids: &BlockIds, stage: F) -> Result<()>
where
    F: Fn(Block) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    let total = job.source.length;
    // Blocks of a source whose states nothing tells apart may be of another state.
    let resumes = job.options.resume.is_some() && job.source.version().is_some();
    let there = if resumes { staged(job, cut, ids).await? } else { Vec::new() };
    let is_there = |number: u64| usize::try_from(number).ok().and_then(|at| there.get(at)).copied().unwrap_or(false);
    let done =
        (0..cut.blocks).filter(|number| is_there(*number)).map(|number| Block::new(ids, cut, total, number).length);
    job.progress.begin(done.sum(), total);
    stream::iter((0..cut.blocks).filter(|number| !is_there(*number)))
        .map(|number| {
            let block = Block::new(ids, cut, total, number);
            let (doing, length) = (block.doing(cut), block.length);
            let staging = stage(block);
            async move {
                staging.await.map_err(|error| job.failure(&error, &doing))?;
                job.progress.add(length);
                Ok::<_, Error>(())
            }
        })
        .buffer_unordered(cut.concurrency)
        .try_collect::<()>()
        .await
}

/// Which blocks wait at the destination already, each with the size that it must have.
async fn staged(job: &Job, cut: Cut, ids: &BlockIds) -> Result<Vec<bool>> {
    let list = match block_list(job, "uncommitted").await {
        Ok(list) => list.uncommitted_blocks,
        Err(error) if error.status() == Some(404) => Vec::new(),
        Err(error) => return Err(job.failure(&error, "while looking for the blocks that are there")),
    };
    let mut there = vec![false; usize::try_from(cut.blocks).unwrap_or_default()];
    for block in list {
        let number = ids.number(&block.name).filter(|number| *number < cut.blocks);
        if let Some(number) = number
            && block.size.0 == Block::new(ids, cut, job.source.length, number).length
            && let Some(there) = usize::try_from(number).ok().and_then(|at| there.get_mut(at))
        {
            *there = true;
        }
    }
    Ok(there)
}

async fn block_list(job: &Job, which: &str) -> Result<crate::rest::block_blob::BlockList> {
    let lease_id = job.options.conditions.lease_id.clone();
    let conditions = lease_id.map(|lease_id| LeaseAndTagConditions { lease_id: Some(lease_id), ..Default::default() });
    let operation = GetBlockList {
        list_type: BlockListType(which.to_owned()),
        options: BlockBlobGetBlockListOptions { conditions },
    };
    let destination = &job.destination;
    let answer = execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await?;
    Ok(answer.output.list)
}

/// Makes the blob of its blocks. Once this is on its way it is not cancelled: whether it took effect would not be known.
async fn commit(job: &Job, cut: Cut, ids: &BlockIds) -> Result<Made> {
    if job.cancel.is_cancelled() {
        return Err(Error::aborted());
    }
    let options = &job.options;
    let operation = CommitBlockList {
        blocks: (0..cut.blocks).map(|number| ids.id(number)).collect(),
        options: BlockBlobCommitBlockListOptions {
            conditions: Some(job.conditions()),
            blob_http_headers: Some(job.http_headers()),
            metadata: job.metadata(),
            customer_provided_key: options.customer_provided_key.clone(),
            encryption_scope: options.encryption_scope.clone(),
            tier: job.tier(),
            tags: job.tags.clone(),
            ..Default::default()
        },
    };
    let destination = &job.destination;
    let uncancelled = CancellationToken::new();
    match execute(&destination.pipeline, &operation, destination.url.clone(), &uncancelled).await {
        Ok(answer) => Ok(Made::of(answer)),
        Err(error) if lost_answer::may_have_taken_effect(&error) => adopt(job, cut, ids, error).await,
        Err(error) => Err(job.failure(&error, "when its blocks were put together")),
    }
}

/// A commit that was tried more than once and then refused for what the destination is: it may be that way by an earlier
/// try whose answer was lost. It is when it consists of our blocks.
async fn adopt(job: &Job, cut: Cut, ids: &BlockIds, refusal: Error) -> Result<Made> {
    let refusal = job.failure(&refusal, "when its blocks were put together");
    let Ok(list) = block_list(job, "committed").await else { return Err(refusal) };
    let committed = list.committed_blocks;
    let count = committed.len() as u64;
    let ours = committed.iter().zip(0..).all(|(block, number)| ids.number(&block.name) == Some(number));
    if count != cut.blocks || count == 0 || !ours {
        return Err(refusal);
    }
    let key = job.options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { customer_provided_key: key, ..Default::default() };
    let destination = &job.destination;
    match execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await {
        Ok(answer) => Ok(Made::of(answer)),
        Err(_) => Err(refusal),
    }
}

/// Whether nobody will go on with the blocks that are there. After a failure that may pass, such as a broken network or a
/// permission that expired, they stay: a copy that is resumed goes on with them, and the service drops them after a week.
fn gives_up(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Aborted => true,
        ErrorKind::Copy => error.code() == Some(SOURCE_CHANGED),
        ErrorKind::Service => {
            matches!(error.status(), Some(400..=499)) && !matches!(error.status(), Some(401 | 403 | 408 | 429))
        }
        _ => false,
    }
}

/// Drops the blocks that wait at a destination where there was no blob: an empty blob takes their place and is deleted at
/// once. Both steps are bound to what they expect, so that a blob of somebody else is never touched; where there is one, the
/// blocks stay until the service drops them.
async fn clean_up(job: &Job) {
    let destination = &job.destination;
    let cancel = CancellationToken::new();
    let absent = BlobRequestConditions { if_none_match: Some("*".to_owned()), ..Default::default() };
    let options = BlockBlobCommitBlockListOptions { conditions: Some(absent), ..Default::default() };
    let operation = CommitBlockList { blocks: Vec::new(), options };
    let Ok(answer) = execute(&destination.pipeline, &operation, destination.url.clone(), &cancel).await else { return };
    // Without the ETag of what was just made, nothing is deleted.
    let Some(etag) = answer.output.etag else { return };
    let conditions = BlobDeleteConditions { if_match: Some(etag), ..Default::default() };
    let operation = BlobDeleteOptions { conditions: Some(conditions), ..Default::default() };
    let _ = execute(&destination.pipeline, &operation, destination.url.clone(), &cancel).await;
}
