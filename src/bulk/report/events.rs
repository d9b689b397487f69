//! The events of a job, for one reader: none is lost, and a job without a reader does not pay for them.
//!
//! Until there is a reader, the first events are kept. When there are more, the job waits briefly for a reader, unless it is known that none
//! comes. Then the events are dropped, and a late reader gets an error. A reader that is slower than the copies makes them wait.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::bulk::report::container_event::Event;

/// The number of events that are buffered until a reader starts, and that wait for a slow reader.
const KEPT: usize = 4096;

/// How long a job waits for a reader, once, after that many events.
const GRACE: Duration = Duration::from_secs(1);

/// The events.
pub struct Events {
    state: Mutex<State>,
    /// Wakes the job if it waits for a reader.
    decided: Notify,
}

enum State {
    /// There is no reader yet. `dismissed` says that there will be none.
    Buffered { events: Vec<Event>, ended: bool, dismissed: bool },
    /// There was no reader in time.
    Missed,
    /// There is a reader.
    Read(mpsc::Sender<Event>),
    /// There was a reader, and the job has ended or the reader has left.
    Over,
}

impl Default for Events {
    fn default() -> Self {
        let state = State::Buffered { events: Vec::new(), ended: false, dismissed: false };
        Self { state: Mutex::new(state), decided: Notify::new() }
    }
}

impl Events {
    /// Adds an event. Waits for a slow reader, until the job is canceled.
    pub async fn add(&self, event: impl Into<Event>, cancel: &CancellationToken) {
        let event = event.into();
        let reader = loop {
            {
                let mut state = self.lock();
                match &mut *state {
                    State::Buffered { events, .. } if events.len() < KEPT => {
                        events.push(event);
                        return;
                    }
                    State::Buffered { dismissed: false, .. } => {}
                    State::Buffered { .. } => {
                        *state = State::Missed;
                        return;
                    }
                    State::Missed | State::Over => return,
                    State::Read(reader) => break reader.clone(),
                }
            }
            tokio::select! {
                () = self.decided.notified() => {}
                () = sleep(GRACE) => self.dismiss(),
                () = cancel.cancelled() => return,
            }
        };
        if cancel.run_until_cancelled(reader.send(event)).await.is_some_and(|sent| sent.is_err()) {
            *self.lock() = State::Over;
        }
    }

    /// No reader is expected, unless one starts before there are more events than are kept.
    pub fn dismiss(&self) {
        if let State::Buffered { dismissed, .. } = &mut *self.lock() {
            *dismissed = true;
        }
        self.decided.notify_one();
    }

    /// The job has ended: no event follows.
    pub fn end(&self) {
        let mut state = self.lock();
        match &mut *state {
            State::Buffered { ended, .. } => *ended = true,
            State::Read(_) => *state = State::Over,
            State::Missed | State::Over => {}
        }
    }

    /// Reads all events from the first on.
    ///
    /// # Errors
    /// If it is too late, or there is already a reader.
    pub fn read(&self) -> Result<mpsc::Receiver<Event>> {
        let mut state = self.lock();
        let (sender, receiver) = mpsc::channel(KEPT);
        match std::mem::replace(&mut *state, State::Over) {
            State::Buffered { events, ended, .. } => {
                for event in events {
                    // The channel has capacity for all that are kept.
                    let _ = sender.try_send(event);
                }
                if !ended {
                    *state = State::Read(sender);
                }
                self.decided.notify_one();
                Ok(receiver)
            }
            State::Missed => {
                *state = State::Missed;
                Err(rejected(
                    "More than 4,096 events came before anybody read them, and they are gone. Iterate over the poller as soon as \
                     beginCopyFromContainer() has returned it.",
                ))
            }
            other => {
                *state = other;
                Err(rejected("The events of this job are read already, or were: they can be iterated over once."))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn rejected(message: &str) -> Error {
    Error::new(ErrorKind::Copy, message).with_code("EventsUnavailable")
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::bulk::decisions::skip_reason::SkipReason;
    use crate::bulk::report::event::BlobEvent;

    fn event(number: usize) -> Event {
        BlobEvent::Skipped { source: number.to_string(), reason: SkipReason::Same }.into()
    }

    async fn read_all(mut receiver: mpsc::Receiver<Event>) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(event) = receiver.recv().await {
            all.push(event);
        }
        all
    }

    #[tokio::test]
    async fn a_reader_receives_every_event_at_any_time() {
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
    async fn a_slow_reader_delays_the_job_and_a_dropped_reader_does_not() {
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
    async fn without_a_reader_events_are_dropped_and_a_late_reader_gets_an_error() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        events.dismiss();
        for number in 0..=KEPT {
            events.add(event(number), &cancel).await;
        }
        assert!(events.read().expect_err("too late").message().contains("are gone"));
    }

    #[tokio::test(start_paused = true)]
    async fn the_job_waits_once_and_briefly_for_a_reader() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        let began = tokio::time::Instant::now();
        for number in 0..2 * KEPT {
            events.add(event(number), &cancel).await;
        }
        assert_eq!(began.elapsed(), GRACE);

        let events = Events::default();
        for number in 0..KEPT {
            events.add(event(number), &cancel).await;
        }
        let reading = async {
            tokio::task::yield_now().await;
            let mut receiver = events.read().expect("a reader");
            receiver.recv().await;
            receiver
        };
        let ((), mut receiver) = tokio::join!(events.add(event(KEPT), &cancel), reading);
        events.end();
        let mut rest = Vec::new();
        receiver.recv_many(&mut rest, 2 * KEPT).await;
        assert_eq!(rest.last(), Some(&event(KEPT)));
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
