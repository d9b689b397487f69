//! Deletes the blobs that only the destination has, once the source was read to its end. All limits are checked before the first delete, and the source
//! once more before each one.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::base::error::{Error, Result};
use crate::bulk::decisions::delete_brakes::{DeleteLimits, DeletePlan};
use crate::bulk::files::unwritten::Unwritten;
use crate::bulk::job::delete_one::{DeleteOutcome, delete_one, shows_permission};
use crate::bulk::job::finding::open_again;
use crate::bulk::job::notices::Notices;
use crate::bulk::job::shared::Shared;
use crate::bulk::listing::extraneous::{Extraneous, ExtraneousBlobs, FoundIn};
use crate::bulk::listing::origin::AccountContainer;
use crate::bulk::naming::order::{NameOrder, PossibleOrders};
use crate::bulk::options::mirror_options::MirrorOptions;
use crate::bulk::report::container_event::Event;
use crate::bulk::report::event::BlobEvent;

/// The number of blobs that are deleted at once.
const DELETES_AT_ONCE: usize = 32;

/// The number of lines that are held before they are written.
const LINES_AT_ONCE: usize = 256;

/// How the copies ended, as far as the deletes depend on it.
pub struct CopiesEnded<'a> {
    /// What stopped the job, if anything did.
    pub stopped: Option<&'a Error>,
    /// Whether the source was listed to its end.
    pub listed_all: bool,
}

/// The deletes of a mirror.
pub struct Deleting<'a> {
    shared: &'a Shared,
    mirror: &'a MirrorOptions,
    /// The numbers of all pairs of containers.
    found: ExtraneousBlobs,
    /// The blobs of each.
    parts: Vec<FoundIn>,
    /// The number of further deletes that are allowed.
    left: u64,
    /// The files that record each delete.
    files: &'a mut Unwritten,
    /// The number of lines that they are behind.
    unwritten: usize,
    /// The events that were reported so far.
    notices: &'a mut Notices,
}

/// A blob to delete, and its containers; `None` for those of the job.
type DeleteTarget = (Option<Arc<AccountContainer>>, Extraneous);

impl<'a> Deleting<'a> {
    /// The deletes of the extraneous blobs: the numbers of all, and the blobs of each pair of containers.
    pub fn new(
        shared: &'a Shared,
        mirror: &'a MirrorOptions,
        (mut found, parts): (ExtraneousBlobs, Vec<FoundIn>),
        files: &'a mut Unwritten,
        notices: &'a mut Notices,
    ) -> Self {
        found.started = shared.worker.deletes_before(found.started);
        Self { shared, mirror, left: found.count, found, parts, files, unwritten: 0, notices }
    }

    /// Reports one blob, in the files as well. They are never far behind, so that they need little memory.
    fn report(&mut self, event: BlobEvent, container: Option<String>) -> Result<()> {
        let shared = self.shared;
        let event = Event::Blob { event, container, effort: None };
        shared.progress().summary.count_event(&event);
        shared.changes.send_replace(());
        self.files.add_line(&event);
        self.unwritten += 1;
        if self.unwritten >= LINES_AT_ONCE {
            self.unwritten = 0;
            self.files.record(true, || shared.happened());
            self.files.freed()?;
        }
        shared.events.add(event);
        Ok(())
    }

    /// Deletes, or reports why not.
    ///
    /// # Errors
    /// The job's cancellation.
    pub async fn run(mut self, copies: CopiesEnded<'_>) -> Result<()> {
        let before = self.begin();
        if self.shared.cancel.is_cancelled() {
            return Err(Error::aborted());
        }
        if let Some(reason) = self.forbidden(&copies, before) {
            self.withhold(&reason);
            return Ok(());
        }
        let (mut held, mut rests) = (Vec::new(), Vec::new());
        for FoundIn { place, mut found } in std::mem::take(&mut self.parts) {
            let blobs = std::mem::take(&mut found.held);
            if (blobs.len() as u64) < found.count {
                let last = blobs.last().map(|blob| blob.name.clone());
                rests.push((place.clone(), last, found.count - blobs.len() as u64));
            }
            held.extend(blobs.into_iter().map(|blob| (place.clone(), blob)));
        }
        let mut most = held.len() as u64;
        let mut reason = self.delete(held, &mut most).await?;
        for (place, last, most) in rests {
            if reason.is_none() {
                reason = self.delete_rest(place, last.as_deref(), most).await?;
            }
        }
        if let Some(reason) = reason {
            self.withhold(&reason);
        } else if self.left > 0 {
            // Those that no longer existed when both sides were listed again.
            let mut progress = self.shared.progress();
            progress.summary.counts.deletes.changed += self.left;
        }
        Ok(())
    }

    /// Records the number of blobs to delete; returns the number that an earlier run has deleted.
    fn begin(&self) -> u64 {
        let mut progress = self.shared.progress();
        let deletes = &mut progress.summary.counts.deletes;
        let before = deletes.done;
        deletes.wanted = before + deletes.changed + self.found.count;
        deletes.excluded = self.found.excluded;
        before
    }

    /// Why nothing may be deleted, if that is the case.
    fn forbidden(&self, copies: &CopiesEnded<'_>, done_before: u64) -> Option<String> {
        if let Some(error) = copies.stopped {
            return Some(format!("the job stopped early: {}", error.message()));
        }
        if !copies.listed_all {
            return Some("the source was not listed to its end".to_owned());
        }
        if let Some(trouble) = &self.found.trouble {
            return Some(trouble.clone());
        }
        if self.found.count == 0 {
            return None;
        }
        if self.found.started.is_none() {
            return Some(
                "the service did not report its time, so it is unknown which blobs are newer than the job".to_owned(),
            );
        }
        let failed = self.shared.progress().summary.failed;
        if failed > 0 {
            return Some(format!("{failed} blobs could not be copied"));
        }
        let of_one = self.parts.iter().find_map(|FoundIn { place, found }| {
            let container = &place.as_ref()?.container;
            // The limit on all deletes is that of the job.
            let limits = DeleteLimits { max_deletes: None, ..self.mirror.limits };
            let reason = limits.forbid(self.plan(found, 0))?;
            Some(format!("in the container {container:?}, {reason}"))
        });
        of_one.or_else(|| self.mirror.limits.forbid(self.plan(&self.found, done_before)))
    }

