//! The work of a job: takes pages, copies their blobs concurrently, and counts the results.

mod adapt;
mod end;
mod start_copies;

use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::decisions::concurrency::{Concurrency, MOMENT};
use crate::bulk::files::recorder::Recorder;
use crate::bulk::files::unwritten::Unwritten;
use crate::bulk::job::duration::{takes_up_until, time_is_over};
use crate::bulk::job::ending::{End, brake, with_consequence};
use crate::bulk::job::notices::Notices;
use crate::bulk::job::running::adapt::ThrottledAttempts;
use crate::bulk::job::seen_containers::SeenContainers;
use crate::bulk::job::shared::Shared;
use crate::bulk::job::unfinished_containers::left_blob;
use crate::bulk::listing::extraneous::{Extraneous, ExtraneousBlobs};
use crate::bulk::listing::page::Listed;
use crate::bulk::listing::pages::Pages;
use crate::bulk::options::share::ShareProgress;
use crate::bulk::report::container_event::Event;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::summary::CurrentWork;

/// The number of intervals after which files are synced to the disk: two seconds.
const SYNCED_EVERY: u32 = 4;

/// The start of a page.
struct PageStart {
    /// The marker that requested it; `None` for the first.
    marker: Option<String>,
}

/// A copy that has ended.
struct Ended {
    /// Its number in the position, if it has one.
    number: Option<u64>,
    weight: usize,
    began: Instant,
    took: Duration,
    result: Result<Event>,
}

/// The work of a job.
pub(in crate::bulk) struct Running<'a> {
    shared: &'a Shared,
    concurrency: Concurrency,
    copies: FuturesUnordered<BoxFuture<'a, Ended>>,
    /// The limit on their requests in flight.
    weight: usize,
    /// Copies that have ended, but are not in the files yet.
    ended: Unwritten,
    waiting: VecDeque<Listed>,
    /// The start of the page, until the copy of one of its blobs starts.
    page_start: Option<PageStart>,
    /// The blobs that only the destination has.
    found: ExtraneousBlobs,
    /// The containers of an account that were seen.
    met: SeenContainers,
    /// The part of the listing that was taken.
    taken: ShareProgress,
    /// Why no further copy is started.
    stopped: Option<Error>,
    /// Ends the copies, when the time is over.
    copying: CancellationToken,
    /// Whether the first blob is copied alone: its error may concern all.
    probes: bool,
    throttled: ThrottledAttempts,
    ended_in_moment: u64,
    was_full: bool,
    moments: u32,
    /// When the limit last changed, the number of copies that started and ended since, and their total duration.
    fresh: (Instant, u32, Duration),
    /// The number of attempts that were accepted until then.
    accepted_before: u64,
    /// The slowest recent copy.
    slowest: Duration,
    notices: Notices,
    /// The bytes of the waiting blobs, and whether the last page was read.
    waiting_bytes: u64,
    is_last_page: bool,
}

impl<'a> Running<'a> {
    /// Starts the work.
    pub fn new(shared: &'a Shared, recorder: Option<Recorder>) -> Self {
        if recorder.as_ref().is_some_and(Recorder::has_journal) {
            shared.progress().position.keep_changes();
        }
        Self {
            ended: Unwritten::new(recorder),
            shared,
            concurrency: shared.worker.options.concurrency.clone(),
            copies: FuturesUnordered::new(),
            weight: 0,
            waiting: VecDeque::new(),
            page_start: None,
            found: ExtraneousBlobs::default(),
            met: SeenContainers::default(),
            taken: ShareProgress::default(),
            stopped: None,
            copying: shared.cancel.child_token(),
            probes: !shared.worker.options.dry_run,
            throttled: ThrottledAttempts::of(&shared.worker.attempts),
            ended_in_moment: 0,
            was_full: false,
            moments: 0,
            fresh: (Instant::now(), 0, Duration::ZERO),
            accepted_before: 0,
            slowest: Duration::ZERO,
            notices: Notices::default(),
            waiting_bytes: 0,
            is_last_page: false,
        }
    }

