//! How much of a request's body has been handed to its connection: counted on the way, pulled by whoever watches.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// How long nobody is told anything new: a script can show no more than this.
const INTERVAL: Duration = Duration::from_millis(100);

/// How far the body of one request is on its way. The transport counts; a [`UploadProgressWatch`] is told.
///
/// A body that is sent again begins at nothing again.
#[derive(Debug, Clone)]
pub struct UploadProgress {
    state: Arc<watch::Sender<State>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct State {
    /// Which sending of the body this is about.
    sending: u32,
    bytes: u64,
    ended: bool,
}

impl Default for UploadProgress {
    fn default() -> Self {
        Self { state: Arc::new(watch::Sender::new(State::default())) }
    }
}

impl UploadProgress {
    /// Who is told how far it is.
    pub fn watch(&self) -> UploadProgressWatch {
        UploadProgressWatch { state: self.state.subscribe(), told: State::default(), at: None }
    }

    /// Begins to count one attempt. What an earlier attempt still hands to a connection that nobody listens to counts no more.
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

    /// What ends the watching when it is dropped: the request is over, however it ended.
    pub fn ending(&self) -> UploadEnd {
        UploadEnd(self.clone())
    }
}

/// Ends the watching of a request when it is dropped.
#[derive(Debug)]
pub struct UploadEnd(UploadProgress);

impl Drop for UploadEnd {
    fn drop(&mut self) {
        self.0.state.send_modify(|state| state.ended = true);
    }
}

/// Counts the bytes of one attempt.
#[derive(Debug)]
pub(crate) struct AttemptProgress {
    progress: UploadProgress,
    number: u32,
}

impl AttemptProgress {
    /// So many bytes of the body have been handed to the connection.
    pub(crate) fn handed(&self, bytes: u64) {
        self.progress.state.send_if_modified(|state| {
            let current = state.sending == self.number;
            if current {
                // Those who count together may tell out of turn.
                state.bytes = state.bytes.max(bytes);
            }
            current
        });
    }
}

/// Is told how far a body is on its way, ten times a second at most, whatever happened in between.
#[derive(Debug)]
pub struct UploadProgressWatch {
    state: watch::Receiver<State>,
    told: State,
    at: Option<Instant>,
}

impl UploadProgressWatch {
    /// How many bytes were handed to the connection, once that is news. `None` when the request is over and all is told.
    pub async fn next(&mut self) -> Option<u64> {
        if let Some(at) = self.at {
            // The end is never waited for.
            let _ = timeout_at(at + INTERVAL, self.state.wait_for(|state| state.ended)).await;
        }
        let told = self.told;
        let is_news = |state: &State| state.bytes > 0 && (state.sending, state.bytes) != (told.sending, told.bytes);
        let now = *self.state.wait_for(|state| state.ended || is_news(state)).await.ok()?;
        if !is_news(&now) {
            return None;
        }
        self.told = now;
        self.at = Some(Instant::now());
        Some(now.bytes)
    }
}

#[cfg(test)]
#[path = "upload_progress_tests.rs"]
mod tests;
