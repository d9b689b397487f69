//! The work of a job: takes pages, copies so many blobs at once, and counts what became of them.

use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::decisions::concurrency::{Concurrency, MOMENT, Moment};
use crate::bulk::decisions::weight::weight;
use crate::bulk::files::recorder::Recorder;
use crate::bulk::files::unwritten::Unwritten;
use crate::bulk::job::deleting::{CopiesEnded, Deleting};
use crate::bulk::job::duration::{takes_up_until, time_is_over};
use crate::bulk::job::ending::{End, brake, outcome};
use crate::bulk::job::notices::Notices;
use crate::bulk::job::shared::{Progress, Shared};
use crate::bulk::listing::extraneous::{Extraneous, Found};
use crate::bulk::listing::lister::{Listed, Page};
use crate::bulk::listing::origin::Origin;
use crate::bulk::listing::pages::Pages;
use crate::bulk::options::filter::Filter;
use crate::bulk::options::share::{Taken, share_taken};
use crate::bulk::report::container_event::{BlobEffort, Happening, Told};
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::summary::Current;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::requests::tally::copying;
use crate::bulk::resuming::position::Position;
use crate::copy::limits::PUT_BLOB_FROM_URL_MAX;
use crate::http::throttling::Throttling;

/// After how many moments the disk has to have what was written: two seconds.
const SYNCED_EVERY: u32 = 4;

/// Where a page begins.
struct PageStart {
    /// The marker that brought it; nothing for the first.
    marker: Option<String>,
}

/// A copy that has ended.
struct Ended {
    /// Stands for it in the position, if it is there.
    number: Option<u64>,
    weight: usize,
    began: Instant,
    took: Duration,
    result: Result<Told>,
}

/// The work of a job.
pub(in crate::bulk) struct Running<'a> {
    shared: &'a Shared,
    concurrency: Concurrency,
    copies: FuturesUnordered<BoxFuture<'a, Ended>>,
    /// The requests that they may have in flight.
    weight: usize,
    /// Those of copies that have ended, and of which the files do not tell yet.
    ended: Unwritten,
    waiting: VecDeque<Listed>,
    /// Where the page begins, until one of its names is taken up.
    page_start: Option<PageStart>,
    /// What only the destination has.
    found: Found,
    /// What was taken of the listing.
    taken: Taken,
    /// Why no further blob is taken up.
    stopped: Option<Error>,
    /// Ends the copies, when the time is over.
    copying: CancellationToken,
    /// Whether the first blob is copied alone: what is wrong for it may be wrong for all.
    probes: bool,
    throttled: Throttled,
    ended_in_moment: u64,
    was_full: bool,
    moments: u32,
    /// When the number of copies at once changed last, how many have ended that began since, and how long they took together.
    fresh: (Instant, u32, Duration),
    /// How many attempts were accepted until then.
    accepted_before: u64,
    /// The slowest copy that ended lately.
    slowest: Duration,
    notices: Notices,
    /// The bytes of the blobs that wait, and whether no further page comes.
    waiting_bytes: u64,
    is_last_page: bool,
}

/// How many attempts were throttled so far, by what helps, and how many were not.
#[derive(Debug, Clone, Copy)]
struct Throttled {
    /// Those that were not.
    accepted: u64,
    requests: u64,
    bytes: u64,
    part: u64,
}

impl Throttled {
    fn of(attempts: &Attempts) -> Self {
        let counts = &attempts.throttled;
        Self {
            accepted: attempts.sent().saturating_sub(counts.total()),
            requests: counts.that_met(Throttling::Operations),
            bytes: counts.that_met(Throttling::Ingress) + counts.that_met(Throttling::Egress),
            part: counts.that_met(Throttling::Unspecified),
        }
    }
}

impl<'a> Running<'a> {
    /// Begins the work.
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
            found: Found::default(),
            taken: Taken::default(),
            stopped: None,
            copying: shared.cancel.child_token(),
            probes: !shared.worker.options.dry_run,
            throttled: Throttled::of(&shared.worker.attempts),
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

