//! The handle of a copy of a container in flight: it starts the work, waits for it, and saves its position.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::bulk::copying::worker::Worker;
use crate::bulk::files::intents::Intents;
use crate::bulk::files::recorder::Recorder;
use crate::bulk::job::ending::End;
use crate::bulk::job::running::Running;
use crate::bulk::job::shared::{EndsOnDrop, Shared};
use crate::bulk::listing::entries::EntryFeed;
use crate::bulk::listing::pages::Pages;
use crate::bulk::naming::name_matching::NameMatching;
use crate::bulk::report::container_event::Event;
use crate::bulk::report::summary::Summary;
use crate::bulk::requests::read_only::read_only;
use crate::bulk::requests::renewal::{NeededCredential, Side};
use crate::bulk::resuming::saved::{Checkpoint, Identity, SavedJob};
use crate::copy::polling::{StopReceiver, StopSender};
use crate::copy::source::endpoint_of_url;
use crate::http::caller::{current, inherited};
use crate::rest::BlobEndpoint;

/// The shortest time between two reports of progress.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// How long a poll waits for a change.
const POLL: Duration = Duration::from_millis(250);

/// A copy of a container. Dropping it cancels the work.
pub struct ContainerCopy {
    shared: Arc<Shared>,
    stop: StopSender,
    /// Receives the entries that the caller supplies instead of a listing.
    feed: Option<Arc<EntryFeed>>,
    /// When progress was last reported.
    last_report: Mutex<Option<Instant>>,
}

/// The arguments of a job.
pub struct JobStart {
    /// The shared state of the copies.
    pub worker: Worker,
    /// Identifies the job.
    pub identity: Identity,
    /// The position of an earlier run.
    pub checkpoint: Checkpoint,
    /// The blobs to copy.
    pub pages: Pages,
    /// Writes the job's files, if there are any.
    pub recorder: Option<Recorder>,
    /// Ends the work.
    pub cancel: CancellationToken,
    /// Receives the entries that the caller supplies instead of a listing.
    pub feed: Option<Arc<EntryFeed>>,
}

impl ContainerCopy {
    /// Starts the work.
    pub(in crate::bulk) fn start(start: JobStart) -> Self {
        let JobStart { mut worker, identity, checkpoint, pages, recorder, cancel, feed } = start;
        worker.intents = Intents::resumed(&checkpoint);
        worker.intents.record_in(recorder.as_ref());
        let shutdown = worker.destination.pipeline.shutdown().clone();
        let shared = Arc::new(Shared::new(worker, identity, checkpoint, cancel));
        let ending = EndsOnDrop(Arc::clone(&shared));
        let work = async move {
            let end = Running::new(&ending.0, recorder).run(pages).await;
            ending.0.end(end);
        };
        tokio::spawn(inherited(current(), async move { shutdown.run(work.boxed()).await.unwrap_or_default() }).boxed());
        Self { shared, stop: StopSender::default(), feed, last_report: Mutex::default() }
    }

    /// The URL of the source, without its query; `None` if the caller supplies entries.
    pub fn source(&self) -> &str {
        self.shared.identity.source()
    }

    /// Receives the entries that the caller supplies.
    pub fn feed(&self) -> Option<&Arc<EntryFeed>> {
        self.feed.as_ref()
    }

    /// Waits for names to test against the caller's regular expressions; `None` if the job has ended or has none.
    pub async fn names_to_test(&self) -> Option<Vec<String>> {
        let tests = self.shared.worker.options.name_matching.as_ref()?;
        tokio::select! {
            biased;
            () = self.shared.ends() => None,
            names = tests.next() => names,
        }
    }

    /// Receives the results.
    pub fn name_matching(&self) -> Option<&NameMatching> {
        self.shared.worker.options.name_matching.as_deref()
    }

    /// The summary so far.
    pub fn summary(&self) -> Summary {
        let attempts = &self.shared.worker.attempts;
        let (throttled, pending_copies) = (attempts.throttled.by_name(), attempts.pending() as u64);
        let (stragglers, oldest) = (attempts.given_up(), attempts.under_way.oldest());
        let mut summary = self.shared.progress().summary.clone();
        if let Some(current) = &mut summary.current {
            (current.in_flight, current.in_flight_bytes) = attempts.under_way.total();
            current.attempts = attempts.sent();
        }
        Summary { throttled, pending_copies, stragglers, oldest, ..summary }
    }

    /// The credential that the job waits for.
    pub fn needed_credential(&self) -> Option<NeededCredential> {
        self.shared.worker.attempts.renewal.needed()
    }