    fn plan(&self, found: &ExtraneousBlobs, done_before: u64) -> DeletePlan {
        let ExtraneousBlobs { count, listed, excluded, source_names, .. } = *found;
        let listed = if self.mirror.deletes_excluded { listed + excluded } else { listed };
        DeletePlan { wanted: count, done_before, listed, source_names }
    }

    /// Reports that nothing more is deleted.
    fn withhold(&self, reason: &str) {
        let event = BlobEvent::DeletesWithheld { count: self.left, reason: reason.to_owned() };
        self.shared.progress().summary.add(&event);
        self.shared.events.add(event);
        self.shared.changes.send_replace(());
    }

    /// Deletes these blobs, but no more than `most`, which counts down. Returns the reason to delete no more, if there is one.
    async fn delete(&mut self, blobs: Vec<DeleteTarget>, most: &mut u64) -> Result<Option<String>> {
        let (permission, events) = (&self.shared.worker.deletes, &self.shared.events);
        let mut paused = self.shared.paused.subscribe();
        let renewal = &self.shared.worker.attempts.renewal;
        let mut credentials = renewal.watch();
        let mut under_way: FuturesUnordered<BoxFuture<'a, (Option<String>, Result<DeleteOutcome>)>> =
            FuturesUnordered::new();
        let mut blobs = blobs.into_iter().peekable();
        let mut withheld = None;
        loop {
            let is_paused = *paused.borrow_and_update();
            for event in self.notices.pauses(is_paused, renewal) {
                events.add(event);
            }
            let (is_behind, is_cancelled) = (events.is_behind(), self.shared.cancel.is_cancelled());
            // Until a response shows that the job may delete, one is sent at a time.
            let at_once = if permission.is_known() { DELETES_AT_ONCE } else { 1 };
            while withheld.is_none()
                && !is_paused
                && !is_behind
                && !is_cancelled
                && under_way.len() < at_once
                && (under_way.len() as u64) < *most
            {
                let Some((place, blob)) = blobs.next() else { break };
                let container = place.as_ref().map(|place| place.container.to_string());
                let deleted = delete_one((self.shared, self.mirror), place, blob, self.found.started);
                under_way.push(deleted.map(|outcome| (container, outcome)).boxed());
            }
            let is_over = withheld.is_some() || is_cancelled || blobs.peek().is_none();
            let goes_on = !under_way.is_empty() || (!is_over && *most > 0);
            tokio::select! {
                Some((container, outcome)) = under_way.next() => match outcome? {
                    DeleteOutcome::Event(event) => {
                        (self.left, *most) = (self.left - 1, *most - 1);
                        if shows_permission(&event) {
                            permission.granted();
                        }
                        self.report(event, container)?;
                    }
                    DeleteOutcome::Forbidden(event, error) => {
                        (self.left, *most) = (self.left - 1, *most - 1);
                        self.report(event, container)?;
                        permission.forbidden(|| error);
                        let missing = permission.missing().filter(|_| self.left > 0);
                        withheld = withheld.or(missing.map(|error| error.message().to_owned()));
                    }
                    DeleteOutcome::Withhold(reason) => withheld = Some(reason),
                },
                // Deletes in flight go on while the reader of the events is behind.
                () = events.catches_up(&self.shared.cancel), if is_behind && !is_cancelled => {}
                _ = paused.changed(), if goes_on => {}
                _ = credentials.changed(), if goes_on => self.shared.changes.send_replace(()),
                () = self.shared.cancel.cancelled(), if under_way.is_empty() && !is_over && *most > 0 => {}
                else => break,
            }
        }
        if self.shared.cancel.is_cancelled() {
            return Err(Error::aborted());
        }
        if withheld.is_none() && blobs.peek().is_some() {
            return Ok(Some("more blobs are extraneous than when the deletes were counted".to_owned()));
        }
        Ok(withheld)
    }

    /// Lists both sides again, and deletes what comes after the last name in memory: `most` blobs were counted.
    async fn delete_rest(
        &mut self,
        place: Option<Arc<AccountContainer>>,
        last: Option<&str>,
        mut most: u64,
    ) -> Result<Option<String>> {
        let mut pages = match open_again(self.shared, place.as_deref()).await {
            Ok(pages) => pages,
            Err(trouble) => return Ok(Some(trouble)),
        };
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Ok(Some(format!("the source could not be listed again: {}", error.message()))),
            };
            if let Some(trouble) = page.destination_part.trouble {
                return Ok(Some(trouble));
            }
            // The destination's listing is in one of these orders. A name that comes before in one of them was in memory.
            let order = page.orders.common(PossibleOrders::default()).unwrap_or(NameOrder::Flat);
            let is_new = |blob: &Extraneous| last.is_none_or(|last| order.compare(&blob.name, last).is_gt());
            let rest = page.destination_part.extraneous.into_iter().filter(is_new);
            let rest = rest.map(|blob| (place.clone(), blob)).collect();
            if let Some(reason) = self.delete(rest, &mut most).await? {
                return Ok(Some(reason));
            }
        }
        Ok(None)
    }
}
