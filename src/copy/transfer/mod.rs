//! One copy from a source of any kind and size: looks at both sides, lets the service in at the source, chooses a plan,
//! runs it, and checks the outcome.
//!
//! | file | what it has |
//! |---|---|
//! | `options`, `saved` | what the caller says, and a copy as text |
//! | `source` | the source's side: who reads it, what it is, the pin that every request carries |
//! | `authorise` | how the service is let in at the source |
//! | `destination`, `overwrite` | what is there already, and whether it is replaced (the latter pure) |
//! | `leftover` | the empty blob of a copy whose process was killed, which is taken for no blob |
//! | `job`, `progress` | what the parts of a running copy share, and what its watchers see |
//! | `asynchronous`, `whole`, `blocks`, `relay` | the plans; `staging` and `block_ids` are what the last two have in common |
//! | `unreadable` | why this process cannot read the source |
//! | `part`, `least_progress` | a part of a blob, as this process reads it, and how fast it must come at least |
//! | `lost_answer` | what to think of a refusal that may be the echo of an earlier try |
//! | `waiting`, `cleanup` | what of a copy by blocks is at the destination already, and how it is dropped |
//! | `verify` | what is checked afterwards |
//!
//! The destination appears whole or not at all: one request makes it, after everything that it needs is there. A copy by
//! Copy Blob is the service's own; a [`GuardedCopy`] watches it, and brings back what was there when it ends badly.

mod asynchronous;
mod authorise;
mod block_ids;
mod blocks;
mod cleanup;
mod destination;
mod job;
mod least_progress;
mod leftover;
mod lost_answer;
mod options;
mod overwrite;
mod part;
mod progress;
mod relay;
mod saved;
mod source;
mod staging;
mod unreadable;
mod verify;
mod waiting;
mod whole;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::CopyState;
use crate::copy::plan::{self, CopyStrategy, Plan, Reach, SourceFacts};
use crate::copy::saved::without_signature;
use crate::copy::state::CopyResult;
use crate::copy::stop::{Stop, Stops};
use crate::http::caller::{current, inherited};
use crate::http::{Exchange, Pipeline};
use crate::rest::shared::SourceUrl;

pub use asynchronous::GuardedCopy;
use authorise::Access;
use block_ids::BlockIds;
use destination::{Look, look};
use job::{Job, Made, SOURCE_CHANGED, service_cannot_read};
use options::{Resume, TransferOptions};
use progress::{Ending, Progress};
use saved::SavedTransfer;
use source::{Side, Source, side_of_url};
use verify::Verify;

/// How often progress is told at most: a watcher in JavaScript is not woken for every small block.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// How long a poll waits for something new, so that a loop of polls does not spin.
const POLL: Duration = Duration::from_millis(250);

/// What a copy has become: the service's own, which is polled, or work in this process.
pub enum Begun {
    /// Copy Blob is under way.
    Service(Box<GuardedCopy>, Option<Exchange>),
    /// This process copies, or there was nothing to do.
    Transfer(Box<Transfer>, Option<Exchange>),
}

/// A copy that this process makes. Dropping it cancels the work.
pub struct Transfer {
    progress: Arc<Progress>,
    /// The caller's options as they came, to be saved with the copy.
    options: String,
    cancel: CancellationToken,
    /// Whether the owner has cancelled the copy.
    cancelled: Arc<AtomicBool>,
    stop: Stop,
    /// What was told last, and when.
    told: Mutex<(u64, Option<Instant>)>,
}

/// What is known before the work begins.
struct Prepared {
    job: Job,
    plan: Plan,
    verify: Verify,
}

