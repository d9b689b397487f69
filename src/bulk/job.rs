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
use crate::bulk::begin::Begun;
use crate::bulk::concurrency::{Concurrency, MOMENT};
use crate::bulk::event::{BlobEvent, BlobFailure};
use crate::bulk::lister::{Listed, Lister, Page};
use crate::bulk::position::{Left, Position};
use crate::bulk::saved::{Identity, SavedJob};
use crate::bulk::summary::Summary;
use crate::bulk::worker::Worker;
use crate::copy::polling::{Stop, Stops};
use crate::http::caller::{current, inherited};

/// How often progress is told at most.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// How long a poll waits for a change.
const POLL: Duration = Duration::from_millis(250);

/// How many events wait for their reader. When he is slower than the copies, they wait for him.
const EVENTS: usize = 1024;

/// After so many failures alike, and no success, the job stops: what is wrong concerns all blobs.
const ALIKE: u64 = 20;

/// A copy of a container. Dropping it cancels the work.
pub struct ContainerCopy {
    shared: Arc<Shared>,
    stop: Stop,
    /// When progress was told last.
    told: Mutex<Option<Instant>>,
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
    end: Option<End>,
}

struct Shared {
    worker: Worker,
    identity: Identity,
    /// What an earlier run left.
    left: Option<Left>,
    progress: Mutex<Progress>,
    changes: watch::Sender<()>,
    paused: watch::Sender<bool>,
    events: Mutex<Option<mpsc::Sender<BlobEvent>>>,
    cancel: CancellationToken,
}

impl ContainerCopy {
    /// Starts the work.
    pub(super) fn start(begun: Begun) -> Self {
        let Begun { worker, identity, left, counts, lister, first, cancel } = begun;
        let summary = Summary { counts, dry_run: worker.options.dry_run, ..Summary::default() };
        let shutdown = worker.destination.pipeline.shutdown().clone();
        let shared = Arc::new(Shared {
            worker,
            identity,
            left,
            progress: Mutex::new(Progress { summary, position: Position::default(), end: None }),
            changes: watch::Sender::new(()),
            paused: watch::Sender::new(false),
            events: Mutex::default(),
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
        let left = progress.position.left();
        // Until the first name is taken up, what an earlier run left is left still.
        let left = if left.last.is_none() { self.shared.left.clone().unwrap_or(left) } else { left };
        SavedJob::new(&self.shared.identity, left, progress.summary.counts.clone()).text()
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
        loop {
            if self.shared.progress().end.is_some() {
                return Ok(());
            }
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = stops.stopped() => return Ok(()),
                changed = changes.changed() => if changed.is_err() { return Ok(()) },
            }
            let is_done = || self.shared.progress().end.is_some();
            if let Some(due) = due.filter(|due| *due > Instant::now() && !is_done()) {
                tokio::select! {
                    biased;
                    () = cancel.cancelled() => return Err(Error::aborted()),
                    () = stops.stopped() => return Ok(()),
                    () = self.shared.ends() => return Ok(()),
                    () = sleep_until(due) => {}
                }
            }
            *lock(&self.told) = Some(Instant::now());
            return Ok(());
        }
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

    /// The events from now on. They end with the job. A second reader takes the place of the first.
    pub fn events(&self) -> mpsc::Receiver<BlobEvent> {
        let (sender, receiver) = mpsc::channel(EVENTS);
        let progress = self.shared.progress();
        if progress.end.is_none() {
            *lock(&self.shared.events) = Some(sender);
        }
        receiver
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
        {
            let mut progress = self.progress();
            progress.end.get_or_insert(end);
            // Under the lock, so that no reader comes in between who would wait for ever.
            lock(&self.events).take();
        }
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

/// The work of a job.
struct Running<'a> {
    shared: &'a Shared,
    concurrency: Concurrency,
    copies: FuturesUnordered<BoxFuture<'a, (u64, Result<BlobEvent>)>>,
    waiting: VecDeque<Listed>,
    /// Why no further blob is taken up.
    stopped: Option<Error>,
    lister_order: crate::bulk::order::NameOrder,
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
            waiting: VecDeque::new(),
            stopped: None,
            lister_order: crate::bulk::order::NameOrder::default(),
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
                Some((number, result)) = self.copies.next() => self.finish(number, result).await,
                page = pages.recv(), if self.waiting.is_empty() && !listed_all && self.stopped.is_none() => match page {
                    Some(Ok(page)) => self.take_page(page),
                    Some(Err(error)) => self.stopped = Some(error),
                    None => listed_all = true,
                },
                _ = moments.tick() => self.adapt(),
                _ = paused.changed() => {}
                () = self.shared.cancel.cancelled(), if self.stopped.is_none() => {}
            }
        }
    }

    fn take_page(&mut self, page: Page) {
        let mut progress = self.shared.progress();
        let filter = &self.shared.worker.options.filter;
        for listed in page.blobs {
            if self.shared.left.as_ref().is_some_and(|left| !left.has(&listed.name, self.lister_order)) {
                continue;
            }
            progress.summary.counts.listed += 1;
            if filter.takes_name(&listed.name) && filter.takes_facts(&listed.facts) {
                self.waiting.push_back(listed);
            } else {
                progress.summary.counts.filtered += 1;
            }
        }
    }

    /// Takes up as many blobs as may be copied at once.
    fn take_up(&mut self) {
        while self.stopped.is_none() && self.copies.len() < self.concurrency.limit() {
            let Some(listed) = self.waiting.pop_front() else { return };
            let number = self.shared.progress().position.take_up(&listed.name);
            let (worker, cancel) = (&self.shared.worker, &self.shared.cancel);
            self.copies.push(async move { (number, worker.copy(listed, cancel).await) }.boxed());
        }
        self.was_full = true;
    }

    async fn finish(&mut self, number: u64, result: Result<BlobEvent>) {
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
        let reader = lock(&self.shared.events).clone();
        if let Some(reader) = reader
            && self.shared.cancel.run_until_cancelled(reader.send(event)).await.is_some_and(|sent| sent.is_err())
        {
            lock(&self.shared.events).take_if(|events| events.same_channel(&reader));
        }
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

/// How many attempts both accounts have throttled.
fn throttled(worker: &Worker) -> u64 {
    let of = |endpoint: &crate::rest::BlobEndpoint| endpoint.pipeline.account(&endpoint.url).throttled_attempts();
    if worker.source.same_account(&worker.destination) { of(&worker.source) } else { of(&worker.source) + of(&worker.destination) }
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
