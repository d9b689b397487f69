//! What a job has in hand: the copies in flight, the blobs that wait, and what was counted so far.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::decisions::concurrency::Concurrency;
use crate::bulk::files::recorder::Recorder;
use crate::bulk::files::unwritten::Unwritten;
use crate::bulk::job::ending::brake;
use crate::bulk::job::notices::Notices;
use crate::bulk::job::running::throttled_attempts::ThrottledAttempts;
use crate::bulk::job::seen_containers::SeenContainers;
use crate::bulk::job::shared::Shared;
use crate::bulk::listing::extraneous::{Extraneous, ExtraneousBlobs};
use crate::bulk::listing::page::Listed;
use crate::bulk::options::share::ShareProgress;
use crate::bulk::report::container_event::Event;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::summary::CurrentWork;

/// The start of a page.
pub(super) struct PageStart {
    /// The marker that requested it; `None` for the first.
    pub(super) marker: Option<String>,
}

/// A copy that has ended.
pub(super) struct Ended {
    /// Its number in the position, if it has one.
    pub(super) number: Option<u64>,
    pub(super) weight: usize,
    pub(super) began: Instant,
    pub(super) took: Duration,
    pub(super) result: Result<Event>,
}

/// The work of a job.
pub(in crate::bulk) struct Running<'a> {
    pub(super) shared: &'a Shared,
    pub(super) concurrency: Concurrency,
    pub(super) copies: FuturesUnordered<BoxFuture<'a, Ended>>,
    /// The limit on their requests in flight.
    pub(super) weight: usize,
    /// Copies that have ended, but are not in the files yet.
    pub(super) ended: Unwritten,
    pub(super) waiting: VecDeque<Listed>,
    /// The start of the page, until the copy of one of its blobs starts.
    pub(super) page_start: Option<PageStart>,
    /// The blobs that only the destination has.
    pub(super) found: ExtraneousBlobs,
    /// The containers of an account that were seen.
    pub(super) met: SeenContainers,
    /// The part of the listing that was taken.
    pub(super) taken: ShareProgress,
    /// Why no further copy is started.
    pub(super) stopped: Option<Error>,
    /// Ends the copies, when the time is over.
    pub(super) copying: CancellationToken,
    /// Whether the first blob is copied alone: its error may concern all.
    pub(super) probes: bool,
    pub(super) throttled: ThrottledAttempts,
    pub(super) ended_in_moment: u64,
    pub(super) was_full: bool,
    pub(super) moments: u32,
    /// When the limit last changed, the number of copies that started and ended since, and their total duration.
    pub(super) fresh: (Instant, u32, Duration),
    /// The number of attempts that were accepted until then.
    pub(super) accepted_before: u64,
    /// The slowest recent copy.
    pub(super) slowest: Duration,
    pub(super) notices: Notices,
    /// The bytes of the waiting blobs, and whether the last page was read.
    pub(super) waiting_bytes: u64,
    pub(super) is_last_page: bool,
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

    pub(super) fn finish(&mut self, ended: Ended) {
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
    pub(super) fn record(&mut self, sync: bool) {
        let shared = self.shared;
        self.ended.record(sync, || shared.happened());
        self.free();
    }

    /// A copy counts as in flight until it is in the files. So a killed process repeats at most the copies that were in flight.
    pub(super) fn free(&mut self) {
        match self.ended.freed() {
            Ok(weight) => self.weight -= weight,
            Err(error) => {
                self.stopped.get_or_insert(error);
            }
        }
    }

    /// Updates what the job is doing, for its watchers.
    pub(super) fn tell_current(&mut self) {
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
    pub(super) fn tell_throttled(&mut self) {
        for event in self.notices.throttled(&self.shared.worker.attempts.throttled) {
            self.shared.events.add(event);
        }
    }

    /// Reports what a comparison found only at the destination.
    pub(super) fn tell_extra(&mut self, extraneous: Vec<Extraneous>) {
        for blob in extraneous {
            let event = BlobEvent::Extra { destination: blob.name };
            self.shared.progress().summary.add(&event);
            self.shared.events.add(event);
        }
    }
}
