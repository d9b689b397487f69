//! The activity of a copy: written by the copy, read by its watchers.

use tokio::sync::watch;

use crate::copy::plan::Plan;
use crate::copy::progress::CopyProgress;

/// The current activity of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentActivity {
    /// How it is copied. A copy that the service cannot make is relayed.
    pub plan: Plan,
    /// Its progress; `None` before the first byte is in flight.
    pub progress: Option<CopyProgress>,
}

/// The activity of a copy. Watchers see only the latest state.
pub struct Activity(watch::Sender<CurrentActivity>);

impl Activity {
    /// The activity of a copy that has not started.
    pub fn new(plan: Plan) -> Self {
        Self(watch::Sender::new(CurrentActivity { plan, progress: None }))
    }

    /// The current activity of the copy.
    pub fn current(&self) -> CurrentActivity {
        *self.0.borrow()
    }

    /// Resolves with each change.
    pub fn watch(&self) -> watch::Receiver<CurrentActivity> {
        self.0.subscribe()
    }

    /// Changes the plan.
    pub fn replan(&self, plan: Plan) {
        self.change(|current| current.plan = plan);
    }

    /// The transfer starts; some of the bytes may already be at the destination.
    pub fn begin(&self, copied: u64, total: u64) {
        self.change(|current| current.progress = Some(CopyProgress { copied, total }));
    }

    /// More bytes have arrived.
    pub fn add(&self, bytes: u64) {
        self.change(|current| {
            if let Some(progress) = &mut current.progress {
                progress.copied += bytes;
            }
        });
    }

    /// Wakes the watchers although nothing has changed here: the copy has ended.
    pub fn wake(&self) {
        self.change(|_| ());
    }

    /// Notifies only if there is a watcher: the small copies of a large job have none, and notifying takes about 2 % of their time.
    fn change(&self, change: impl FnOnce(&mut CurrentActivity)) {
        self.0.send_if_modified(|current| {
            change(current);
            self.0.receiver_count() > 0
        });
    }
}
