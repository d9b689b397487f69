//! The progress of a transfer in bytes: of a body that is sent, or of content that is received. A watcher pulls it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// The shortest interval between two reports.
const INTERVAL: Duration = Duration::from_millis(100);

/// The progress of one transfer. The code that moves the bytes counts them; a [`TransferProgressWatch`] reports.
///
/// A retried body is counted from the start again.
#[derive(Debug, Clone)]
pub struct TransferProgress {
    state: Arc<watch::Sender<ProgressState>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ProgressState {
    /// The number of the attempt.
    sending: u32,
    bytes: u64,
    ended: bool,
}

impl Default for TransferProgress {
    fn default() -> Self {
        Self { state: Arc::new(watch::Sender::new(ProgressState::default())) }
    }
}

impl TransferProgress {
    /// A watcher of the progress.
    pub fn watch(&self) -> TransferProgressWatch {
        TransferProgressWatch { state: self.state.subscribe(), reported: ProgressState::default(), at: None }
    }

    /// Starts to count an attempt. Bytes of an earlier attempt no longer count.
    pub(crate) fn begin_attempt(&self) -> AttemptProgress {
        let mut number = 0;
        self.state.send_if_modified(|state| {
            state.sending = state.sending.wrapping_add(1);
            state.bytes = 0;
            number = state.sending;
            false
        });
        AttemptProgress { progress: self.clone(), number }
    }

    /// Adds bytes that have arrived, of several requests that are counted together.
    pub fn add(&self, bytes: u64) {
        self.state.send_modify(|state| state.bytes += bytes);
    }

    /// Ends the watching when it is dropped: the request is over, however it ended.
    pub fn ending(&self) -> TransferEnd {
        TransferEnd(self.clone())
    }
}

/// Ends the watching of a request when it is dropped.
#[derive(Debug)]
pub struct TransferEnd(TransferProgress);

impl Drop for TransferEnd {
    fn drop(&mut self) {
        self.0.state.send_modify(|state| state.ended = true);
    }
}

/// Counts the bytes of one attempt.
#[derive(Debug)]
pub(crate) struct AttemptProgress {
    progress: TransferProgress,
    number: u32,
}

impl AttemptProgress {
    /// Counts bytes that were passed to the connection.
    pub(crate) fn handed(&self, bytes: u64) {
        self.progress.state.send_if_modified(|state| {
            let current = state.sending == self.number;
            if current {
                // Requests that are counted together may report out of order.
                state.bytes = state.bytes.max(bytes);
            }
            current
        });
    }
}

/// Reports the upload progress of one body, at most ten times a second.
#[derive(Debug)]
pub struct TransferProgressWatch {
    state: watch::Receiver<ProgressState>,
    reported: ProgressState,
    at: Option<Instant>,
}

impl TransferProgressWatch {
    /// The number of bytes, once it has changed. `None` when the request is over and the last number was returned.
    pub async fn next(&mut self) -> Option<u64> {
        if let Some(at) = self.at {
            // The end is never delayed.
            let _ = timeout_at(at + INTERVAL, self.state.wait_for(|state| state.ended)).await;
        }
        let reported = self.reported;
        let is_news = |state: &ProgressState| {
            state.bytes > 0 && (state.sending, state.bytes) != (reported.sending, reported.bytes)
        };
        let now = *self.state.wait_for(|state| state.ended || is_news(state)).await.ok()?;
        if !is_news(&now) {
            return None;
        }
        self.reported = now;
        self.at = Some(Instant::now());
        Some(now.bytes)
    }
}

#[cfg(test)]
#[path = "transfer_progress_tests.rs"]
mod tests;
