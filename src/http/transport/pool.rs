//! All connections of the process, and all who wait for one: does what the [queue](super::queue) says.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::base::error::{Error, Result};
use crate::http::transport::connect::ConnectFailure;
use crate::http::transport::connect_attempt::ConnectAttempt;
use crate::http::transport::connection::{LeasedConnection, Sender};
use crate::http::transport::lane::Lane;
use crate::http::transport::limits::Limits;
use crate::http::transport::origin::Origin;
use crate::http::transport::queue::{Action, Actions, Number, Queue, Ticket, Wish};

/// How long the small requests wait behind one with many bytes that has no connection yet, and the other way round.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked for connections that have been idle for too long.
const SWEEP_INTERVAL: Duration = Duration::from_secs(2);

/// The pool of the process.
static SHARED: LazyLock<Arc<Pool>> = LazyLock::new(|| Arc::new(Pool::new(Limits::of_this_process())));

/// Connections, and who waits for them.
pub struct Pool {
    state: Mutex<State>,
}

struct State {
    queue: Queue<Origin, Sender>,
    waiting: HashMap<Ticket, Waiting>,
    attempts: HashMap<Number, AbortHandle>,
    sweeping: bool,
    /// What is still to be done, and whether somebody is at it.
    pending: VecDeque<PendingActions>,
    doing: bool,
}

struct Waiting {
    tell: oneshot::Sender<Result<LeasedConnection>>,
    /// Where its connection is made and driven.
    runtime: Handle,
}

/// What is done when the state is not locked any more, for it may come back to it.
#[derive(Default)]
struct PendingActions {
    told: Vec<(oneshot::Sender<Result<LeasedConnection>>, Result<LeasedConnection>)>,
    unclaimed: Vec<LeasedConnection>,
    dropped: Vec<Sender>,
    aborted: Vec<AbortHandle>,
    begun: Vec<(Handle, ConnectAttempt)>,
}

impl PendingActions {
    fn done(self, pool: &Pool) {
        let Self { told, unclaimed, dropped, aborted, begun } = self;
        for (runtime, attempt) in begun {
            let number = attempt.number();
            // Boxed, as all tasks that only run are: what runs them is made once for all, not for each.
            let task = runtime.spawn(attempt.run().boxed()).abort_handle();
            pool.goes_on(number, task);
        }
        for (tell, outcome) in told {
            // Nobody listens to a waiter that has just left; what it was given goes back when it is dropped.
            let _ = tell.send(outcome);
        }
        drop((unclaimed, dropped));
        aborted.iter().for_each(AbortHandle::abort);
    }
}

