//! The events of a job, for one reader: none is lost, and a job without a reader does not pay for them.
//!
//! Until there is a reader, the first events are kept. When there are more, the job waits briefly for a reader, unless it is known that none
//! comes. Then the events are dropped, and a late reader gets an error.
//!
//! Adding an event never waits: a job that waited for its reader would not drive its copies in the meantime, and a reader that sends requests itself
//! would wait for those. Instead, a job whose reader is behind starts nothing new. So what waits is bounded by what is in flight.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep_until};
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
    state: Mutex<EventsState>,
    /// Wakes the job if it waits for a reader.
    decided: Notify,
}

enum EventsState {
    /// There is no reader yet. `dismissed` says that there will be none; `until` is the time from which that is assumed.
    Buffered { events: Vec<Event>, ended: bool, dismissed: bool, until: Option<Instant> },
    /// There was no reader in time.
    Missed,
    /// There is a reader, and what it has no room for.
    Read { reader: mpsc::Sender<Event>, behind: VecDeque<Event> },
    /// There was a reader, and the job has ended or the reader has left.
    Over,
}

/// What a job waits for.
enum EventsWait {
    /// A reader, until this time.
    Reader(Instant),
    /// Room for an event.
    Room(mpsc::Sender<Event>),
}

impl Default for Events {
    fn default() -> Self {
        let state = EventsState::Buffered { events: Vec::new(), ended: false, dismissed: false, until: None };
        Self { state: Mutex::new(state), decided: Notify::new() }
    }
}

impl Events {
    /// Adds an event.
    pub fn add(&self, event: impl Into<Event>) {
        let mut state = self.lock();
        match &mut *state {
            EventsState::Buffered { events, dismissed: true, .. } if events.len() >= KEPT => {
                *state = EventsState::Missed;
            }
            EventsState::Buffered { events, .. } => events.push(event.into()),
            EventsState::Missed | EventsState::Over => {}
            EventsState::Read { behind, .. } if !behind.is_empty() => behind.push_back(event.into()),
            EventsState::Read { reader, behind } => match reader.try_send(event.into()) {
                Ok(()) => {}
                Err(TrySendError::Full(event)) => behind.push_back(event),
                Err(TrySendError::Closed(_)) => *state = EventsState::Over,
            },
        }
    }

    /// Whether more events wait than are kept: then the job starts nothing new.
    pub fn is_behind(&self) -> bool {
        self.awaited().is_some()
    }

    /// Resolves when the reader has caught up, or there is none to wait for.
    pub async fn catches_up(&self, cancel: &CancellationToken) {
        while let Some(awaited) = self.awaited() {
            match awaited {
                EventsWait::Reader(until) => tokio::select! {
                    () = self.decided.notified() => {}
                    () = sleep_until(until) => self.dismiss(),
                    () = cancel.cancelled() => return,
                },
                EventsWait::Room(reader) => {
                    let Some(room) = cancel.run_until_cancelled(reader.reserve()).await else { return };
                    let mut state = self.lock();
                    match (room, &mut *state) {
                        (Ok(room), EventsState::Read { behind, .. }) => {
                            if let Some(event) = behind.pop_front() {
                                room.send(event);
                            }
                        }
                        _ => *state = EventsState::Over,
                    }
                }
            }
        }
    }

    fn awaited(&self) -> Option<EventsWait> {
        match &mut *self.lock() {
            EventsState::Buffered { events, until, .. } if events.len() > KEPT => {
                Some(EventsWait::Reader(*until.get_or_insert_with(|| Instant::now() + GRACE)))
            }
            EventsState::Read { reader, behind } if !behind.is_empty() => Some(EventsWait::Room(reader.clone())),
            _ => None,
        }
    }

    /// No reader is expected, unless one starts before there are more events than are kept.
    pub fn dismiss(&self) {
        let mut state = self.lock();
        match &mut *state {
            EventsState::Buffered { events, .. } if events.len() > KEPT => *state = EventsState::Missed,
            EventsState::Buffered { dismissed, .. } => *dismissed = true,
            _ => {}
        }
        drop(state);
        self.decided.notify_one();
    }

    /// The job has ended: no event follows.
    pub fn end(&self) {
        let mut state = self.lock();
        match &mut *state {
            EventsState::Buffered { ended, .. } => *ended = true,
            EventsState::Read { .. } => *state = EventsState::Over,
            EventsState::Missed | EventsState::Over => {}
        }
    }