    /// Works to the end of the listing, or until something stops it.
    pub async fn run(mut self, mut pages: Pages) -> End {
        let mut paused = self.shared.paused.subscribe();
        let mut moments = interval(MOMENT);
        moments.set_missed_tick_behavior(MissedTickBehavior::Delay);
        moments.tick().await;
        let attempts = &self.shared.worker.attempts;
        let mut credentials = attempts.renewal.watch();
        let limit = self.shared.worker.options.max_duration;
        let began = Instant::now();
        // A time that the clock cannot tell never comes.
        let ends = limit.and_then(|limit| began.checked_add(limit));
        let (mut is_over, mut takes_up_no_more) = (pin!(until(ends)), pin!(until(None)));
        let mut listed_all = false;
        loop {
            if let Some(limit) = limit
                && self.stopped.is_none()
            {
                let until_when = began.checked_add(takes_up_until(limit, self.slowest));
                if until_when.is_some_and(|time| time <= Instant::now()) {
                    self.stopped = Some(time_is_over(limit));
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
                self.shared.events.add(event, &self.shared.cancel).await;
            }
            if !is_paused && attempts.renewal.needed().is_none() {
                self.take_up();
            }
            self.tell_current();
            let nothing_left = listed_all && self.waiting.is_empty();
            if self.copies.is_empty() && (nothing_left || self.stopped.is_some()) {
                return self.end(listed_all).await;
            }
            tokio::select! {
                Some(ended) = self.copies.next() => {
                    self.finish(ended).await;
                    // What has ended with it is written with it.
                    while let Some(Some(ended)) = self.copies.next().now_or_never() {
                        self.finish(ended).await;
                    }
                    self.shared.changes.send_replace(());
                }
                page = pages.next(), if self.waiting.is_empty() && !listed_all && self.stopped.is_none() => match page {
                    Some(Ok(mut page)) => {
                        if self.shared.worker.options.compare.is_some() {
                            self.tell_extra(std::mem::take(&mut page.beside.extraneous)).await;
                        }
                        self.take_page(page);
                    }
                    Some(Err(error)) => self.stopped = Some(attempts.renewal.gave_up().unwrap_or(error)),
                    None => {
                        listed_all = true;
                        // What an earlier run left, and did not come again, is asked for by its name.
                        let left = self.shared.progress().position.left().map(|name| Listed::unknown(name.clone())).collect::<Vec<_>>();
                        self.waiting.extend(left);
                    }
                },
                () = self.ended.written(), if self.ended.any() => self.free(),
                _ = moments.tick() => {
                    self.adapt();
                    self.tell_throttled().await;
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

    fn take_page(&mut self, page: Page) {
        let mut progress = self.shared.progress();
        progress.orders = page.orders;
        self.page_start = Some(PageStart { marker: page.marker });
        self.shared.worker.count_pages(&page.beside);
        self.found.add(page.beside);
        let options = &self.shared.worker.options;
        if options.mirror.is_some() {
            // Those that an earlier run has done count as well.
            let names = page.blobs.iter().filter(|listed| options.filter.takes_name(&listed.name, listed.matched));
            self.found.source_names += names.count() as u64;
        }
        let is_open = |listed: &Listed| match &listed.origin {
            Origin::Told(_) => true,
            Origin::Among(place) if place.again => true,
            origin => progress.position.is_open(&origin.key(&listed.name), page.orders),
        };
        self.waiting.extend(page.blobs.into_iter().filter(is_open));
        self.waiting_bytes = self.waiting.iter().filter_map(|listed| listed.facts.length).sum();
        self.is_last_page |= page.is_last;
    }

    /// Takes up as many blobs as may be copied at once. Those that the filter does not let through are passed by in their turn, so that the
    /// position is the same whenever it is saved.
    fn take_up(&mut self) {
        let shared = self.shared;
        while self.stopped.is_none() && self.under_way() < self.concurrency.limit() {
            if self.probes && !self.copies.is_empty() {
                return;
            }
            let Some(next) = self.waiting.front() else { return };
            if !self.taken.take(next.facts.length.unwrap_or_default(), shared.worker.options.share) {
                self.stopped = Some(share_taken());
                return;
            }
            let Some(listed) = self.waiting.pop_front() else { return };
            self.waiting_bytes = self.waiting_bytes.saturating_sub(listed.facts.length.unwrap_or_default());
            let mut progress = shared.progress();
            if let Some(PageStart { marker }) = self.page_start.take() {
                progress.marker = marker;
            }
            let entered = entered(&mut progress, &shared.worker.options.filter, &listed);
            drop(progress);
            let number = match entered {
                Entered::Nothing => continue,
                Entered::Told => None,
                Entered::Numbered(number) => Some(number),
            };
            let preferences = shared.worker.options.copy.preferences;
            let weight = weight(&listed.facts, preferences, self.concurrency.is_fixed());
            self.weight += weight;
            let cancel = self.copying.clone();
            let copy = async move {
                let began = Instant::now();
                let bytes = listed.facts.length;
                let under_way = &shared.worker.attempts.under_way;
                let entered = under_way.enter(listed.name.clone(), listed.origin.container(), bytes);
                let work = copying(bytes.unwrap_or(PUT_BLOB_FROM_URL_MAX), shared.worker.copy(listed, &cancel));
                let (mut result, made) = work.await;
                if let (Ok(Told::Blob { effort, event, .. }), Some(made)) = (&mut result, made)
                    && event.is_of_copy()
                    && !shared.worker.options.only_reads()
                {
                    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
                    *effort = Some(BlobEffort { milliseconds, ..made });
                }
                let mut progress = shared.progress();
                progress.summary.slowest = entered.end(progress.summary.slowest.take());
                drop(progress);
                Ended { number, weight, began, took: began.elapsed(), result }
            };
            self.copies.push(copy.boxed());
        }
        self.was_full |= self.under_way() >= self.concurrency.limit();
    }

    /// How many requests may be in flight. Those that are throttled and wait leave their place to others.
    fn under_way(&self) -> usize {
        self.weight.saturating_sub(self.shared.worker.attempts.parked())
    }

    async fn finish(&mut self, ended: Ended) {
        let Ended { number, weight, began, took, result } = ended;
        self.ended.add(weight);
        self.slowest = self.slowest.max(took);
        self.probes = false;
        self.ended_in_moment += 1;
        if began >= self.fresh.0 {
            self.fresh.1 += 1;
            self.fresh.2 += took;
        }
        let told = match result {
            Ok(told) => told,
            Err(error) => {
                self.stopped.get_or_insert(error);
                return;
            }
        };
        {
            let mut progress = self.shared.progress();
            progress.summary.tell(&told);
            // A failed blob stays open: a job that is resumed tries it again.
            if let (Some(number), Told::Blob { event, .. }) = (number, &told)
                && event.is_done()
            {
                progress.position.done(number);
            }
            if let Some(error) = brake(&progress.summary, self.shared.worker.options.max_errors) {
                self.stopped.get_or_insert(error);
            }
        }
        self.ended.tell(&told);
        let mut added = pin!(self.shared.events.add(told, &self.shared.cancel));
        if added.as_mut().now_or_never().is_none() {
            // A reader of events that is slow holds up no one who watches the progress.
            self.shared.changes.send_replace(());
            added.await;
        }
    }

    /// Has written what happened since this was last called.
    fn record(&mut self, sync: bool) {
        let shared = self.shared;
        self.ended.record(sync, || shared.happened());
        self.free();
    }

    /// A copy keeps its place until the files tell of it: so a process that is killed has copied no more in vain than was in flight.
    fn free(&mut self) {
        match self.ended.freed() {
            Ok(weight) => self.weight -= weight,
            Err(error) => {
                self.stopped.get_or_insert(error);
            }
        }
    }

    async fn end(mut self, listed_all: bool) -> End {
        self.record(true);
        self.shared.progress().summary.listing_complete = listed_all;
        self.delete(listed_all).await;
        self.record(true);
        self.tell_throttled().await;
        let end = {
            let mut progress = self.shared.progress();
            self.shared.worker.tell_requests(&mut progress.summary);
            progress.summary.current = None;
            outcome(&progress.summary, self.stopped, &self.shared.cancel)
        };
        match self.ended.close(matches!(end, End::Done)).await {
            Err(error) if !matches!(end, End::Failed(_)) => End::Failed(error),
            _ => end,
        }
    }

    /// Tells what the job is at, for who watches it.
    fn tell_current(&mut self) {
        let current = Current {
            waiting: self.waiting.len() as u64,
            waiting_bytes: self.waiting_bytes,
            is_last_page: self.is_last_page,
            concurrency: self.concurrency.limit() as u64,
            ..Current::default()
        };
        self.shared.progress().summary.current = Some(current);
    }

    /// Tells what was throttled since this was last told.
    async fn tell_throttled(&mut self) {
        for event in self.notices.throttled(&self.shared.worker.attempts.throttled) {
            self.shared.events.add(event, &self.shared.cancel).await;
        }
    }

    /// Tells what a comparison found at the destination alone.
    async fn tell_extra(&mut self, extraneous: Vec<Extraneous>) {
        for blob in extraneous {
            let event = BlobEvent::Extra { destination: blob.name };
            self.shared.progress().summary.add(&event);
            self.shared.events.add(event, &self.shared.cancel).await;
        }
    }

    /// Deletes what only the destination has, if that is wanted and may be.
    async fn delete(&mut self, listed_all: bool) {
        let options = &self.shared.worker.options;
        if options.compare.is_some()
            && let Some(trouble) = &self.found.trouble
        {
            let message = format!("The comparison is not complete: {trouble}.");
            self.stopped.get_or_insert(Error::new(ErrorKind::Copy, message).with_code("VerificationIncomplete"));
        }
        let Some(mirror) = &options.mirror else { return };
        let copies = CopiesEnded { stopped: self.stopped.as_ref(), listed_all };
        let found = std::mem::take(&mut self.found);
        let deleting = Deleting::new(self.shared, mirror, found, &mut self.ended, &mut self.notices);
        let deleted = Box::pin(deleting.run(copies)).await;
        if let Some(error) = deleted.err().or_else(|| self.shared.worker.attempts.renewal.gave_up()) {
            self.stopped.get_or_insert(error);
        }
    }

    fn adapt(&mut self) {
        self.moments += 1;
        if self.moments.is_multiple_of(SYNCED_EVERY) {
            self.record(true);
        }
        if self.ended_in_moment == 0 && !self.copies.is_empty() {
            // What the job waits for is told, too.
            self.shared.changes.send_replace(());
        }
        let throttled = Throttled::of(&self.shared.worker.attempts);
        let (before, (changed, fresh, took)) = (self.concurrency.limit(), self.fresh);
        self.concurrency.adapt(Moment {
            accepted: throttled.accepted.saturating_sub(self.throttled.accepted),
            since_change: (throttled.accepted.saturating_sub(self.accepted_before), changed.elapsed()),
            fresh: u64::from(fresh),
            took: took.checked_div(fresh).unwrap_or_default(),
            over_requests: throttled.requests - self.throttled.requests,
            over_bytes: throttled.bytes - self.throttled.bytes,
            over_part: throttled.part - self.throttled.part,
            each: self.weight.div_ceil(self.copies.len().max(1)),
            full: self.was_full,
        });
        (self.throttled, self.ended_in_moment, self.was_full) = (throttled, 0, false);
        if self.concurrency.limit() != before {
            self.fresh = (Instant::now(), 0, Duration::ZERO);
            self.accepted_before = throttled.accepted;
        }
        self.slowest = self.slowest * 9 / 10;
        // What takes that long need not hold up the others.
        self.probes = false;
    }
}

/// Resolves at this time; without one, never.
async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// What there is to do for what was listed.
enum Entered {
    /// Nothing.
    Nothing,
    /// It is told to those who watch, and is no blob.
    Told,
    /// It is copied; the number stands for it in the position.
    Numbered(u64),
}

/// Counts what is taken up, and notes it in the position.
fn entered(progress: &mut Progress, filter: &Filter, listed: &Listed) -> Entered {
    let key = listed.origin.key(&listed.name);
    if let Origin::Told(event) = &listed.origin {
        match event.happening {
            Happening::ContainerListed => {
                progress.position.forget(&key);
                return Entered::Nothing;
            }
            Happening::ContainerFailed { .. } => progress.position.hold(&key),
            Happening::ContainerBegun { .. } | Happening::ContainerSkipped { .. } => {}
        }
        return Entered::Told;
    }
    let again = matches!(&listed.origin, Origin::Among(place) if place.again);
    progress.summary.counts.listed += 1;
    // One that an earlier run left, and that is gone, was let through when it was there.
    let is_gone = listed.facts.etag.is_none() && matches!(&listed.origin, Origin::Container);
    if !filter.takes_name(&listed.name, listed.matched) || !(is_gone || filter.takes_facts(&listed.facts)) {
        progress.summary.counts.filtered += 1;
        if !again {
            progress.position.pass(&key);
        }
        return Entered::Nothing;
    }
    let take_up = if again { Position::take_up_again } else { Position::take_up };
    Entered::Numbered(take_up(&mut progress.position, &key))
}
