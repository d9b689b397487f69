//! What a job's handle and its work share: the numbers, the position, and the signals between them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind};
use crate::bulk::ending::End;
use crate::bulk::events::Events;
use crate::bulk::order::PossibleOrders;
use crate::bulk::position::Position;
use crate::bulk::saved::{Checkpoint, Identity};
use crate::bulk::summary::{Summary, Verified};
use crate::bulk::worker::Worker;

/// How far the job is.
pub(super) struct Progress {
    pub(super) summary: Summary,
    pub(super) position: Position,
    pub(super) orders: PossibleOrders,
    /// The marker of the page that the names come from.
    pub(super) marker: Option<String>,
    pub(super) end: Option<End>,
}

/// What both share.
pub(super) struct Shared {
    pub(super) worker: Worker,
    pub(super) identity: Identity,
    pub(super) progress: Mutex<Progress>,
    pub(super) changes: watch::Sender<()>,
    pub(super) paused: watch::Sender<bool>,
    pub(super) events: Events,
    pub(super) cancel: CancellationToken,
}

impl Shared {
    /// A job that goes on from `checkpoint`.
    pub fn new(worker: Worker, identity: Identity, checkpoint: Checkpoint, cancel: CancellationToken) -> Self {
        let Checkpoint { remaining, orders, mut counts, marker } = checkpoint;
        counts.deletes = counts.deletes.resumed();
        counts.deletes.meaning.clone_from(&worker.delete_meaning);
        let summary = Summary {
            counts,
            dry_run: worker.options.dry_run,
            verified: worker.options.compare.map(|_| Verified::default()),
            ..Summary::default()
        };
        let position = Position::resumed(remaining);
        Self {
            worker,
            identity,
            progress: Mutex::new(Progress { summary, position, orders, marker, end: None }),
            changes: watch::Sender::new(()),
            paused: watch::Sender::new(false),
            events: Events::default(),
            cancel,
        }
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
        self.progress().end.get_or_insert(end);
        self.events.end();
        self.changes.send_replace(());
    }
}

/// Ends the job for those who watch it, whatever becomes of its work.
pub(super) struct EndsOnDrop(pub Arc<Shared>);

impl Drop for EndsOnDrop {
    fn drop(&mut self) {
        let message = "The job ended without a result: the engine panicked or is shutting down.";
        self.0.end(End::Failed(Error::new(ErrorKind::Internal, message)));
    }
}

/// Locks, also what a panic left.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