    /// Runs to the end of the listing, or until something stops it.
    pub async fn run(mut self, mut pages: Pages) -> End {
        let mut paused = self.shared.paused.subscribe();
        let mut moments = interval(MOMENT);
        moments.set_missed_tick_behavior(MissedTickBehavior::Delay);
        moments.tick().await;
        let attempts = &self.shared.worker.attempts;
        let mut credentials = attempts.renewal.watch();
        let limit = self.shared.worker.options.max_duration;
        let began = Instant::now();
        // A time beyond the clock never comes.
        let ends = limit.and_then(|limit| began.checked_add(limit));
        let (mut is_over, mut takes_up_no_more) = (pin!(until(ends)), pin!(until(None)));
        let mut listed_all = false;
        loop {
            if let Some(limit) = limit
                && self.stopped.is_none()
            {
                let until_when = began.checked_add(takes_up_until(limit, self.slowest));
                if until_when.is_some_and(|time| time <= Instant::now()) {
                    let purpose = self.shared.worker.options.purpose();
                    self.stopped = Some(time_is_over(limit, purpose));
                }
                takes_up_no_more.set(until(until_when));
            }
            if let Some(error) = attempts.renewal.gave_up() {
                self.stopped.get_or_insert(error);
            }
            if self.shared.cancel.is_cancelled() && self.stopped.is_none() {
                self.stopped = Some(Error::aborted());
            }
            self.record(false);
            let is_paused = *paused.borrow_and_update();
            for event in self.notices.pauses(is_paused, &attempts.renewal) {
                self.shared.events.add(event);
            }
            let events = &self.shared.events;
            if !is_paused && attempts.renewal.needed().is_none() && !events.is_behind() {
                self.start_copies();
            }
            self.tell_current();
            let nothing_left = listed_all && self.waiting.is_empty();
            if self.copies.is_empty() && (nothing_left || self.stopped.is_some()) {
                return self.end(listed_all).await;
            }
            tokio::select! {
                Some(ended) = self.copies.next() => {
                    self.finish(ended);
                    // Copies that have ended at the same time are written together.
                    while let Some(Some(ended)) = self.copies.next().now_or_never() {
                        self.finish(ended);
                    }
                    self.shared.changes.send_replace(());
                }
                // Copies in flight go on while the reader of the events is behind.
                () = events.catches_up(&self.shared.cancel), if events.is_behind() && !self.shared.cancel.is_cancelled() => {}
                page = pages.next(), if self.waiting.is_empty() && !listed_all && self.stopped.is_none() && !events.is_behind() => match page {
                    Some(Ok(mut page)) => {
                        if self.shared.worker.options.compare.is_some() {
                            self.tell_extra(std::mem::take(&mut page.destination_part.extraneous));
                        }
                        self.take_page(page);
                    }
                    Some(Err(error)) => {
                        let error = with_consequence(error, &self.shared.worker.options);
                        self.stopped = Some(attempts.renewal.gave_up().unwrap_or(error));
                    }
                    None => {
                        listed_all = true;
                        // Names that an earlier run left, and that were not listed again, are looked up.
                        let progress = self.shared.progress();
                        self.waiting.extend(progress.position.left().filter_map(|key| left_blob(key, &self.shared.worker)));
                    }
                },
                () = self.ended.written(), if self.ended.any() => self.free(),
                _ = moments.tick() => {
                    self.adapt();
                    self.tell_throttled();
                }
                _ = paused.changed() => {}
                () = attempts.freed() => {
                    self.shared.changes.send_replace(());
                }
                _ = credentials.changed() => self.shared.changes.send_replace(()),
                () = &mut takes_up_no_more, if self.stopped.is_none() => {}
                () = &mut is_over, if !self.copying.is_cancelled() => self.copying.cancel(),
                () = self.shared.cancel.cancelled(), if self.stopped.is_none() => {}
            }
        }
    }

    fn finish(&mut self, ended: Ended) {
        let Ended { number, weight, began, took, result } = ended;
        self.ended.add(weight);
        self.slowest = self.slowest.max(took);
        self.probes = false;
        self.ended_in_moment += 1;
        if began >= self.fresh.0 {
            self.fresh.1 += 1;
            self.fresh.2 += took;
        }
        let event = match result {
            Ok(event) => event,
            Err(error) => {
                self.stopped.get_or_insert(error);
                return;
            }
        };
        {
            let mut progress = self.shared.progress();
            progress.summary.count_event(&event);
            // A failed blob stays open: a resumed job copies it again.
            if let (Some(number), Event::Blob { event, .. }) = (number, &event)
                && event.is_done()
                && let Some(key) = progress.position.done(number)
            {
                self.shared.worker.intents.end(&key);
            }
            if let Some(error) = self.shared.worker.deletes.missing() {
                self.stopped.get_or_insert(error);
            }
            let options = &self.shared.worker.options;
            if let Some(error) = brake(&progress.summary, options.max_errors, options.purpose()) {
                self.stopped.get_or_insert(error);
            }
        }
        if let (Event::Container(event), true) = (&event, self.shared.worker.options.mirror.is_some()) {
            self.met.add(event);
        }
        self.ended.add_line(&event);
        self.shared.events.add(event);
    }

    /// Writes what happened since the last call.
    fn record(&mut self, sync: bool) {
        let shared = self.shared;
        self.ended.record(sync, || shared.happened());
        self.free();
    }

    /// A copy counts as in flight until it is in the files. So a killed process repeats at most the copies that were in flight.
    fn free(&mut self) {
        match self.ended.freed() {
            Ok(weight) => self.weight -= weight,
            Err(error) => {
                self.stopped.get_or_insert(error);
            }
        }
    }

    /// Updates what the job is doing, for its watchers.
    fn tell_current(&mut self) {
        let current = CurrentWork {
            waiting: self.waiting.len() as u64,
            waiting_bytes: self.waiting_bytes,
            is_last_page: self.is_last_page,
            concurrency: self.concurrency.limit() as u64,
            ..CurrentWork::default()
        };
        self.shared.progress().summary.current = Some(current);
    }

    /// Reports throttling since the last report.
    fn tell_throttled(&mut self) {
        for event in self.notices.throttled(&self.shared.worker.attempts.throttled) {
            self.shared.events.add(event);
        }
    }

    /// Reports what a comparison found only at the destination.
    fn tell_extra(&mut self, extraneous: Vec<Extraneous>) {
        for blob in extraneous {
            let event = BlobEvent::Extra { destination: blob.name };
            self.shared.progress().summary.add(&event);
            self.shared.events.add(event);
        }
    }
}

/// Resolves at this time; `None` means never.
async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
