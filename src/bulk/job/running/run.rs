//! The loop of the work: what happens next, until nothing is left or something stops it.

use std::pin::pin;

use futures_util::FutureExt;
use futures_util::stream::StreamExt;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::base::error::Error;
use crate::bulk::decisions::concurrency::MOMENT;
use crate::bulk::job::duration::{takes_up_until, time_is_over};
use crate::bulk::job::ending::{End, with_consequence};
use crate::bulk::job::running::work::Running;
use crate::bulk::job::unfinished_containers::left_blob;
use crate::bulk::listing::pages::Pages;

impl Running<'_> {
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
}

/// Resolves at this time; `None` means never.
async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
