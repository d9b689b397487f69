//! How fast the jobs of this process may send to one account. They share it: the limits that their callers set, and what the account
//! itself turns out to take.
//!
//! `schedule` says whose turn it is, `adaptive` how fast the account is; both are pure. Requests that belong to no job take no turns.

pub(crate) mod adaptive;
pub(crate) mod schedule;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until};

use self::adaptive::AdaptiveRate;
use self::schedule::{Schedule, Ticket};
use crate::http::throttling::Throttling;

/// What a job may send to an account, a second.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PaceLimits {
    /// The requests.
    pub requests: Option<f64>,
    /// The bytes.
    pub bytes: Option<f64>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Requests,
    Bytes,
}

/// The pace of an account.
#[derive(Debug, Default)]
pub struct Pace {
    state: Mutex<State>,
    /// Wakes who hands out turns: a turn may come sooner than it did.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    requests: Lane,
    bytes: Lane,
    members: HashMap<u64, PaceLimits>,
    last_member: u64,
    /// Whether somebody hands out turns.
    is_driven: bool,
}

/// The turns of what is counted.
#[derive(Debug, Default)]
struct Lane {
    schedule: Schedule,
    adaptive: AdaptiveRate,
    /// The smallest limit of all members.
    limit: Option<f64>,
    wakes: HashMap<Ticket, oneshot::Sender<()>>,
}

impl Lane {
    /// Hands out the turns that have come.
    fn advance(&mut self, now: Instant) {
        let rates = [self.limit, self.adaptive.limit(now)];
        self.schedule.set_rate(rates.into_iter().flatten().min_by(f64::total_cmp));
        while let Some((_, ticket)) = self.schedule.admit(now) {
            if let Some(wake) = self.wakes.remove(&ticket) {
                // Who is gone gives the turn back.
                let _ = wake.send(());
            }
        }
    }
}

impl State {
    fn lane(&mut self, counted: Counted) -> &mut Lane {
        match counted {
            Counted::Requests => &mut self.requests,
            Counted::Bytes => &mut self.bytes,
        }
    }

    fn set_limits(&mut self) {
        let least = |limits: &mut dyn Iterator<Item = Option<f64>>| limits.flatten().min_by(f64::total_cmp);
        self.requests.limit = least(&mut self.members.values().map(|limits| limits.requests));
        self.bytes.limit = least(&mut self.members.values().map(|limits| limits.bytes));
    }
}

impl Pace {
    /// A job begins. The smallest limit of all jobs holds for all of them.
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

    fn lock(&self) -> MutexGuard<'_, State> {
        // No panic can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands out turns as long as anybody waits.
    async fn drive(self: Arc<Self>) {
        let _ends = Driving(&self);
        loop {
            let next = {
                let mut state = self.lock();
                let now = Instant::now();
                state.requests.advance(now);
                state.bytes.advance(now);
                let turns = [state.requests.schedule.next(now), state.bytes.schedule.next(now)];
                let Some(next) = turns.into_iter().flatten().min() else {
                    state.is_driven = false;
                    return;
                };
                next
            };
            tokio::select! {
                () = sleep_until(next) => {}
                () = self.changed.notified() => {}
            }
        }
    }
}

/// Lets somebody else hand out turns when the one who did is dropped, with the runtime that it ran on.
struct Driving<'a>(&'a Pace);

impl Drop for Driving<'_> {
    fn drop(&mut self) {
        self.0.lock().is_driven = false;
    }
}

/// A job that sends to an account. Dropping it ends its limits.
#[derive(Debug)]
pub struct PaceMember {
    pace: Arc<Pace>,
    number: u64,
}

impl PaceMember {
    /// Waits until one request may be sent, and returns when that was: what became of it is judged by what had happened until then.
    pub async fn request(&self) -> Instant {
        self.take(Counted::Requests, 1.0).await;
        Instant::now()
    }

    /// Waits until so many bytes may be copied.
    pub async fn bytes(&self, bytes: u64) {
        if bytes > 0 {
            self.take(Counted::Bytes, amount(bytes)).await;
        }
    }

    /// The bytes were not copied.
    pub fn give_back_bytes(&self, bytes: u64) {
        self.pace.lock().bytes.schedule.give_back(self.number, amount(bytes));
        self.pace.changed.notify_one();
    }

    /// The account accepted a request.
    pub fn accepted(&self) {
        self.pace.lock().requests.adaptive.accepted(1.0, Instant::now());
    }

    /// The account throttled a request that was sent then. What concerns a part of it alone does not slow down the rest.
    pub fn throttled(&self, kind: Throttling, sent: Instant) {
        let counted = match kind {
            Throttling::Operations => Counted::Requests,
            Throttling::Ingress | Throttling::Egress => Counted::Bytes,
            Throttling::Unspecified => return,
        };
        self.pace.lock().lane(counted).adaptive.throttled(sent, Instant::now());
    }

