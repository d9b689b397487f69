//! One asynchronous copy: its state, and the phase that it is in.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;

use crate::base::error::Error;
use crate::base::lock::lock;
use crate::copy::asynchronous::finish::CopyFinish;
use crate::copy::context::CopyContext;
use crate::copy::polling::{PollSchedule, StopReceiver};
use crate::copy::saved::{BackupRecord, BackupSnapshot, CopyRecord, SavedOptions, write};
use crate::copy::state::CopyState;

/// A copy by Copy Blob whose destination is backed up.
pub struct AsyncCopy {
    pub(super) context: Arc<CopyContext>,
    pub(super) schedule: PollSchedule,
    state: Mutex<CopyState>,
    record: Mutex<BackupRecord>,
    /// The current phase. A caller that polls or cancels holds it, so that each step is done once.
    pub(super) phase: tokio::sync::Mutex<CopyPhase>,
    /// The number of callers that want to cancel, and wait for the phase.
    pub(super) cancellers: AtomicUsize,
    /// Whether the holder of the phase is canceling. There is at most one.
    pub(super) cancelling: AtomicUsize,
    pub(super) interrupt: Notify,
}

/// The phases of a copy.
pub enum CopyPhase {
    /// The service copies.
    Copying,
    /// The service has copied, and the rest is due.
    Finishing(Box<CopyFinish>),
    /// The copy has failed or was canceled, and the destination is restored. With its `ETag` if the service had copied.
    RollingBack(FailedEnd, Option<String>),
    /// Nothing more happens.
    Ended,
}

/// How a copy ends without success.
pub enum FailedEnd {
    /// It failed.
    Failed(Error),
    /// Its owner canceled it.
    Cancelled,
}

impl AsyncCopy {
    /// A copy in this state.
    pub fn new(context: Arc<CopyContext>, state: CopyState, record: BackupRecord) -> Self {
        let phase = if state.is_done() { CopyPhase::Ended } else { CopyPhase::Copying };
        Self {
            schedule: PollSchedule::new(context.options.interval),
            context,
            state: Mutex::new(state),
            record: Mutex::new(record),
            phase: tokio::sync::Mutex::new(phase),
            cancellers: AtomicUsize::new(0),
            cancelling: AtomicUsize::new(0),
            interrupt: Notify::new(),
        }
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        lock(&self.state)
    }

    /// The saved data of the copy, besides its state.
    pub fn record(&self) -> MutexGuard<'_, BackupRecord> {
        lock(&self.record)
    }

    /// The backup snapshot, if there is one.
    pub fn backup(&self) -> Option<BackupSnapshot> {
        self.record().before.snapshot().cloned()
    }

    /// The saved state.
    pub fn save(&self) -> String {
        let record = self.record().clone();
        let state = self.state();
        let saved = if state.is_done() { CopyRecord::None } else { CopyRecord::Backup(&record) };
        write(&state, &SavedOptions::from(&*self.context.options), saved)
    }

    /// Ends every wait whose [`StopReceiver`] was created before; the copy itself continues.
    pub fn stop(&self) {
        self.schedule.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> StopReceiver {
        self.schedule.stops()
    }

    /// Whether a caller wants to cancel, and waits for the holder of the phase.
    pub fn wants_cancel(&self) -> bool {
        self.cancellers.load(Ordering::SeqCst) > 0 && self.cancelling.load(Ordering::SeqCst) == 0
    }

    /// Resolves when a caller wants to cancel.
    pub async fn cancel_is_wanted(&self) {
        loop {
            let interrupted = self.interrupt.notified();
            tokio::pin!(interrupted);
            // From here on no notification is missed, so the check is not too early.
            interrupted.as_mut().enable();
            if self.wants_cancel() {
                return;
            }
            interrupted.await;
        }
    }

    /// Runs work that ends when a caller wants to cancel; `None` then.
    pub async fn until_interrupted<Work: Future>(&self, work: Work) -> Option<Work::Output> {
        tokio::select! {
            biased;
            () = self.cancel_is_wanted() => None,
            output = work => Some(output),
        }
    }
}