    /// Waits until the job needs a credential, or has ended.
    pub async fn needs_credential(&self) -> Option<NeededCredential> {
        let renewal = &self.shared.worker.attempts.renewal;
        let mut changes = renewal.watch();
        loop {
            if let Some(needed) = renewal.needed().filter(|_| renewal.gave_up().is_none()) {
                return Some(needed);
            }
            tokio::select! {
                () = self.shared.ends() => return None,
                _ = changes.changed() => {}
            }
        }
    }

    /// Continues with another credential for one side, or for the sources of entries in one container or account.
    ///
    /// # Errors
    /// An argument error for another container.
    pub fn renew(&self, side: Side, endpoint: BlobEndpoint) -> Result<()> {
        let Worker { source, destination, attempts, options, services, .. } = &self.shared.worker;
        let endpoint = if options.only_reads() { read_only(&endpoint) } else { endpoint };
        if let Some(pair) = services.pair.as_ref().filter(|_| side == Side::Source) {
            pair.renewed();
        }
        match side {
            Side::Source if self.feed.is_some() => attempts.renewal.renew_source(endpoint)?,
            Side::Source => attempts.renewal.renew(side, source, endpoint)?,
            Side::Destination => attempts.renewal.renew(side, destination, endpoint)?,
        }
        self.shared.changes.send_replace(());
        Ok(())
    }

    /// Ends the job, because it does not get the credential that it needs.
    pub fn give_up_credential(&self, reason: Option<String>) {
        self.shared.worker.attempts.renewal.give_up(reason);
    }

    /// The endpoint of a container that was passed as a URL. Its requests get the policy of the job where it takes the place of another one.
    pub fn endpoint_of_url(&self, url: Url) -> BlobEndpoint {
        let Worker { destination, attempts, .. } = &self.shared.worker;
        endpoint_of_url(url, attempts.unwatched().unwrap_or(destination))
    }

    /// How the job ended, if it has.
    pub fn ended(&self) -> Option<End> {
        self.shared.progress().end.clone()
    }

    /// Whether work continues, and would stop if the handle were dropped. A paused job can only be resumed through its handle.
    pub fn is_running(&self) -> bool {
        self.ended().is_none() && !*self.shared.paused.borrow()
    }

    /// The saved state.
    pub fn save(&self) -> String {
        let progress = self.shared.progress();
        let mut counts = progress.summary.counts.clone();
        // They are listed again when the job is resumed.
        counts.listed -= progress.position.open() as u64;
        let (mut remaining, orders, marker) = (progress.position.remaining(), progress.orders, progress.marker.clone());
        remaining.copied.extend(self.shared.worker.intents.of_moves());
        let began = progress.began;
        SavedJob::new(&self.shared.identity, Checkpoint { remaining, orders, counts, marker, began }).text()
    }

    /// Waits briefly for a change.
    ///
    /// # Errors
    /// The caller's abort, which ends only the wait.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<()> {
        tokio::time::timeout(POLL, self.poll_until_change(self.stops(), cancel)).await.unwrap_or(Ok(()))
    }

    /// Waits until the job has continued or ended, or is stopped.
    ///
    /// # Errors
    /// The caller's abort, which ends only the wait.
    pub async fn poll_until_change(&self, mut stops: StopReceiver, cancel: &CancellationToken) -> Result<()> {
        let mut changes = self.shared.changes.subscribe();
        let due = lock(&self.last_report).map(|last_report| last_report + PROGRESS_INTERVAL);
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
        *lock(&self.last_report) = Some(Instant::now());
        Ok(())
    }

    /// Ends every [`ContainerCopy::poll_until_change`] whose [`StopReceiver`] was created before; the job continues.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> StopReceiver {
        self.stop.stops()
    }

    /// Starts no further copy until [`ContainerCopy::resume`]. Copies in flight are finished.
    pub fn pause(&self) {
        self.shared.paused.send_replace(true);
    }

    /// Continues.
    pub fn resume(&self) {
        self.shared.paused.send_replace(false);
    }

    /// Cancels the job, and waits until its work has ended. Copied blobs stay.
    ///
    /// # Errors
    /// The caller's abort, which ends only the wait.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<()> {
        self.shared.cancel.cancel();
        cancel.run_until_cancelled(self.shared.ends()).await.ok_or_else(Error::aborted)?;
        self.stop();
        Ok(())
    }

    /// The events will not be read.
    pub fn dismiss_events(&self) {
        self.shared.events.dismiss();
    }

    /// The events, from the first on. They end with the job.
    ///
    /// # Errors
    /// If it is too late, or there is already a reader.
    pub fn events(&self) -> Result<mpsc::Receiver<Event>> {
        self.shared.events.read()
    }
}

impl Drop for ContainerCopy {
    fn drop(&mut self) {
        self.shared.cancel.cancel();
    }
}
