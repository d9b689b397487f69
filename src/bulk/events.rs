//! The events of a job, for one reader: none is lost, and nobody pays for them who does not read.
//!
//! Until somebody reads, the first events are kept. If nobody has come when there are more, they are dropped, and whoever comes later is told.
//! A reader who is slower than the copies makes them wait.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::event::BlobEvent;

/// How many events are kept for a reader who has not come yet, and how many wait for one who is slow.
const KEPT: usize = 4096;

/// The events.
pub struct Events(Mutex<State>);

enum State {
    /// Nobody reads yet.
    Kept { events: Vec<BlobEvent>, ended: bool },
    /// Nobody read in time.
    Missed,
    /// Somebody reads.
    Read(mpsc::Sender<BlobEvent>),
    /// Somebody read, and the job has ended or the reader has left.
    Over,
}

impl Default for Events {
    fn default() -> Self {
        Self(Mutex::new(State::Kept { events: Vec::new(), ended: false }))
    }
}

impl Events {
    /// Adds an event. Waits for a reader who is behind, until the job is canceled.
    pub async fn add(&self, event: BlobEvent, cancel: &CancellationToken) {
        let reader = {
            let mut state = self.lock();
            match &mut *state {
                State::Kept { events, .. } if events.len() < KEPT => {
                    events.push(event);
                    return;
                }
                State::Kept { .. } => {
                    *state = State::Missed;
                    return;
                }
                State::Missed | State::Over => return,
                State::Read(reader) => reader.clone(),
            }
        };
        if cancel.run_until_cancelled(reader.send(event)).await.is_some_and(|sent| sent.is_err()) {
            *self.lock() = State::Over;
        }
    }

    /// The job has ended: no event comes any more.
    pub fn end(&self) {
        let mut state = self.lock();
        match &mut *state {
            State::Kept { ended, .. } => *ended = true,
            State::Read(_) => *state = State::Over,
            State::Missed | State::Over => {}
        }
    }

    /// Reads all events from the first on.
    ///
    /// # Errors
    /// When it is too late, or somebody reads already.
    pub fn read(&self) -> Result<mpsc::Receiver<BlobEvent>> {
        let mut state = self.lock();
        let (sender, receiver) = mpsc::channel(KEPT);
        match std::mem::replace(&mut *state, State::Over) {
            State::Kept { events, ended } => {
                for event in events {
                    // There is room for all that are kept.
                    let _ = sender.try_send(event);
                }
                if !ended {
                    *state = State::Read(sender);
                }
                Ok(receiver)
            }
            State::Missed => {
                *state = State::Missed;
                Err(refused(
                    "More than 4,096 events came before anybody read them, and they are gone. Iterate over the poller as soon as \
                     beginCopyFromContainer() has returned it.",
                ))
            }
            other => {
                *state = other;
                Err(refused("The events of this job are read already, or were: they can be iterated over once."))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::Copy, message).with_code("EventsUnavailable")
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::bulk::event::SkipReason;

    fn event(number: usize) -> BlobEvent {
        BlobEvent::Skipped { source: number.to_string(), reason: SkipReason::Same }
    }

    async fn read_all(mut receiver: mpsc::Receiver<BlobEvent>) -> Vec<BlobEvent> {
        let mut all = Vec::new();
        while let Some(event) = receiver.recv().await {
            all.push(event);
        }
        all
    }

    #[tokio::test]
    async fn a_reader_gets_every_event_whenever_he_comes() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        events.add(event(0), &cancel).await;
        let receiver = events.read().expect("a reader");
        events.add(event(1), &cancel).await;
        events.end();
        assert_eq!(read_all(receiver).await, [event(0), event(1)]);
        assert!(events.read().expect_err("read once").message().contains("once"));

        let events = Events::default();
        events.add(event(0), &cancel).await;
        events.end();
        assert_eq!(read_all(events.read().expect("a reader")).await, [event(0)]);
    }

    #[tokio::test]
    async fn a_slow_reader_holds_the_job_and_one_who_leaves_does_not() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        let receiver = events.read().expect("a reader");
        for number in 0..KEPT {
            events.add(event(number), &cancel).await;
        }
        assert!(events.add(event(KEPT), &cancel).now_or_never().is_none());
        drop(receiver);
        assert!(events.add(event(KEPT), &cancel).now_or_never().is_some());
    }

    #[tokio::test]
    async fn without_a_reader_nothing_is_held_and_a_late_one_is_told() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        for number in 0..=KEPT {
            events.add(event(number), &cancel).await;
        }
        assert!(events.read().expect_err("too late").message().contains("are gone"));
    }

    #[tokio::test]
    async fn a_canceled_job_waits_for_no_reader() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        let _receiver = events.read().expect("a reader");
        for number in 0..KEPT {
            events.add(event(number), &cancel).await;
        }
        cancel.cancel();
        assert!(events.add(event(KEPT), &cancel).now_or_never().is_some());
    }
}
