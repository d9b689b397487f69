//! The reports of attempts to connect, connections and waiters to the pool. Each defines the trait that it needs, so that none
//! depends on the pool.

use std::sync::Arc;

use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::http::transport::connect::ConnectFailure;
use crate::http::transport::connect_attempt::AttemptOwner;
use crate::http::transport::connection::{ConnectionOwner, Sender};
use crate::http::transport::lane::Lane;
use crate::http::transport::origin::Origin;
use crate::http::transport::place::PlaceOwner;
use crate::http::transport::pool::{Pool, PoolWaiter};
use crate::http::transport::queue::{Actions, ConnectionNumber, Ticket};
use crate::http::transport::request_phase::StartListener;

impl StartListener for Pool {
    fn started(self: Arc<Self>, origin: &Origin, lane: Lane, was_notified: bool) {
        self.change(|queue, now, actions| queue.started(origin, lane, was_notified, now, actions));
    }
}

impl ConnectionOwner for Pool {
    fn returned(self: Arc<Self>, number: ConnectionNumber, sender: Sender) {
        self.change(|queue, now, actions| queue.returned(number, sender.until, sender, now, actions));
    }
}

impl AttemptOwner for Pool {
    fn connected(self: Arc<Self>, number: ConnectionNumber, sender: Sender) {
        let mut state = self.lock();
        if state.queue.has(number) {
            state.phases.insert(number, Arc::clone(&sender.phase));
        }
        drop(state);
        self.change(|queue, now, actions| queue.connected(number, sender.until, sender, now, actions));
    }

    fn failed(self: Arc<Self>, number: ConnectionNumber, origin: &Origin, failure: ConnectFailure) {
        let mut state = self.lock();
        state.tasks.remove(&number);
        let mut actions = Actions::new();
        let waiter = if failure.is_for_want_of_descriptors() {
            state.queue.exhausted(number, Instant::now(), &mut actions)
        } else {
            state.queue.failed(number, Instant::now(), &mut actions)
        };
        let waiting = waiter.and_then(|waiter| state.waiting.remove(&waiter));
        self.act(state, actions);
        if let Some(PoolWaiter { sender, .. }) = waiting {
            let _ = sender.send(Err(failure.into_error(origin)));
        }
    }

    fn continues(&self, number: ConnectionNumber, task: AbortHandle) {
        let mut state = self.lock();
        if state.queue.has(number) {
            state.tasks.insert(number, task);
        } else {
            drop(state);
            task.abort();
        }
    }

    fn gone(self: Arc<Self>, number: ConnectionNumber) {
        let mut state = self.lock();
        state.tasks.remove(&number);
        state.phases.remove(&number);
        let mut actions = Actions::new();
        state.queue.gone(number, Instant::now(), &mut actions);
        self.act(state, actions);
    }
}

impl PlaceOwner for Pool {
    fn let_pass(self: Arc<Self>, ticket: Ticket, origin: &Origin, lane: Lane) {
        self.change(|queue, now, actions| queue.let_pass(origin, lane, ticket, now, actions));
    }

    fn leave(self: Arc<Self>, ticket: Ticket, origin: &Origin, lane: Lane) {
        let mut state = self.lock();
        if state.waiting.remove(&ticket).is_some() {
            let mut actions = Actions::new();
            state.queue.leave(origin, lane, ticket, Instant::now(), &mut actions);
            self.act(state, actions);
        }
    }
}