    async fn take(&self, counted: Counted, amount: f64) {
        let (ticket, turn, drives) = {
            let mut state = self.pace.lock();
            let lane = state.lane(counted);
            let now = Instant::now();
            if counted == Counted::Bytes {
                lane.adaptive.accepted(amount, now);
            }
            if lane.limit.is_none() && lane.adaptive.limit(now).is_none() && !lane.schedule.is_waiting() {
                return;
            }
            let ticket = lane.schedule.ask(self.number, amount);
            let (wake, mut turn) = oneshot::channel();
            lane.wakes.insert(ticket, wake);
            lane.advance(now);
            if turn.try_recv().is_ok() {
                return;
            }
            let drives = !std::mem::replace(&mut state.is_driven, true);
            (ticket, turn, drives)
        };
        let mut waiting = Waiting { member: self, counted, ticket, amount, has_turn: false };
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
        let mut state = self.pace.lock();
        state.members.remove(&self.number);
        state.requests.schedule.leave(self.number);
        state.bytes.schedule.leave(self.number);
        state.set_limits();
        drop(state);
        self.pace.changed.notify_one();
    }
}

/// One that waits for its turn. If it gives up, what it took is there for others.
struct Waiting<'a> {
    member: &'a PaceMember,
    counted: Counted,
    ticket: Ticket,
    amount: f64,
    has_turn: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.has_turn {
            return;
        }
        let mut state = self.member.pace.lock();
        let lane = state.lane(self.counted);
        lane.wakes.remove(&self.ticket);
        if !lane.schedule.cancel(self.member.number, self.ticket) {
            lane.schedule.give_back(self.member.number, self.amount);
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
mod tests {
    use std::time::Duration;

    use futures_util::future::join_all;

    use super::*;

    fn requests(limit: f64) -> PaceLimits {
        PaceLimits { requests: Some(limit), bytes: None }
    }

    async fn time_of(work: impl Future) -> Duration {
        let start = Instant::now();
        work.await;
        start.elapsed()
    }

    async fn send(member: &PaceMember, count: usize) {
        join_all((0..count).map(|_| member.request())).await;
    }

    #[tokio::test(start_paused = true)]
    async fn jobs_to_one_account_share_the_smallest_limit_until_it_ends() {
        let pace = Arc::<Pace>::default();
        let (one, other) = (pace.join(requests(100.0)), pace.join(requests(1000.0)));
        let unlimited = pace.join(PaceLimits::default());
        let time = time_of(async { tokio::join!(send(&one, 50), send(&other, 50), send(&unlimited, 50)) }).await;
        assert!(time.abs_diff(Duration::from_millis(1490)) < Duration::from_millis(30), "{time:?}");
        drop(one);
        let time = time_of(send(&other, 100)).await;
        assert!(time < Duration::from_millis(150), "{time:?}");
        drop(other);
        let time = time_of(send(&unlimited, 10_000)).await;
        assert_eq!(time, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_ends_lets_those_go_who_wait() {
        let pace = Arc::<Pace>::default();
        let slow = pace.join(requests(0.001));
        let fast = pace.join(PaceLimits::default());
        send(&fast, 1).await;
        let time = time_of(async {
            tokio::join!(send(&fast, 5), async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                drop(slow);
            })
        });
        assert_eq!(time.await, Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_given_up_takes_nothing() {
        let pace = Arc::<Pace>::default();
        let member = pace.join(requests(10.0));
        send(&member, 1).await;
        let waiting = join_all((0..100).map(|_| member.request()));
        assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
        let time = time_of(send(&member, 5)).await;
        assert!(time <= Duration::from_millis(600), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_have_a_limit_of_their_own_and_come_back_when_they_were_not_copied() {
        let pace = Arc::<Pace>::default();
        let member = pace.join(PaceLimits { requests: None, bytes: Some(1e6) });
        let time = time_of(async {
            for _ in 0..11 {
                member.bytes(1_000_000).await;
            }
        });
        let time = time.await;
        assert!(time.abs_diff(Duration::from_secs(10)) < Duration::from_millis(50), "{time:?}");
        member.give_back_bytes(1_000_000);
        let time = time_of(member.bytes(1)).await;
        assert!(time < Duration::from_millis(20), "{time:?}");
        assert_eq!(time_of(send(&member, 1000)).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn s2_only_what_concerns_the_account_slows_it_down() {
        let pace = Arc::<Pace>::default();
        let member = pace.join(PaceLimits::default());
        for _ in 0..1000 {
            tokio::time::sleep(Duration::from_millis(1)).await;
            member.accepted();
        }
        member.throttled(Throttling::Unspecified, Instant::now());
        member.throttled(Throttling::Egress, Instant::now());
        assert_eq!(time_of(send(&member, 1000)).await, Duration::ZERO);
        member.throttled(Throttling::Operations, Instant::now());
        let time = time_of(send(&member, 500)).await;
        assert!(time > Duration::from_millis(500), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_waited_through_a_cut_is_sent_after_it() {
        let pace = Arc::<Pace>::default();
        let member = pace.join(requests(100.0));
        send(&member, 10).await;
        let waits = async {
            let sent = join_all((0..100).map(|_| member.request())).await;
            sent[99]
        };
        let cut = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = Instant::now();
            member.throttled(Throttling::Operations, now);
            now
        };
        let (sent, cut) = tokio::join!(waits, cut);
        // So it counts when the account throttles it: what was sent before a cut does not.
        assert!(sent > cut);
    }

    #[test]
    fn a_runtime_that_ends_leaves_no_turns_to_nobody() {
        let pace = Arc::<Pace>::default();
        let member = pace.join(requests(5.0));
        for _ in 0..2 {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
            let runtime = runtime.expect("a runtime");
            let waiting =
                runtime.block_on(async { tokio::time::timeout(Duration::from_millis(300), send(&member, 3)).await });
            drop((waiting, runtime));
        }
        assert!(!pace.lock().is_driven);
    }
}
