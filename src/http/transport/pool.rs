//! The pool: all connections of the process, and the requests that wait for one. It executes the actions of the
//! [queue](super::queue).

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::base::error::Result;
use crate::base::lock::lock;
use crate::http::deadline::Deadline;
use crate::http::transport::connect_attempt::ConnectAttempt;
use crate::http::transport::connection::{LeasedConnection, Sender};
use crate::http::transport::limits::Limits;
use crate::http::transport::notifier::{Notification, Notifier};
use crate::http::transport::origin::Origin;
use crate::http::transport::place::QueuePlace;
use crate::http::transport::queue::{Action, Actions, ConnectionNeeds, ConnectionNumber, Queue, Ticket};
use crate::http::transport::request_phase::RequestPhase;

/// The pool of the process.
static SHARED: LazyLock<Arc<Pool>> = LazyLock::new(|| Arc::new(Pool::new(Limits::of_this_process())));

/// Connections, and the requests that wait for them.
pub struct Pool {
    state: Mutex<PoolState>,
    notifier: Notifier,
}

pub(super) struct PoolState {
    pub(super) queue: Queue<Origin, Sender>,
    pub(super) waiting: HashMap<Ticket, PoolWaiter>,
    /// The tasks that make connections, and then drive them.
    pub(super) tasks: HashMap<ConnectionNumber, AbortHandle>,
    /// The phases of the established connections.
    pub(super) phases: HashMap<ConnectionNumber, Arc<RequestPhase>>,
    pub(super) sweeping: bool,
    pub(super) reclaiming: bool,
    /// Actions to execute, and whether a thread is executing them.
    pending: VecDeque<PendingActions>,
    doing: bool,
}

pub(super) struct PoolWaiter {
    pub(super) sender: oneshot::Sender<Result<LeasedConnection>>,
    /// The runtime that makes and drives its connection.
    runtime: Handle,
    /// Runs while a connection is being made for it.
    deadline: Option<Deadline>,
    pub(super) since: Instant,
}

/// Actions that are executed after the state is unlocked, because they may lock it again.
#[derive(Default)]
struct PendingActions {
    notifications: Vec<Notification>,
    unclaimed: Vec<LeasedConnection>,
    dropped: Vec<Sender>,
    aborted: Vec<AbortHandle>,
    attempts: Vec<(Handle, ConnectAttempt)>,
}

impl PendingActions {
    fn done(self, pool: &Pool) {
        let Self { notifications, unclaimed, dropped, aborted, attempts } = self;
        for (runtime, attempt) in attempts {
            let number = attempt.number();
            // Boxed, like all tasks, so that the code that runs them is compiled once.
            let task = runtime.spawn(attempt.run().boxed()).abort_handle();
            pool.attempt_started(number, task);
        }
        pool.notifier.notify(notifications);
        drop((unclaimed, dropped));
        aborted.iter().for_each(AbortHandle::abort);
    }
}

/// Lets the next caller continue after a panic in an action.
struct ActGuard<'a>(&'a Pool);

impl Drop for ActGuard<'_> {
    fn drop(&mut self) {
        self.0.lock().doing = false;
    }
}

impl Pool {
    pub fn new(limits: Limits) -> Self {
        let queue = Queue::new(limits);
        Self {
            state: Mutex::new(PoolState {
                queue,
                waiting: HashMap::new(),
                tasks: HashMap::new(),
                phases: HashMap::new(),
                sweeping: false,
                reclaiming: false,
                pending: VecDeque::new(),
                doing: false,
            }),
            notifier: Notifier::default(),
        }
    }

    /// The pool of the process.
    pub fn shared() -> Arc<Self> {
        Arc::clone(&SHARED)
    }

    /// A place in the queue.
    pub fn ticket(&self) -> Ticket {
        self.lock().queue.ticket()
    }

    /// Waits for a connection, at a place that was taken before. The deadline stands still while none is being made.
    ///
    /// # Errors
    /// A connection could not be made, or all are taken and nothing happens on them.
    pub async fn connection(
        self: &Arc<Self>,
        ticket: Ticket,
        origin: &Origin,
        needs: ConnectionNeeds,
        deadline: Option<&Deadline>,
    ) -> Result<LeasedConnection> {
        loop {
            let mut lease = match self.request(ticket, origin, needs, deadline) {
                Ok(lease) => lease,
                Err(place) => place.wait().await?,
            };
            if !lease.is_dead() {
                return Ok(lease);
            }
        }
    }

