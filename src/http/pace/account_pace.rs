//! The pace of an account, and the jobs that share it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until};

use crate::base::lock::lock;
use crate::http::pace::schedule::TurnTicket;
use crate::http::pace::turn_queue::TurnQueue;
use crate::http::throttling::Throttling;

/// The interval at which the task that assigns turns checks whether the rate has risen: a turn may come sooner then.
const RECONSIDERED: Duration = Duration::from_millis(100);

/// The limits of a job for an account, per second.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PaceLimits {
    /// The requests.
    pub requests: Option<f64>,
    /// The bytes.
    pub bytes: Option<f64>,
}

/// The unit that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PacedUnit {
    Requests,
    /// Reads by the services of other accounts, for copies. Callers do not limit them; the account does.
    Reads,
    Bytes,
}

/// The pace of an account.
#[derive(Debug, Default)]
pub struct Pace {
    state: Mutex<PaceState>,
    /// Wakes the task that assigns turns, because a turn may come sooner.
    changed: Notify,
}

#[derive(Debug, Default)]
struct PaceState {
    requests: TurnQueue,
    reads: TurnQueue,
    bytes: TurnQueue,
    members: HashMap<u64, PaceLimits>,
    last_member: u64,
    /// Whether a task assigns turns.
    is_driven: bool,
}

impl PaceState {
    fn queue(&mut self, counted: PacedUnit) -> &mut TurnQueue {
        match counted {
            PacedUnit::Requests => &mut self.requests,
            PacedUnit::Reads => &mut self.reads,
            PacedUnit::Bytes => &mut self.bytes,
        }
    }

    fn queues(&mut self) -> [&mut TurnQueue; 3] {
        [&mut self.requests, &mut self.reads, &mut self.bytes]
    }

    fn set_limits(&mut self) {
        let least = |limits: &mut dyn Iterator<Item = Option<f64>>| limits.flatten().min_by(f64::total_cmp);
        self.requests.limit = least(&mut self.members.values().map(|limits| limits.requests));
        self.bytes.limit = least(&mut self.members.values().map(|limits| limits.bytes));
    }
}

impl Pace {
    /// Starts a job. The smallest limit of all jobs applies to all of them.
    pub fn join(self: &Arc<Self>, limits: PaceLimits) -> PaceMember {
        let mut state = self.lock();
        state.last_member += 1;
        let number = state.last_member;
        state.members.insert(number, limits);
        state.set_limits();
        drop(state);
        self.changed.notify_one();
        PaceMember { pace: Arc::clone(self), number }
    }

    fn lock(&self) -> MutexGuard<'_, PaceState> {
        // No panic can leave it half changed.
        lock(&self.state)
    }

    /// Assigns turns as long as there are waiters.
    async fn drive(self: Arc<Self>) {
        let _ends = StopsDrivingOnDrop(&self);
        loop {
            let next = {
                let mut state = self.lock();
                let now = Instant::now();
                let turns = state.queues().map(|queue| {
                    queue.advance(now);
                    queue.schedule.next(now)
                });
                let Some(next) = turns.into_iter().flatten().min() else {
                    state.is_driven = false;
                    return;
                };
                next.min(now + RECONSIDERED)
            };
            tokio::select! {
                () = sleep_until(next) => {}
                () = self.changed.notified() => {}
            }
        }
    }
}

/// Lets another task assign turns when this one is dropped together with its runtime.
struct StopsDrivingOnDrop<'a>(&'a Pace);

impl Drop for StopsDrivingOnDrop<'_> {
    fn drop(&mut self) {
        self.0.lock().is_driven = false;
    }
}

/// A job that sends to an account. Its limits apply until [`PaceMember::end`], or until it is dropped.
#[derive(Debug)]
pub struct PaceMember {
    pace: Arc<Pace>,
    number: u64,
}

impl PaceMember {
    /// Waits until one request may be sent, and returns the time, by which its result is judged later.
    pub async fn request(&self) -> Instant {
        self.take(PacedUnit::Requests, 1.0).await;
        Instant::now()
    }

    /// Waits until the service of another account may read from this one, for a copy.
    pub async fn read(&self) {
        self.take(PacedUnit::Reads, 1.0).await;
    }

