//! The state that a job's handle and its work share: the numbers, the position, and the signals between them.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind};
use crate::base::lock::lock;
use crate::bulk::copying::worker::Worker;
use crate::bulk::job::ending::End;
use crate::bulk::journal::JournalProgress;
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::report::events::Events;
use crate::bulk::report::summary::{ContainerCounts, Summary};
use crate::bulk::report::verified::Verified;
use crate::bulk::resuming::position::{Changes, Position};
use crate::bulk::resuming::saved::{Checkpoint, Identity};
use crate::rest::values::Timestamp;

/// The position of the job.
pub(in crate::bulk) struct Progress {
    pub(in crate::bulk) summary: Summary,
    pub(in crate::bulk) position: Position,
    pub(in crate::bulk) orders: PossibleOrders,
    /// The marker of the page that the names come from.
    pub(in crate::bulk) marker: Option<String>,
    /// When the job began, by the destination's clock.
    pub(in crate::bulk) began: Option<Timestamp>,
    pub(in crate::bulk) end: Option<End>,
}

/// The state that both share.
pub(in crate::bulk) struct Shared {
    pub(in crate::bulk) worker: Worker,
    pub(in crate::bulk) identity: Identity,
    pub(in crate::bulk) progress: Mutex<Progress>,
    pub(in crate::bulk) changes: watch::Sender<()>,
    pub(in crate::bulk) paused: watch::Sender<bool>,
    pub(in crate::bulk) events: Events,
    pub(in crate::bulk) cancel: CancellationToken,
}

impl Shared {
    /// A job that continues from `checkpoint`.
    pub fn new(worker: Worker, identity: Identity, checkpoint: Checkpoint, cancel: CancellationToken) -> Self {
        let Checkpoint { remaining, orders, mut counts, marker, began } = checkpoint;
        counts.deletes = counts.deletes.resumed();
        counts.deletes.meaning.clone_from(&worker.delete_meaning);
        let summary = Summary {
            counts,
            dry_run: worker.options.dry_run,
            notes: worker.notes.clone(),
            verified: worker.options.verifies().then(Verified::default),
            containers: worker.is_of_account.then(ContainerCounts::default),
            ..Summary::default()
        };
        let position = Position::resumed(remaining);
        Self {
            worker,
            identity,
            progress: Mutex::new(Progress { summary, position, orders, marker, began, end: None }),
            changes: watch::Sender::new(()),
            paused: watch::Sender::new(false),
            events: Events::default(),
            cancel,
        }
    }

    /// The changes since the last call, and the current state, for the files.
    pub fn happened(&self) -> (Changes, JournalProgress) {
        let mut progress = self.progress();
        let changes = progress.position.take_changes();
        let (orders, counts) = (progress.orders, progress.summary.counts.clone());
        (changes, JournalProgress { orders, counts, marker: progress.marker.clone(), manifest: None })
    }

    /// How far the job is.
    pub fn progress(&self) -> MutexGuard<'_, Progress> {
        lock(&self.progress)
    }

    /// Waits for the end.
    pub async fn ends(&self) {
        let mut changes = self.changes.subscribe();
        while self.progress().end.is_none() {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Ends the job, unless it has ended.
    pub fn end(&self, end: End) {
        self.worker.attempts.renewal.end_turns();
        self.progress().end.get_or_insert(end);
        self.events.end();
        self.changes.send_replace(());
    }
}

/// Ends the job for its watchers, however its work ends.
pub(in crate::bulk) struct EndsOnDrop(pub Arc<Shared>);

impl Drop for EndsOnDrop {
    fn drop(&mut self) {
        let message = "The job ended without a result: the engine panicked or is shutting down.";
        self.0.end(End::Failed(Error::new(ErrorKind::Internal, message)));
    }
}