/// Lets the next one go on where a panic ended what was being done.
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
            state: Mutex::new(State {
                queue,
                waiting: HashMap::new(),
                attempts: HashMap::new(),
                sweeping: false,
                pending: VecDeque::new(),
                doing: false,
            }),
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

    /// Waits for a connection, at a place that was taken before.
    ///
    /// # Errors
    /// No connection stands.
    pub async fn connection(self: &Arc<Self>, ticket: Ticket, origin: &Origin, wish: Wish) -> Result<LeasedConnection> {
        loop {
            let mut lease = match self.ask(ticket, origin, wish) {
                Ok(lease) => lease,
                Err(place) => place.wait().await?,
            };
            if !lease.is_dead() {
                return Ok(lease);
            }
        }
    }

    fn ask(self: &Arc<Self>, ticket: Ticket, origin: &Origin, wish: Wish) -> Result<LeasedConnection, QueuePlace> {
        let mut state = self.lock();
        let mut actions = Actions::new();
        state.queue.ask(ticket, origin, wish, Instant::now(), &mut actions);
        if let Some(at) =
            actions.iter().position(|action| matches!(action, Action::Hand(waiter, _) if *waiter == ticket))
            && let Action::Hand(_, handed) = actions.remove(at)
        {
            let lease = LeasedConnection::new(Arc::clone(self), handed);
            self.act(state, actions);
            return Ok(lease);
        }
        let (tell, told) = oneshot::channel();
        state.waiting.insert(ticket, Waiting { tell, runtime: Handle::current() });
        self.act(state, actions);
        Err(QueuePlace { pool: Arc::clone(self), ticket, origin: origin.clone(), lane: wish.lane, told })
    }

    /// An attempt has come to a connection.
    pub(super) fn made(self: &Arc<Self>, number: Number, sender: Sender) {
        self.lock().attempts.remove(&number);
        self.change(|queue, now, actions| queue.made(number, sender.until, sender, now, actions));
    }

    /// An attempt has failed.
    pub(super) fn failed(self: &Arc<Self>, number: Number, origin: &Origin, failure: ConnectFailure) {
        let mut state = self.lock();
        state.attempts.remove(&number);
        let mut actions = Actions::new();
        let waiter = if failure.is_for_want_of_descriptors() {
            state.queue.exhausted(number, Instant::now(), &mut actions)
        } else {
            state.queue.failed(number, Instant::now(), &mut actions)
        };
        let waiting = waiter.and_then(|waiter| state.waiting.remove(&waiter));
        self.act(state, actions);
        if let Some(Waiting { tell, .. }) = waiting {
            let _ = tell.send(Err(failure.into_error(origin)));
        }
    }

    /// An attempt goes on in another task.
    pub(super) fn goes_on(&self, number: Number, task: AbortHandle) {
        let mut state = self.lock();
        // One that is at its end already leaves nothing to abort.
        if state.queue.is_attempt(number) {
            state.attempts.insert(number, task);
        } else if !state.queue.has(number) {
            drop(state);
            task.abort();
        }
    }

    /// A connection can be used again.
    pub(super) fn returned(self: &Arc<Self>, number: Number, sender: Sender) {
        self.change(|queue, now, actions| queue.returned(number, sender.until, sender, now, actions));
    }

    /// A request that was handed over has begun.
    pub(super) fn begun(self: &Arc<Self>, origin: &Origin, lane: Lane, was_told: bool) {
        self.change(|queue, now, actions| queue.begun(origin, lane, was_told, now, actions));
    }

    /// A connection has ended.
    pub(super) fn gone(self: &Arc<Self>, number: Number) {
        self.change(|queue, now, actions| queue.gone(number, now, actions));
    }

    fn change(self: &Arc<Self>, step: impl FnOnce(&mut Queue<Origin, Sender>, Instant, &mut Actions<Origin, Sender>)) {
        let mut state = self.lock();
        let mut actions = Actions::new();
        step(&mut state.queue, Instant::now(), &mut actions);
        self.act(state, actions);
    }

    fn act(self: &Arc<Self>, mut state: MutexGuard<'_, State>, actions: Actions<Origin, Sender>) {
        let mut pending = PendingActions::default();
        for action in actions {
            match action {
                Action::Hand(ticket, handed) => {
                    let lease = LeasedConnection::new(Arc::clone(self), handed);
                    match state.waiting.remove(&ticket) {
                        Some(Waiting { tell, .. }) => pending.told.push((tell, Ok(lease))),
                        None => pending.unclaimed.push(lease),
                    }
                }
                Action::Connect { number, key, lane, waiter } => {
                    let runtime = state.waiting.get(&waiter).map(|waiting| waiting.runtime.clone());
                    let attempt = || ConnectAttempt::new(Arc::clone(self), number, key, lane);
                    pending.begun.extend(runtime.map(|runtime| (runtime, attempt())));
                }
                Action::Abandon(number) => pending.aborted.extend(state.attempts.remove(&number)),
                Action::Close(sender) => pending.dropped.push(sender),
            }
        }
        let sweep = !state.sweeping && state.queue.idle() > 0;
        state.sweeping |= sweep;
        state.pending.push_back(pending);
        let is_at_it = std::mem::replace(&mut state.doing, true);
        drop(state);
        // Whatever is done can come back to here, for instance when a runtime that ends drops what it is given. Were it done in here then, the
        // stack would grow with every waiter.
        if !is_at_it {
            self.do_all();
        }
        if sweep {
            self.sweep();
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

    fn sweep(self: &Arc<Self>) {
        let sweeper = Sweeper { pool: Arc::clone(self) };
        let Ok(runtime) = Handle::try_current() else { return };
        let sweeping = async move {
            loop {
                sleep(SWEEP_INTERVAL).await;
                sweeper.pool.change(Queue::sweep);
                if sweeper.pool.lock().queue.idle() == 0 {
                    return;
                }
            }
        };
        runtime.spawn(sweeping.boxed());
    }

    fn leave(self: &Arc<Self>, ticket: Ticket, origin: &Origin, lane: Lane) {
        let mut state = self.lock();
        if state.waiting.remove(&ticket).is_some() {
            let mut actions = Actions::new();
            state.queue.leave(origin, lane, ticket, Instant::now(), &mut actions);
            self.act(state, actions);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        let state = self.lock();
        (state.queue.open(), state.queue.idle())
    }
}

/// Looks for connections that have been idle for too long. One that ends with its runtime makes room for another.
struct Sweeper {
    pool: Arc<Pool>,
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.pool.lock().sweeping = false;
    }
}

/// Somebody's place in the queue, who leaves when it is dropped.
struct QueuePlace {
    pool: Arc<Pool>,
    ticket: Ticket,
    origin: Origin,
    lane: Lane,
    told: oneshot::Receiver<Result<LeasedConnection>>,
}

impl QueuePlace {
    async fn wait(mut self) -> Result<LeasedConnection> {
        let told = loop {
            if let Ok(told) = timeout(PATIENCE, &mut self.told).await {
                break told;
            }
            let (ticket, lane) = (self.ticket, self.lane);
            self.pool.change(|queue, now, actions| queue.let_pass(&self.origin, lane, ticket, now, actions));
        };
        told.unwrap_or_else(|_| Err::<LeasedConnection, Error>(ConnectFailure::GivenUp.into_error(&self.origin)))
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.pool.leave(self.ticket, &self.origin, self.lane);
    }
}
