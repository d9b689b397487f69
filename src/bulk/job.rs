//! A copy of a container under way: lists, copies so many blobs at once, and says how far it is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::concurrency::{Concurrency, MOMENT};
use crate::bulk::event::{BlobEvent, BlobFailure};
use crate::bulk::events::Events;
use crate::bulk::lister::{Listed, Lister, Page};
use crate::bulk::options::BLOCKS_AT_ONCE;
use crate::bulk::order::PossibleOrders;
use crate::bulk::position::Position;
use crate::bulk::saved::{Checkpoint, Identity, SavedJob};
use crate::bulk::summary::Summary;
use crate::bulk::worker::Worker;
use crate::copy::BlobFacts;
use crate::copy::limits::SINGLE_REQUEST_MAX;
use crate::copy::polling::{Stop, Stops};
use crate::copy::source_url::without_signature;
use crate::http::caller::{current, inherited};
use crate::rest::BlobEndpoint;

/// How often progress is told at most.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// How long a poll waits for a change.
const POLL: Duration = Duration::from_millis(250);

/// After so many failures alike, and no success, the job stops: what is wrong concerns all blobs.
const ALIKE: u64 = 20;

/// A copy of a container. Dropping it cancels the work.
pub struct ContainerCopy {
    shared: Arc<Shared>,
    stop: Stop,
    /// When progress was told last.
    told: Mutex<Option<Instant>>,
}

/// What a job starts with.
pub struct Start {
    /// What the copies share.
    pub worker: Worker,
    /// What makes the job the same one.
    pub identity: Identity,
    /// How far an earlier run was.
    pub checkpoint: Checkpoint,
    /// Reads the pages after the first.
    pub lister: Lister,
    /// The first page.
    pub first: Page,
    /// Ends the work.
    pub cancel: CancellationToken,
}

/// How a job ended.
#[derive(Debug, Clone)]
pub enum End {
    /// All that was wanted is done.
    Done,
    /// It was canceled.
    Cancelled,
    /// It was not all done.
    Failed(Error),
}

struct Progress {
    summary: Summary,
    position: Position,
    orders: PossibleOrders,
    end: Option<End>,
}

struct Shared {
    worker: Worker,
    identity: Identity,
    progress: Mutex<Progress>,
    changes: watch::Sender<()>,
    paused: watch::Sender<bool>,
    events: Events,
    cancel: CancellationToken,
}

impl ContainerCopy {
    /// Starts the work.
    pub(super) fn start(start: Start) -> Self {
        let Start { worker, identity, checkpoint, lister, first, cancel } = start;
        let Checkpoint { remaining, orders, counts } = checkpoint;
        let summary = Summary { counts, dry_run: worker.options.dry_run, ..Summary::default() };
        let shutdown = worker.destination.pipeline.shutdown().clone();
        let shared = Arc::new(Shared {
            worker,
            identity,
            progress: Mutex::new(Progress { summary, position: Position::resumed(remaining), orders, end: None }),
            changes: watch::Sender::new(()),
            paused: watch::Sender::new(false),
            events: Events::default(),
            cancel,
        });
        let ending = Ending(Arc::clone(&shared));
        let work = async move {
            let end = Running::new(&ending.0).run(lister, first).await;
            ending.0.end(end);
        };
        tokio::spawn(inherited(current(), async move { shutdown.run(work.boxed()).await.unwrap_or_default() }).boxed());
        Self { shared, stop: Stop::default(), told: Mutex::default() }
    }

    /// The URL of the source container.
    pub fn source(&self) -> String {
        without_signature(self.shared.worker.source.url.as_str())
    }

    /// What was done so far.
    pub fn summary(&self) -> Summary {
        self.shared.progress().summary.clone()
    }

    /// How the job ended, if it has.
    pub fn ended(&self) -> Option<End> {
        self.shared.progress().end.clone()
    }

    /// The saved state.
    pub fn save(&self) -> String {
        let progress = self.shared.progress();
        let mut counts = progress.summary.counts.clone();
        // They are listed once more when the job is resumed.
        counts.listed -= progress.position.open() as u64;
        let (remaining, orders) = (progress.position.remaining(), progress.orders);
        SavedJob::new(&self.shared.identity, Checkpoint { remaining, orders, counts }).text()
    }