    /// Reads all events from the first on.
    ///
    /// # Errors
    /// If it is too late, or there is already a reader.
    pub fn read(&self) -> Result<mpsc::Receiver<Event>> {
        let mut state = self.lock();
        match std::mem::replace(&mut *state, EventsState::Over) {
            EventsState::Buffered { events, ended, .. } => {
                let (reader, receiver) = mpsc::channel(KEPT.max(events.len()));
                for event in events {
                    // The channel has room for all of them.
                    let _ = reader.try_send(event);
                }
                if !ended {
                    *state = EventsState::Read { reader, behind: VecDeque::new() };
                }
                self.decided.notify_one();
                Ok(receiver)
            }
            EventsState::Missed => {
                *state = EventsState::Missed;
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

    fn lock(&self) -> MutexGuard<'_, EventsState> {
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
        let events = Events::default();
        events.add(event(0));
        let receiver = events.read().expect("a reader");
        events.add(event(1));
        events.end();
        assert_eq!(read_all(receiver).await, [event(0), event(1)]);
        assert!(events.read().expect_err("read once").message().contains("once"));

        let events = Events::default();
        events.add(event(0));
        events.end();
        assert_eq!(read_all(events.read().expect("a reader")).await, [event(0)]);
    }

    #[tokio::test]
    async fn a_slow_reader_delays_the_job_and_a_dropped_reader_does_not() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        let mut receiver = events.read().expect("a reader");
        let all: Vec<_> = (0..KEPT + 3).map(event).collect();
        for event in &all[..KEPT] {
            events.add(event.clone());
        }
        assert!(!events.is_behind());
        // What ends in the meantime is kept, in order.
        for event in &all[KEPT..] {
            events.add(event.clone());
        }
        assert!(events.is_behind() && events.catches_up(&cancel).now_or_never().is_none());
        let mut read = Vec::new();
        for _ in 0..3 {
            read.extend(receiver.recv().await);
        }
        assert!(events.catches_up(&cancel).now_or_never().is_some() && !events.is_behind());
        events.end();
        read.extend(read_all(receiver).await);
        assert_eq!(read, all);

        let events = Events::default();
        let receiver = events.read().expect("a reader");
        for event in all {
            events.add(event);
        }
        drop(receiver);
        assert!(events.catches_up(&cancel).now_or_never().is_some() && !events.is_behind());
    }

    #[tokio::test]
    async fn without_a_reader_events_are_dropped_and_a_late_reader_gets_an_error() {
        let events = Events::default();
        events.dismiss();
        for number in 0..=KEPT {
            events.add(event(number));
        }
        assert!(!events.is_behind());
        assert!(events.read().expect_err("too late").message().contains("are gone"));
    }

    #[tokio::test(start_paused = true)]
    async fn the_job_waits_once_and_briefly_for_a_reader() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        let began = Instant::now();
        for number in 0..2 * KEPT {
            events.add(event(number));
            // A job does other things in the meantime, which does not make it wait longer.
            assert!(tokio::time::timeout(GRACE / 2, events.catches_up(&cancel)).await.is_ok() || number < KEPT + 2);
        }
        assert_eq!(began.elapsed(), GRACE);
        assert!(events.read().is_err());

        let events = Events::default();
        for number in 0..=KEPT {
            events.add(event(number));
        }
        let reading = async {
            tokio::task::yield_now().await;
            events.read().expect("a reader")
        };
        let ((), mut receiver) = tokio::join!(events.catches_up(&cancel), reading);
        events.end();
        let mut rest = Vec::new();
        receiver.recv_many(&mut rest, 2 * KEPT).await;
        assert_eq!(rest.last(), Some(&event(KEPT)));
    }

    #[tokio::test]
    async fn a_canceled_job_waits_for_no_reader_and_loses_no_event_that_has_room() {
        let (events, cancel) = (Events::default(), CancellationToken::new());
        let receiver = events.read().expect("a reader");
        cancel.cancel();
        for number in 0..=KEPT {
            events.add(event(number));
        }
        assert!(events.catches_up(&cancel).now_or_never().is_some());
        events.end();
        assert_eq!(read_all(receiver).await.len(), KEPT);
    }
}
