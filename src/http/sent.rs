//! How much of a request's body has been handed to its connection: counted on the way, pulled by whoever watches.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// How long nobody is told anything new: a script can show no more than this.
const INTERVAL: Duration = Duration::from_millis(100);

/// How far the body of one request is on its way. The transport counts; a [`SentWatch`] is told.
///
/// A body that is sent again begins at nothing again.
#[derive(Debug, Clone)]
pub struct Sent {
    state: Arc<watch::Sender<State>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct State {
    /// Which sending of the body this is about.
    sending: u32,
    bytes: u64,
    ended: bool,
}

impl Default for Sent {
    fn default() -> Self {
        Self { state: Arc::new(watch::Sender::new(State::default())) }
    }
}

impl Sent {
    /// Who is told how far it is.
    pub fn watch(&self) -> SentWatch {
        SentWatch { state: self.state.subscribe(), told: State::default(), at: None }
    }

    /// Begins to count one try. What an earlier try still hands to a connection that nobody listens to counts no more.
    pub(crate) fn sending(&self) -> Sending {
        let mut number = 0;
        self.state.send_if_modified(|state| {
            state.sending = state.sending.wrapping_add(1);
            state.bytes = 0;
            number = state.sending;
            false
        });
        Sending { sent: self.clone(), number }
    }

    /// What ends the watching when it is dropped: the request is over, however it ended.
    pub fn ending(&self) -> Ending {
        Ending(self.clone())
    }
}

/// Ends the watching of a request when it is dropped.
#[derive(Debug)]
pub struct Ending(Sent);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.state.send_modify(|state| state.ended = true);
    }
}

/// Counts the bytes of one try.
#[derive(Debug)]
pub(crate) struct Sending {
    sent: Sent,
    number: u32,
}

impl Sending {
    /// So many bytes of the body have been handed to the connection.
    pub(crate) fn handed(&self, bytes: u64) {
        self.sent.state.send_if_modified(|state| {
            let current = state.sending == self.number;
            if current {
                state.bytes = bytes;
            }
            current
        });
    }
}

/// Is told how far a body is on its way, ten times a second at most, whatever happened in between.
#[derive(Debug)]
pub struct SentWatch {
    state: watch::Receiver<State>,
    told: State,
    at: Option<Instant>,
}

impl SentWatch {
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
#[path = "sent_tests.rs"]
mod tests;