    fn request(
        self: &Arc<Self>,
        ticket: Ticket,
        origin: &Origin,
        needs: ConnectionNeeds,
        deadline: Option<&Deadline>,
    ) -> Result<LeasedConnection, QueuePlace> {
        let mut state = self.lock();
        let (mut actions, now) = (Actions::new(), Instant::now());
        state.queue.request(ticket, origin, needs, now, &mut actions);
        if let Some(at) =
            actions.iter().position(|action| matches!(action, Action::Hand(waiter, _) if *waiter == ticket))
            && let Action::Hand(_, handed) = actions.remove(at)
        {
            let lease = LeasedConnection::new(Arc::<Self>::clone(self), handed);
            self.act(state, actions);
            return Ok(lease);
        }
        let (sender, receiver) = oneshot::channel();
        let deadline = deadline.cloned();
        if let Some(deadline) = &deadline {
            deadline.run(false);
        }
        let place =
            QueuePlace::new(Arc::<Self>::clone(self), ticket, (origin.clone(), needs.lane), receiver, deadline.clone());
        state.waiting.insert(ticket, PoolWaiter { sender, runtime: Handle::current(), deadline, since: now });
        self.act(state, actions);
        Err(place)
    }

    /// An attempt has started in this task.
    fn attempt_started(&self, number: ConnectionNumber, task: AbortHandle) {
        let mut state = self.lock();
        if state.queue.has(number) {
            // It may already have continued in another task.
            state.tasks.entry(number).or_insert(task);
        } else {
            drop(state);
            task.abort();
        }
    }

    pub(super) fn change(
        self: &Arc<Self>,
        step: impl FnOnce(&mut Queue<Origin, Sender>, Instant, &mut Actions<Origin, Sender>),
    ) {
        let mut state = self.lock();
        let mut actions = Actions::new();
        step(&mut state.queue, Instant::now(), &mut actions);
        self.act(state, actions);
    }

    pub(super) fn act(self: &Arc<Self>, mut state: MutexGuard<'_, PoolState>, actions: Actions<Origin, Sender>) {
        let mut pending = PendingActions::default();
        for action in actions {
            match action {
                Action::Hand(ticket, handed) => {
                    let lease = LeasedConnection::new(Arc::<Self>::clone(self), handed);
                    match state.waiting.remove(&ticket) {
                        Some(PoolWaiter { sender: to, runtime, .. }) => {
                            pending.notifications.push(Notification { to, outcome: Ok(lease), runtime });
                        }
                        None => pending.unclaimed.push(lease),
                    }
                }
                Action::Connect { number, key, lane, waiter } => {
                    let runtime = state.waiting.get(&waiter).map(|waiting| waiting.runtime.clone());
                    let attempt = || ConnectAttempt::new(Arc::<Self>::clone(self), number, key, lane);
                    pending.attempts.extend(runtime.map(|runtime| (runtime, attempt())));
                }
                Action::Abandon(number) | Action::TakeAway(number) => {
                    state.phases.remove(&number);
                    pending.aborted.extend(state.tasks.remove(&number));
                }
                Action::Close(sender) => pending.dropped.push(sender),
            }
        }
        for (waiter, owns) in state.queue.new_owners() {
            if let Some(deadline) = state.waiting.get(&waiter).and_then(|waiting| waiting.deadline.as_ref()) {
                deadline.run(owns);
            }
        }
        let sweep = !state.sweeping && state.queue.idle() > 0;
        state.sweeping |= sweep;
        let reclaim = !state.reclaiming && state.queue.is_short();
        state.reclaiming |= reclaim;
        state.pending.push_back(pending);
        let is_at_it = std::mem::replace(&mut state.doing, true);
        drop(state);
        // Actions can lead back here, for example when a runtime that ends drops its attempts. If they were executed
        // here, the stack would grow with every waiter.
        if !is_at_it {
            self.do_all();
        }
        if sweep {
            self.sweep();
        }
        if reclaim {
            self.reclaim();
        }
    }

    fn do_all(self: &Arc<Self>) {
        loop {
            let mut state = self.lock();
            let Some(pending) = state.pending.pop_front() else {
                state.doing = false;
                return;
            };
            drop(state);
            let panicked = ActGuard(self);
            pending.done(self);
            std::mem::forget(panicked);
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, PoolState> {
        lock(&self.state)
    }

    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        let state = self.lock();
        (state.queue.open(), state.queue.idle())
    }
}