impl Transfer {
    /// Begins to copy to `destination`, or goes on with a saved copy. Without a pipeline of its own, the source is read as the
    /// destination is when it is in the same account, else by nobody in particular. `options` is JSON. `cancel` ends this
    /// call, and the work of this process after it.
    ///
    /// # Errors
    /// An argument error before anything is sent, or when the options do not fit the source; else what a request failed
    /// with.
    pub async fn begin(
        destination_pipeline: Arc<Pipeline>,
        destination: Url,
        source_pipeline: Option<Arc<Pipeline>>,
        source: Url,
        options: &str,
        cancel: &CancellationToken,
    ) -> Result<Begun> {
        let options = TransferOptions::parse(options)?;
        if !matches!(source.scheme(), "http" | "https") {
            let message =
                format!("The source must be a URL that begins with https:// or http://, not {}:.", source.scheme());
            return Err(Error::argument_range("source", message));
        }
        let destination = Side { pipeline: destination_pipeline, url: destination };
        let side = match source_pipeline {
            Some(pipeline) => Side { pipeline, url: source },
            None => side_of_url(source, &destination),
        };
        if let Some(Resume::Service(saved)) = &options.resume {
            let saved = saved.clone();
            return Box::pin(asynchronous::resume(saved, side, destination, options, cancel)).await;
        }
        if let Some(Resume::Transfer(SavedTransfer { ended: Some(result), .. })) = &options.resume {
            let result = result.clone();
            let transfer = Self::ended(&side.url, options.text.0, result);
            return Ok(Begun::Transfer(Box::new(transfer), None));
        }
        let began = Instant::now();
        let source = Source::open(side, options.source_conditions.as_ref(), cancel).await?;
        let (guard, looked_at) = match look(&source, &destination, &options, cancel).await? {
            Look::Copy(guard, looked_at) => (guard, looked_at),
            Look::Skip(answer) => {
                let made = Made::of(*answer);
                let mut result = made.result;
                result["skipped"] = json!(true);
                let transfer = Self::ended(&source.side.url, options.text.0, result);
                return Ok(Begun::Transfer(Box::new(transfer), Some(made.exchange)));
            }
        };
        let asynchronous = plan::is_asynchronous(source.kind, source.archived(), options.wishes.strategy);
        let access = Access::new(source.side.clone(), &destination, asynchronous);
        let relays = options.wishes.strategy == CopyStrategy::Auto && !access.may_travel();
        let reach = if relays { Reach::ClientOnly } else { access.reach() };
        let chosen = plan::plan(facts(&source, reach), options.wishes)?;
        let offline = verify::is_offline(options.tier.as_ref()) || source.archived();
        verify::check(options.verify, offline, source.properties.content_md5.as_ref())?;
        let tags = match &options.tags {
            None => source.tags(cancel).await?,
            Some(tags) => Some(tags.clone()).filter(|tags| !tags.0.is_empty()),
        };
        let saved = to_save(&source, chosen);
        if let Some(Resume::Transfer(before)) = &options.resume {
            unchanged(before, &saved, &source)?;
        }
        let state = CopyState {
            copy_source: SourceUrl(without_signature(source.side.url.as_str())),
            is_started: Some(true),
            strategy: Some(strategy(chosen)),
            ..Default::default()
        };
        let verify = options.verify.unwrap_or(match chosen {
            Plan::Blocks(_) | Plan::Relay(_) => Verify::Length,
            // No pin holds such a source to what it said, and the service takes as much as it gives.
            _ if !source.is_blob() => Verify::Length,
            _ => Verify::None,
        });
        let job = Job {
            source,
            destination,
            options,
            access,
            tags,
            guard,
            seen: looked_at,
            progress: Arc::new(Progress::new(state, saved)),
            began,
            cancel: cancel.child_token(),
        };
        if chosen == Plan::CopyBlob {
            return Box::pin(asynchronous::copy_blob(job, verify, cancel)).await;
        }
        Ok(Begun::Transfer(Box::new(Self::start(Prepared { job, plan: chosen, verify })), None))
    }

    fn start(prepared: Prepared) -> Self {
        let Prepared { job, plan, verify } = prepared;
        let transfer = Self {
            progress: Arc::clone(&job.progress),
            options: job.options.text.0.clone(),
            cancel: job.cancel.clone(),
            cancelled: Arc::default(),
            stop: Stop::default(),
            told: Mutex::new((0, None)),
        };
        let cancelled = Arc::clone(&transfer.cancelled);
        let life = job.destination.pipeline.life().clone();
        // Made here, so that the copy ends for its watchers even when its work never begins.
        let ending = Ending(Arc::clone(&job.progress));
        let work = async move {
            let result = run(&job, plan, verify).await;
            ending.0.end(result, cancelled.load(Ordering::SeqCst));
        };
        // Who cancels has the work clean up behind it. When whoever began it is gone, it stops: blocks that are there stay.
        tokio::spawn(inherited(current(), async move { life.run(work.boxed()).await.unwrap_or_default() }).boxed());
        transfer
    }

    /// A copy that has ended already.
    fn ended(source: &Url, options: String, result: Value) -> Self {
        let state = CopyState {
            copy_source: SourceUrl(without_signature(source.as_str())),
            is_started: Some(true),
            is_completed: Some(true),
            result: Some(CopyResult::Saved(result)),
            ..Default::default()
        };
        Self {
            progress: Arc::new(Progress::new(state, SavedTransfer::default())),
            options,
            cancel: CancellationToken::new(),
            cancelled: Arc::default(),
            stop: Stop::default(),
            told: Mutex::new((0, None)),
        }
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        self.progress.state()
    }

    /// The copy as text, to be resumed from.
    pub fn save(&self) -> String {
        let saved = self.progress.saved().clone();
        saved::write(&self.state(), &saved, &self.options)
    }