    /// Waits a moment for a change.
    ///
    /// # Errors
    /// The caller's abort, which ends the wait alone.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<()> {
        tokio::time::timeout(POLL, self.poll_until_change(self.stops(), cancel)).await.unwrap_or(Ok(()))
    }

    /// Waits until the job has gone on or ended, or is stopped.
    ///
    /// # Errors
    /// The caller's abort, which ends the wait alone.
    pub async fn poll_until_change(&self, mut stops: Stops, cancel: &CancellationToken) -> Result<()> {
        let mut changes = self.shared.changes.subscribe();
        let due = lock(&self.told).map(|told| told + PROGRESS_INTERVAL);
        if self.shared.progress().end.is_some() {
            return Ok(());
        }
        tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::aborted()),
            () = stops.stopped() => return Ok(()),
            // The sender lives as long as this handle.
            _ = changes.changed() => {}
        }
        if let Some(due) = due.filter(|due| *due > Instant::now()) {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = stops.stopped() => return Ok(()),
                () = self.shared.ends() => {}
                () = sleep_until(due) => {}
            }
        }
        *lock(&self.told) = Some(Instant::now());
        Ok(())
    }

    /// Ends every [`ContainerCopy::poll_until_change`] whose stops were taken before; the job goes on.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> Stops {
        self.stop.stops()
    }

    /// Takes up no further blob until [`ContainerCopy::resume`]. What is being copied is finished.
    pub fn pause(&self) {
        self.shared.paused.send_replace(true);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.shared.paused.send_replace(false);
    }

    /// Cancels the job, and waits until its work has ended. What was copied stays.
    ///
    /// # Errors
    /// The caller's abort, which ends the wait alone.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<()> {
        self.shared.cancel.cancel();
        cancel.run_until_cancelled(self.shared.ends()).await.ok_or_else(Error::aborted)?;
        self.stop();
        Ok(())
    }

    /// Nobody will read the events.
    pub fn dismiss_events(&self) {
        self.shared.events.dismiss();
    }

    /// The events, from the first on. They end with the job.
    ///
    /// # Errors
    /// When it is too late, or somebody reads already.
    pub fn events(&self) -> Result<mpsc::Receiver<BlobEvent>> {
        self.shared.events.read()
    }
}

impl Drop for ContainerCopy {
    fn drop(&mut self) {
        self.shared.cancel.cancel();
    }
}

impl Shared {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        lock(&self.progress)
    }

    async fn ends(&self) {
        let mut changes = self.changes.subscribe();
        while self.progress().end.is_none() {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    fn end(&self, end: End) {
        self.progress().end.get_or_insert(end);
        self.events.end();
        self.changes.send_replace(());
    }
}

/// Ends the job for those who watch it, whatever becomes of its work.
struct Ending(Arc<Shared>);

impl Drop for Ending {
    fn drop(&mut self) {
        let message = "The job ended without a result: the engine panicked or is shutting down.";
        self.0.end(End::Failed(Error::new(ErrorKind::Internal, message)));
    }
}

/// A copy that has ended.
struct Ended {
    number: u64,
    weight: usize,
    result: Result<BlobEvent>,
}

/// The work of a job.
struct Running<'a> {
    shared: &'a Shared,
    concurrency: Concurrency,
    copies: FuturesUnordered<BoxFuture<'a, Ended>>,
    /// The requests that they may have in flight.
    weight: usize,
    waiting: VecDeque<Listed>,
    /// Why no further blob is taken up.
    stopped: Option<Error>,
    throttled: u64,
    ended_in_moment: u64,
    was_full: bool,
}

impl<'a> Running<'a> {
    fn new(shared: &'a Shared) -> Self {
        Self {
            shared,
            concurrency: shared.worker.options.concurrency.clone(),
            copies: FuturesUnordered::new(),
            weight: 0,
            waiting: VecDeque::new(),
            stopped: None,
            throttled: throttled(&shared.worker),
            ended_in_moment: 0,
            was_full: false,
        }
    }

    async fn run(mut self, lister: Lister, first: Page) -> End {
        let (sender, mut pages) = mpsc::channel(1);
        let listing = self.shared.cancel.child_token();
        let _stops_listing = listing.clone().drop_guard();
        let call = current();
        tokio::spawn(inherited(call, lister.send_all(first, sender, listing)).boxed());
        let mut paused = self.shared.paused.subscribe();
        let mut moments = interval(MOMENT);
        moments.set_missed_tick_behavior(MissedTickBehavior::Delay);
        moments.tick().await;
        let mut listed_all = false;
        loop {
            if self.shared.cancel.is_cancelled() && self.stopped.is_none() {
                self.stopped = Some(Error::aborted());
            }
            if !*paused.borrow_and_update() {
                self.take_up();
            }
            let nothing_left = listed_all && self.waiting.is_empty();
            if self.copies.is_empty() && (nothing_left || self.stopped.is_some()) {
                return self.outcome(listed_all);
            }
            tokio::select! {
                Some(ended) = self.copies.next() => self.finish(ended).await,
                page = pages.recv(), if self.waiting.is_empty() && !listed_all && self.stopped.is_none() => match page {
                    Some(Ok(page)) => self.take_page(page),
                    Some(Err(error)) => self.stopped = Some(error),
                    None => {
                        listed_all = true;
                        self.shared.progress().position.listed_all();
                    }
                },
                _ = moments.tick() => self.adapt(),
                _ = paused.changed() => {}
                () = self.shared.cancel.cancelled(), if self.stopped.is_none() => {}
            }
        }
    }

