//! Takes blobs from the pages, and starts copying them.

use futures_util::FutureExt;
use tokio::time::Instant;

use crate::bulk::decisions::weight::weight;
use crate::bulk::job::finding::count_names;
use crate::bulk::job::running::work::{Ended, PageStart, Running};
use crate::bulk::job::shared::Progress;
use crate::bulk::listing::origin::ListedFrom;
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::options::filter::Filter;
use crate::bulk::options::share::share_taken;
use crate::bulk::report::container_event::{BlobEffort, ContainerChange, ContainerSkip, Event};
use crate::bulk::requests::tally::copying;
use crate::bulk::resuming::position::Position;
use crate::copy::limits::PUT_BLOB_FROM_URL_MAX;

impl Running<'_> {
    pub(super) fn take_page(&mut self, page: Page) {
        let mut progress = self.shared.progress();
        progress.orders = page.orders;
        self.page_start = Some(PageStart { marker: page.marker });
        self.shared.worker.count_pages(&page.destination_part);
        self.found.add(page.destination_part);
        let options = &self.shared.worker.options;
        if options.mirror.is_some() {
            count_names(&mut self.found, &page.blobs, options);
        }
        let is_open = |listed: &Listed| match &listed.origin {
            ListedFrom::Event(_) => true,
            ListedFrom::Among(place) if place.again => true,
            origin => progress.position.is_open(&origin.key(&listed.name), page.orders),
        };
        self.waiting.extend(page.blobs.into_iter().filter(is_open));
        self.waiting_bytes = self.waiting.iter().filter_map(|listed| listed.facts.length).fold(0, u64::saturating_add);
        self.is_last_page |= page.is_last;
    }

    /// Starts as many copies as may run at once. Blobs that the filter excludes are passed in order, so that the
    /// position is the same whenever it is saved.
    pub(super) fn start_copies(&mut self) {
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
                Admission::Nothing => continue,
                Admission::Reported => None,
                Admission::Numbered(number) => Some(number),
            };
            let worker = &shared.worker;
            let preferences = worker.options_of(&listed.facts).unwrap_or(&worker.options.copy).preferences;
            let was_left = worker.intents.is_left_alone(&listed.origin.key(&listed.name));
            let weight = weight(&listed.facts, preferences, self.concurrency.is_fixed());
            self.weight += weight;
            let cancel = self.copying.clone();
            let copy = async move {
                let began = Instant::now();
                let bytes = listed.facts.length;
                let under_way = &shared.worker.attempts.under_way;
                let entered = under_way.enter(listed.name.clone(), listed.origin.container(), bytes);
                let work = shared.worker.copy(listed, &cancel);
                let work = copying((bytes.unwrap_or(PUT_BLOB_FROM_URL_MAX), was_left), work);
                let (mut result, made) = work.await;
                if let (Ok(Event::Blob { effort, event, .. }), Some(made)) = (&mut result, made)
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

    /// The number of requests that count as in flight. Throttled requests that wait do not count.
    fn under_way(&self) -> usize {
        self.weight.saturating_sub(self.shared.worker.attempts.parked())
    }
}

/// What to do about a listed item.
enum Admission {
    /// Nothing.
    Nothing,
    /// It is an event, not a blob.
    Reported,
    /// It is copied, under this number in the position.
    Numbered(u64),
}

/// Counts a blob whose copy starts, and records it in the position.
fn entered(progress: &mut Progress, filter: &Filter, listed: &Listed) -> Admission {
    let key = listed.origin.key(&listed.name);
    if let ListedFrom::Event(event) = &listed.origin {
        match event.change {
            ContainerChange::ContainerListed => {
                progress.position.forget(&key);
                return Admission::Nothing;
            }
            // One that had vanished is copied if it is back when the job is resumed.
            ContainerChange::ContainerFailed { .. }
            | ContainerChange::ContainerSkipped { reason: ContainerSkip::Vanished } => progress.position.hold(&key),
            ContainerChange::ContainerBegun { .. } | ContainerChange::ContainerSkipped { .. } => {}
        }
        return Admission::Reported;
    }
    let again = matches!(&listed.origin, ListedFrom::Among(place) if place.again);
    progress.summary.counts.listed += 1;
    // A vanished blob that an earlier run left has already passed the filter then.
    let is_gone = listed.is_unlisted && !matches!(&listed.origin, ListedFrom::Entry(_));
    if !filter.takes_name(&listed.name, listed.matched) || !(is_gone || filter.takes_facts(&listed.facts)) {
        progress.summary.counts.filtered += 1;
        if !again {
            progress.position.pass(&key);
        }
        return Admission::Nothing;
    }
    let start = if again { Position::start_again } else { Position::start };
    Admission::Numbered(start(&mut progress.position, &key))
}