    /// Waits a moment for something new.
    ///
    /// # Errors
    /// The caller's abort, which ends the waiting alone.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        timeout(POLL, self.poll_until_change(self.stops(), cancel)).await.unwrap_or(Ok(None))
    }

    /// Waits until the copy is further or at its end, or it was stopped.
    ///
    /// # Errors
    /// The caller's abort, which ends the waiting alone.
    pub async fn poll_until_change(&self, mut stops: Stops, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let mut changes = self.progress.watch();
        loop {
            if self.state().is_done() {
                return Ok(self.progress.take_exchange());
            }
            if cancel.is_cancelled() {
                return Err(Error::aborted());
            }
            let count = *changes.borrow_and_update();
            let due = {
                let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
                let due = told.1.map_or_else(Instant::now, |time| time + PROGRESS_INTERVAL);
                if told.0 != count && due <= Instant::now() {
                    *told = (count, Some(Instant::now()));
                    return Ok(None);
                }
                (told.0 != count).then_some(due)
            };
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = stops.stopped() => return Ok(None),
                news = changes.changed() => if news.is_err() { return Ok(None) },
                () = wait_until(due) => {}
            }
        }
    }

    /// Ends every [`Transfer::poll_until_change`] whose stops were taken before; the copy itself goes on.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> Stops {
        self.stop.stops()
    }

    /// Cancels the copy and waits until nothing of it is under way any more. Nothing happens to a copy that has ended.
    ///
    /// # Errors
    /// The caller's abort, which ends the waiting alone.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        if !self.state().is_done() {
            self.cancelled.store(true, Ordering::SeqCst);
            self.cancel.cancel();
        }
        let mut changes = self.progress.watch();
        while !self.state().is_done() {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                _ = changes.changed() => {}
            }
        }
        self.stop();
        Ok(self.progress.take_exchange())
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Runs a plan, and relays what the service turns out not to be able to read.
async fn run(job: &Job, plan: Plan, verify: Verify) -> Result<Made> {
    let mut result = run_plan(job, plan).await;
    if let Err(error) = &result
        && job.options.wishes.strategy == CopyStrategy::Auto
        && !matches!(plan, Plan::Relay(_))
        && service_cannot_read(error)
    {
        let relay = plan::plan(facts(&job.source, Reach::ClientOnly), job.options.wishes)?;
        job.progress.state().strategy = Some(strategy(relay));
        *job.progress.saved() = to_save(&job.source, relay);
        result = run_plan(job, relay).await.map_err(|relayed| neither_can_read(error, relayed));
    }
    let made = result?;
    match verify::verify(job, verify, made.etag.as_deref()).await {
        // The copy was cancelled when it was made already. To call it cancelled would be wrong, and its size is what the
        // service was asked to make.
        Err(error) if error.kind() == ErrorKind::Aborted && verify == Verify::Length => Ok(made),
        checked => checked.map(|()| made),
    }
}

/// The error for a source that neither the service nor this process can read: what the service said counts, for it says what
/// is wrong with how it was let in.
fn neither_can_read(service: &Error, process: Error) -> Error {
    if process.kind() != ErrorKind::Service || process.copy_source().is_none() {
        return process;
    }
    let both = format!("{}\nThis process cannot read it either. {}", service.message(), process.message());
    service.clone().with_message(both)
}

async fn run_plan(job: &Job, plan: Plan) -> Result<Made> {
    match plan {
        Plan::CopyBlobFromUrl if whole::takes_copy_blob(job) => whole::copy_blob_from_url(job).await,
        Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl => whole::put_blob_from_url(job).await,
        Plan::Blocks(cut) => blocks::copy(job, cut).await,
        Plan::Relay(cut) => relay::copy(job, cut).await,
        Plan::CopyBlob => Err(Error::new(ErrorKind::Internal, "Copy Blob is not made in this process.")),
    }
}

fn strategy(plan: Plan) -> &'static str {
    match plan {
        Plan::CopyBlob => "asynchronous",
        Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl => "synchronous",
        Plan::Blocks(_) => "blocks",
        Plan::Relay(_) => "relay",
    }
}

fn facts(source: &Source, reach: Reach) -> SourceFacts {
    SourceFacts { kind: source.kind, length: source.length, archived: source.archived(), reach }
}

fn to_save(source: &Source, plan: Plan) -> SavedTransfer {
    let block_size = match plan {
        Plan::Blocks(cut) | Plan::Relay(cut) => Some(cut.block_size),
        _ => None,
    };
    let etag = source.version();
    let ids = block_size
        .map(|size| BlockIds::new(&source.side.url, etag.as_deref().unwrap_or_default(), source.length, size));
    SavedTransfer {
        strategy: strategy(plan).to_owned(),
        length: source.length,
        block_size,
        block_id_prefix: ids.map(|ids| ids.prefix()),
        etag,
        ..Default::default()
    }
}

/// Whether the source is what it was when the copy was saved. Blocks of two states of a source must never make one blob.
fn unchanged(before: &SavedTransfer, now: &SavedTransfer, source: &Source) -> Result<()> {
    if before.etag != now.etag || before.length != now.length {
        let message = format!(
            "The source {} changed since the copy was saved: it had {} bytes and the ETag {}, and now has {} and {}. Nothing \
             was copied. Start the copy again, without \"resumeFrom\".",
            source.side.shown(),
            before.length,
            before.etag.as_deref().unwrap_or("(none)"),
            now.length,
            now.etag.as_deref().unwrap_or("(none)"),
        );
        return Err(Error::new(ErrorKind::Copy, message).with_code(SOURCE_CHANGED));
    }
    if before.block_id_prefix != now.block_id_prefix {
        let message = format!(
            "The option \"resumeFrom\" is of a copy from another source than {}. Pass the source that the copy was saved with.",
            source.side.shown()
        );
        return Err(Error::argument_range("options.resumeFrom", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
