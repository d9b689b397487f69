//! How much of a request's body has been handed to its connection: counted on the way, pulled by whoever watches.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// How much of a body is handed to the connection in one go. A smaller body stays in one piece.
const SLICE: usize = 256 * 1024;
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

    /// The body for one try. What an earlier try still hands to a connection that nobody listens to counts no more.
    pub fn body(&self, bytes: Bytes) -> SlicedBody {
        let mut sending = 0;
        self.state.send_if_modified(|state| {
            state.sending = state.sending.wrapping_add(1);
            state.bytes = 0;
            sending = state.sending;
            false
        });
        SlicedBody { sent: self.clone(), sending, handed: 0, rest: bytes }
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

/// A body in slices, of which it is counted how many were taken. Its length is known, so it is sent like any other.
#[derive(Debug)]
pub struct SlicedBody {
    sent: Sent,
    sending: u32,
    handed: u64,
    rest: Bytes,
}

impl Body for SlicedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            return Poll::Ready(None);
        }
        let slice = this.rest.split_to(this.rest.len().min(SLICE));
        this.handed += slice.len() as u64;
        this.sent.state.send_if_modified(|state| {
            let current = state.sending == this.sending;
            if current {
                state.bytes = this.handed;
            }
            current
        });
        Poll::Ready(Some(Ok(Frame::data(slice))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
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