    /// Waits until this many bytes may be copied.
    pub async fn bytes(&self, bytes: u64) {
        if bytes > 0 {
            self.take(PacedUnit::Bytes, amount(bytes)).await;
        }
    }

    /// The bytes were not copied.
    pub fn give_back_bytes(&self, bytes: u64) {
        if bytes == 0 {
            return;
        }
        self.pace.lock().bytes.schedule.give_back(self.number, amount(bytes));
        self.pace.changed.notify_one();
    }

    /// The account accepted a request that moved this many bytes.
    pub fn accepted(&self, bytes: u64) {
        self.count_accepted(PacedUnit::Requests, bytes);
    }

    /// The account let the service of another one read this many bytes.
    pub fn accepted_read(&self, bytes: u64) {
        self.count_accepted(PacedUnit::Reads, bytes);
    }

    fn count_accepted(&self, counted: PacedUnit, bytes: u64) {
        let (mut state, now) = (self.pace.lock(), Instant::now());
        state.queue(counted).adaptive.accepted(1.0, now);
        if bytes > 0 {
            state.bytes.adaptive.accepted(amount(bytes), now);
        }
    }

    /// The account throttled the service of another one, which was to read for a request that was sent then.
    pub fn throttled_read(&self, sent: Instant) {
        self.pace.lock().reads.adaptive.throttled(sent, Instant::now());
    }

    /// The account throttled a request that was sent then. Throttling of a part of the account does not slow down the rest.
    pub fn throttled(&self, kind: Throttling, sent: Instant) {
        let counted = match kind {
            Throttling::Operations => PacedUnit::Requests,
            Throttling::Ingress | Throttling::Egress => PacedUnit::Bytes,
            Throttling::Unspecified => return,
        };
        self.pace.lock().queue(counted).adaptive.throttled(sent, Instant::now());
    }

    /// The job has ended: its limits no longer apply, even if the job is still referenced.
    pub fn end(&self) {
        let mut state = self.pace.lock();
        state.members.remove(&self.number);
        state.set_limits();
        drop(state);
        self.pace.changed.notify_one();
    }

    async fn take(&self, counted: PacedUnit, amount: f64) {
        let (ticket, turn, drives) = {
            let mut state = self.pace.lock();
            let queue = state.queue(counted);
            let now = Instant::now();
            if queue.limit.is_none() && queue.adaptive.limit(now).is_none() && !queue.schedule.is_waiting() {
                return;
            }
            let ticket = queue.schedule.request(self.number, amount);
            let (wake, mut turn) = oneshot::channel();
            queue.wakes.insert(ticket, wake);
            queue.advance(now);
            if turn.try_recv().is_ok() {
                return;
            }
            let drives = !std::mem::replace(&mut state.is_driven, true);
            (ticket, turn, drives)
        };
        let mut waiting = PendingTurn { member: self, counted, ticket, amount, has_turn: false };
        if drives {
            tokio::spawn(Arc::clone(&self.pace).drive());
        }
        // The sender is kept until the turn comes.
        let _ = turn.await;
        waiting.has_turn = true;
    }
}

impl Drop for PaceMember {
    fn drop(&mut self) {
        for queue in self.pace.lock().queues() {
            queue.schedule.leave(self.number);
        }
        self.end();
    }
}

/// A request that waits for its turn. If it is dropped, others get its turn.
struct PendingTurn<'a> {
    member: &'a PaceMember,
    counted: PacedUnit,
    ticket: TurnTicket,
    amount: f64,
    has_turn: bool,
}

impl Drop for PendingTurn<'_> {
    fn drop(&mut self) {
        if self.has_turn {
            return;
        }
        let mut state = self.member.pace.lock();
        let queue = state.queue(self.counted);
        queue.wakes.remove(&self.ticket);
        if !queue.schedule.cancel(self.member.number, self.ticket) {
            queue.schedule.give_back(self.member.number, self.amount);
        }
        drop(state);
        self.member.pace.changed.notify_one();
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate needs no last byte")]
fn amount(bytes: u64) -> f64 {
    bytes as f64
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
