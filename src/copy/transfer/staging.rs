//! What copies by blocks have in common, wherever the blocks come from: which are missing, that so many are under way at
//! once, that nothing is seen of them until all are there, and that nothing is left behind when they do not come.

use std::future::Future;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::copy::plan::Cut;
use crate::copy::transfer::asynchronous::known;
use crate::copy::transfer::block_ids::BlockIds;
use crate::copy::transfer::cleanup::{self, OTHER_IDS, gives_up};
use crate::copy::transfer::destination;
use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::lost_answer::{self, Outcome};
use crate::copy::transfer::overwrite::Guard;
use crate::copy::transfer::waiting::{self, Waiting};
use crate::rest::block_blob::{BlockBlobCommitBlockListOptions, CommitBlockList};
use crate::rest::byte_range::ByteRange;
use crate::rest::execute::execute;
use crate::rest::values::Count;

/// What is done last, for messages.
const COMMITTING: &str = "when its blocks were put together";

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
    /// The block with this number, of so many bytes in all.
    pub fn new(ids: &BlockIds, cut: Cut, total: u64, number: u64) -> Self {
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
    job.source.confirm_length(&job.cancel).await?;
    let version = job.source.version().unwrap_or_default();
    let ids = BlockIds::new(&job.source.side.url, &version, job.source.length, cut.block_size);
    let mut result = make(job, cut, &ids, &stage).await;
    if let Err(error) = &result
        && error.code() == Some(OTHER_IDS)
        && let Some(other) = waiting::other_id(job, &ids).await
    {
        // All blocks that wait under a name have ids of one length, so ours take that of those that are there; where it is too short
        // for that, they go. The blob that is to be made drops them in any case.
        if let Some(ids) = ids.as_long_as(&other) {
            result = make(job, cut, &ids, &stage).await;
        } else if cleanup::drop_blocks(job).await {
            result = make(job, cut, &ids, &stage).await;
        }
    }
    if let Err(error) = &result
        && gives_up(error)
    {
        cleanup::drop_blocks(job).await;
    }
    result
}

async fn make<F, Staging>(job: &Job, cut: Cut, ids: &BlockIds, stage: &F) -> Result<Made>
where
    F: Fn(Block) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    let mut there = Vec::new();
    // Blocks of a source whose states nothing tells apart may be of another state.
    if job.options.resume.is_some() && job.source.version().is_some() {
        match waiting::look(job, cut, ids).await? {
            Waiting::Blocks(blocks) => there = blocks,
            Waiting::Made(made) => {
                job.progress.begin(job.source.length, job.source.length);
                return Ok(*made);
            }
        }
    }
    if job.guard == Guard::Absent && job.seen.is_some() {
        return Err(destination::exists(&job.destination));
    }
    stage_all(job, cut, ids, &there, stage).await?;
    job.source_is_the_same().await?;
    commit(job, cut, ids).await
}

async fn stage_all<F, Staging>(job: &Job, cut: Cut, ids: &BlockIds, there: &[bool], stage: &F) -> Result<()>
where
    F: Fn(Block) -> Staging,
    Staging: Future<Output = Result<()>>,
{
    let total = job.source.length;
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

/// Makes the blob of its blocks. Once this is on its way it is not cancelled, since whether it took effect would not be known; whoever
/// cancels waits for the answer as long as that is bearable.
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
    let sending = execute(&destination.pipeline, &operation, destination.url.clone(), &uncancelled);
    let error = match known(sending, &job.cancel).await {
        Ok(answer) => return Ok(Made::of(answer)),
        Err(error) => error,
    };
    if !lost_answer::may_have_taken_effect(&error) {
        return Err(job.failure_of_making(&error, COMMITTING));
    }
    // It had taken effect when the blob consists of our blocks. Who has aborted has waited long enough.
    let looked = if job.cancel.is_cancelled() { Outcome::Unseen } else { waiting::committed(job, cut, ids).await };
    match looked {
        Outcome::Made(made) => Ok(*made),
        looked => Err(job.failure_of_making(&lost_answer::unsettled(job, error, &looked), COMMITTING)),
    }
}