    fn take_page(&mut self, page: Page) {
        let mut progress = self.shared.progress();
        progress.orders = page.orders;
        self.waiting
            .extend(page.blobs.into_iter().filter(|listed| progress.position.is_open(&listed.name, page.orders)));
    }

    /// Takes up as many blobs as may be copied at once. Those that the filter does not let through are passed by in their turn, so that the
    /// position is the same whenever it is saved.
    fn take_up(&mut self) {
        let shared = self.shared;
        while self.stopped.is_none() && self.weight < self.concurrency.limit() {
            let Some(listed) = self.waiting.pop_front() else { return };
            let filter = &shared.worker.options.filter;
            let mut progress = shared.progress();
            progress.summary.counts.listed += 1;
            if !filter.takes_name(&listed.name) || !filter.takes_facts(&listed.facts) {
                progress.summary.counts.filtered += 1;
                progress.position.pass(&listed.name);
                continue;
            }
            let number = progress.position.take_up(&listed.name);
            drop(progress);
            let weight = weight(&listed.facts);
            self.weight += weight;
            let copy = shared.worker.copy(listed, &shared.cancel);
            self.copies.push(copy.map(move |result| Ended { number, weight, result }).boxed());
        }
        self.was_full |= self.weight >= self.concurrency.limit();
    }

    async fn finish(&mut self, ended: Ended) {
        let Ended { number, weight, result } = ended;
        self.weight -= weight;
        self.ended_in_moment += 1;
        let event = match result {
            Ok(event) => event,
            Err(error) => {
                self.stopped.get_or_insert(error);
                return;
            }
        };
        {
            let mut progress = self.shared.progress();
            progress.summary.add(&event);
            // A failed blob stays open: a job that is resumed tries it again.
            if !matches!(event, BlobEvent::Failed { .. }) {
                progress.position.done(number);
            }
            if let Some(error) = self.brake(&progress.summary) {
                self.stopped.get_or_insert(error);
            }
        }
        self.shared.changes.send_replace(());
        self.shared.events.add(event, &self.shared.cancel).await;
    }

    /// Why the job stops after these failures, if it does.
    fn brake(&self, summary: &Summary) -> Option<Error> {
        let first = &summary.failures.first()?.failure;
        if let Some(most) = self.shared.worker.options.max_errors
            && summary.failed > most
        {
            let message = format!(
                "{} blobs could not be copied, and \"maxErrors\" is {most}. The job stopped; what was copied stays. The first error: {}",
                summary.failed, first.message
            );
            return Some(Error::new(ErrorKind::Copy, message).with_code("TooManyErrors"));
        }
        let nothing_went_well = summary.counts.copied == 0 && summary.counts.skipped.is_empty();
        if nothing_went_well && summary.failed >= ALIKE && summary.failed_by_code.len() == 1 {
            let message = format!(
                "The first {} blobs failed alike, so the job stopped instead of failing for all. {}",
                summary.failed, first.message
            );
            return Some(of_failure(first, message));
        }
        None
    }

    fn adapt(&mut self) {
        let throttled = throttled(&self.shared.worker);
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no last digit")]
        let rate = self.ended_in_moment as f64 / MOMENT.as_secs_f64();
        self.concurrency.adapt(rate, throttled - self.throttled, self.was_full);
        (self.throttled, self.ended_in_moment, self.was_full) = (throttled, 0, false);
    }

    fn outcome(self, listed_all: bool) -> End {
        let mut progress = self.shared.progress();
        progress.summary.listing_complete = listed_all;
        match self.stopped {
            Some(error) if self.shared.cancel.is_cancelled() && error.kind() == ErrorKind::Aborted => End::Cancelled,
            Some(error) => End::Failed(error),
            None => match progress.summary.failures.first() {
                None => End::Done,
                Some(first) => {
                    let message = format!(
                        "{} of {} blobs could not be copied; the others were. The first: {:?}: {}",
                        progress.summary.failed, progress.summary.counts.listed, first.source, first.failure.message
                    );
                    End::Failed(Error::new(ErrorKind::Copy, message).with_code("ContainerCopyIncomplete"))
                }
            },
        }
    }
}

/// How many requests one copy may have in flight: blocks of large blobs and many small ones share one budget.
fn weight(facts: &BlobFacts) -> usize {
    let blocks = facts.length.unwrap_or_default() / SINGLE_REQUEST_MAX;
    usize::try_from(blocks).unwrap_or(usize::MAX).clamp(1, BLOCKS_AT_ONCE)
}

/// How many attempts both accounts have throttled.
fn throttled(worker: &Worker) -> u64 {
    let of = |endpoint: &BlobEndpoint| endpoint.pipeline.account(&endpoint.url).throttled_attempts();
    if worker.source.same_account(&worker.destination) {
        of(&worker.source)
    } else {
        of(&worker.source) + of(&worker.destination)
    }
}

fn of_failure(failure: &BlobFailure, message: String) -> Error {
    let error = Error::new(ErrorKind::Copy, message);
    match &failure.code {
        Some(code) => error.with_code(code),
        None => error,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
