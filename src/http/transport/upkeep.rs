//! Maintenance of a pool, while it is needed. Connections that have been idle too long are closed. If all connections
//! are taken, a waiter gets one that is not being read from, or an error that describes the situation.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use crate::base::sorting::sort_by;
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::transport::origin::Origin;
use crate::http::transport::pool::{Pool, PoolState, PoolWaiter};
use crate::http::transport::queue::{Actions, BlockedWaiters, ConnectionNumber, Queue};

/// How often idle connections are checked.
const SWEEP_INTERVAL: Duration = Duration::from_secs(2);
/// How often unread connections are checked while there are waiters.
const RELIEF_INTERVAL: Duration = Duration::from_millis(100);
/// How long a connection must be unread before it is reclaimed: longer than a program pauses between two reads.
pub const UNREAD: Duration = Duration::from_secs(1);
/// How long a request waits while no byte moves on the connections in use: longer than the service takes for
/// anything. <https://learn.microsoft.com/rest/api/storageservices/setting-timeouts-for-blob-service-operations>
pub const LONGEST_STANDSTILL: Duration = Duration::from_secs(300);

impl Pool {
    pub(super) fn sweep(self: &Arc<Self>) {
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

    pub(super) fn reclaim(self: &Arc<Self>) {
        let reclaimer = Reclaimer { pool: Arc::clone(self) };
        let Ok(runtime) = Handle::try_current() else { return };
        let reclaiming = async move {
            loop {
                reclaimer.pool.take_unread_connections();
                reclaimer.pool.fail_hopeless_waiters();
                if reclaimer.is_needed_no_more() {
                    return;
                }
                sleep(RELIEF_INTERVAL).await;
            }
        };
        runtime.spawn(reclaiming.boxed());
    }

    fn take_unread_connections(self: &Arc<Self>) {
        let (mut state, now) = (self.lock(), Instant::now());
        let PoolState { queue, phases, .. } = &mut *state;
        let since = phases.iter().filter_map(|(number, phase)| Some((phase.unread_for(now)?, *number)));
        let mut unread: Vec<(Duration, ConnectionNumber)> = since.filter(|(time, _)| *time >= UNREAD).collect();
        sort_by(&mut unread, |one, other| other.cmp(one));
        let unread = unread.into_iter().map(|(_, number)| number).collect();
        let take = |number: ConnectionNumber| phases.get(&number).is_some_and(|phase| phase.take());
        let mut actions = Actions::new();
        queue.make_room_of(unread, take, now, &mut actions);
        self.act(state, actions);
    }

    fn fail_hopeless_waiters(self: &Arc<Self>) {
        let (mut state, now) = (self.lock(), Instant::now());
        let (mut failed, mut actions) = (Vec::new(), Actions::new());
        for BlockedWaiters { key, lane, waiting, holders } in state.queue.blocked_waiters(now) {
            let Some(holders) = holders else { continue };
            let holders: Vec<_> = holders.iter().filter_map(|number| state.phases.get(number)).cloned().collect();
            if holders.iter().any(|phase| phase.silent_for(now) < LONGEST_STANDSTILL) {
                continue;
            }
            let awaiting = holders.iter().filter(|phase| phase.awaits_response()).count();
            for ticket in waiting {
                let has_waited = |waiting: &PoolWaiter| now.duration_since(waiting.since) >= LONGEST_STANDSTILL;
                if state.waiting.get(&ticket).is_some_and(has_waited)
                    && let Some(waiting) = state.waiting.remove(&ticket)
                {
                    state.queue.leave(&key, lane, ticket, now, &mut actions);
                    failed.push((waiting.sender, no_connection(&key, holders.len(), awaiting)));
                }
            }
        }
        self.act(state, actions);
        for (sender, error) in failed {
            let _ = sender.send(Err(error));
        }
    }
}

/// The error for a request that got no connection. It was not sent, and waiting again would be useless.
fn no_connection(origin: &Origin, holders: usize, awaiting: usize) -> crate::base::error::Error {
    let message = format!(
        "No connection to {} became free: the {holders} that there may be are taken, and not a byte moved on any of them for {} s. On \
         {awaiting} of them a request waits for its response; on the others a body is not sent, or not read, to its end. End those calls, \
         for instance by options.retryOptions.tryTimeoutInMs, or read their streams",
        origin.peer(),
        LONGEST_STANDSTILL.as_secs(),
    );
    TransportFailure::new("REQUEST_SEND_ERROR", AttemptPhase::Connect, false).into_error(message)
}

/// Closes connections that have been idle too long. If it ends with its runtime, another one can start.
struct Sweeper {
    pool: Arc<Pool>,
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.pool.lock().sweeping = false;
    }
}

/// Looks for connections to reclaim. If it ends with its runtime, another one can start.
struct Reclaimer {
    pool: Arc<Pool>,
}

impl Reclaimer {
    fn is_needed_no_more(&self) -> bool {
        let mut state = self.pool.lock();
        state.reclaiming = state.queue.is_short();
        !state.reclaiming
    }
}

impl Drop for Reclaimer {
    fn drop(&mut self) {
        self.pool.lock().reclaiming = false;
    }
}
