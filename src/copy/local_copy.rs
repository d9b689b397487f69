//! A copy that this process runs, as its poller sees it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::copy::activity::CurrentActivity;
use crate::copy::context::CopyContext;
use crate::copy::error_codes::CANCELLED;
use crate::copy::outcome::CopyOutcome;
use crate::copy::polling::{StopReceiver, StopSender};
use crate::copy::prepare::record_of;
use crate::copy::run::copy;
use crate::copy::saved::{CopyRecord, SavedOptions, write};
use crate::copy::source_url::without_signature;
use crate::copy::state::CopyState;
use crate::http::Exchange;
use crate::http::caller::{current, inherited};
use crate::rest::shared::SourceUrl;

/// The shortest time between two reports of progress. A watcher in JavaScript is not woken for every small block.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// How long a poll waits for a change, so that a loop of polls does not spin.
const POLL: Duration = Duration::from_millis(250);

/// A copy that this process runs. Dropping it cancels the work.
pub struct LocalCopy {
    shared: Arc<LocalCopyState>,
    stop: StopSender,
    /// The last reported progress, and when.
    reported: Mutex<Option<(CurrentActivity, Instant)>>,
}

/// The state that the work and its owner share.
struct LocalCopyState {
    context: Arc<CopyContext>,
    state: Mutex<CopyState>,
    /// The last exchange, for the first caller after the end.
    exchange: Mutex<Option<Exchange>>,
    /// Whether the owner has canceled the copy.
    cancelled: AtomicBool,
}

impl LocalCopy {
    /// Starts the work.
    pub fn start(context: CopyContext) -> Self {
        let context = Arc::new(context);
        let shared = Arc::new(LocalCopyState {
            state: Mutex::new(CopyState {
                copy_source: SourceUrl(without_signature(context.source.endpoint.url.as_str())),
                is_started: Some(true),
                ..Default::default()
            }),
            exchange: Mutex::default(),
            cancelled: AtomicBool::new(false),
            context: Arc::clone(&context),
        });
        let shutdown = context.destination.pipeline.shutdown().clone();
        // Created here, so that the copy ends for its watchers even if its work never starts.
        let ending = EndsCopyOnDrop(Arc::clone(&shared));
        let work = async move {
            let result = copy(context).await;
            ending.0.end(result);
        };
        // When the copy is canceled, the work cleans up. When its environment is gone, it stops: uncommitted blocks stay.
        tokio::spawn(inherited(current(), async move { shutdown.run(work.boxed()).await.unwrap_or_default() }).boxed());
        Self { shared, stop: StopSender::default(), reported: Mutex::default() }
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        self.shared.state()
    }

    /// The saved state.
    pub fn save(&self) -> String {
        let context = &self.shared.context;
        let record = record_of(&context.source, context.activity.current().plan);
        write(&self.state(), &SavedOptions::from(&*context.options), CopyRecord::Local(&record))
    }

    /// Waits briefly for a change.
    ///
    /// # Errors
    /// The caller's abort, which ends only the wait.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        timeout(POLL, self.poll_until_change(self.stops(), cancel)).await.unwrap_or(Ok(None))
    }

    /// Waits until the copy has progressed or ended, or is stopped.
    ///
    /// # Errors
    /// The caller's abort, which ends only the wait.
    pub async fn poll_until_change(
        &self,
        mut stops: StopReceiver,
        cancel: &CancellationToken,
    ) -> Result<Option<Exchange>> {
        let mut changes = self.shared.context.activity.watch();
        loop {
            let current = *changes.borrow_and_update();
            if self.state().is_done() {
                return Ok(self.shared.take_exchange());
            }
            if cancel.is_cancelled() {
                return Err(Error::aborted());
            }
            let due = self.due(current);
            if due.is_some_and(|due| due <= Instant::now()) {
                *lock(&self.reported) = Some((current, Instant::now()));
                return Ok(None);
            }
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = stops.stopped() => return Ok(None),
                news = changes.changed() => if news.is_err() { return Ok(None) },
                () = wait_until(due) => {}
            }
        }
    }

    /// When the current progress may be reported; `None` if it already was.
    fn due(&self, current: CurrentActivity) -> Option<Instant> {
        match *lock(&self.reported) {
            Some((reported, _)) if reported == current => None,
            Some((_, time)) => Some(time + PROGRESS_INTERVAL),
            None => current.progress.map(|_| Instant::now()),
        }
    }

    /// Ends every [`LocalCopy::poll_until_change`] whose [`StopReceiver`] was created before; the copy itself continues.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> StopReceiver {
        self.stop.stops()
    }

    /// Cancels the copy and waits until its work has ended. Nothing happens to a copy that has ended.
    ///
    /// # Errors
    /// The caller's abort, which ends only the wait.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        if !self.state().is_done() {
            self.shared.cancelled.store(true, Ordering::SeqCst);
            self.shared.context.cancel.cancel();
        }
        let mut changes = self.shared.context.activity.watch();
        while !self.state().is_done() {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                _ = changes.changed() => {}
            }
        }
        self.stop();
        Ok(self.shared.take_exchange())
    }
}

impl Drop for LocalCopy {
    fn drop(&mut self) {
        self.shared.context.cancel.cancel();
    }
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

impl LocalCopyState {
    /// The state, with what the copy is doing now.
    fn state(&self) -> MutexGuard<'_, CopyState> {
        let current = self.context.activity.current();
        let mut state = lock(&self.state);
        state.strategy = Some(current.plan.strategy());
        state.copy_progress = current.progress;
        state
    }

    fn take_exchange(&self) -> Option<Exchange> {
        lock(&self.exchange).take()
    }

    fn end(&self, result: Result<CopyOutcome>) {
        {
            let mut state = lock(&self.state);
            match result {
                Ok(outcome) => {
                    state.result = Some(outcome.result);
                    state.is_completed = Some(true);
                    *lock(&self.exchange) = outcome.exchange;
                }
                Err(error) if self.cancelled.load(Ordering::SeqCst) && error.kind() == ErrorKind::Aborted => {
                    state.is_cancelled = Some(true);
                    // The error says what is unknown.
                    state.error = (error.code() == Some(CANCELLED))
                        .then(|| Error::new(ErrorKind::Copy, error.message()).with_code(CANCELLED));
                }
                Err(error) => {
                    state.error = Some(error);
                    state.is_completed = Some(true);
                }
            }
        }
        self.context.activity.wake();
    }
}

/// Ends the copy for its watchers too, however its work ends.
struct EndsCopyOnDrop(Arc<LocalCopyState>);

impl Drop for EndsCopyOnDrop {
    fn drop(&mut self) {
        if !self.0.state().is_done() {
            let message = "The copy ended without a result: the engine panicked or is shutting down.";
            self.0.end(Err(Error::new(ErrorKind::Internal, message)));
        }
    }
}
