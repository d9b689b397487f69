//! Decides which waiter gets which connection, as plain data: no sockets, no clock, no waiting.
//!
//! A request that needs a connection takes a place in the queue of its origin. A usable connection, new or idle, goes
//! to the first. A waiter has an attempt to connect that was started for it, or waits until the limits allow one. An
//! attempt that is too late for its waiter serves the next one. So no waiter is stranded, and no connection is lost.

mod actions;
mod handing;
mod members;
mod parts;
mod room;
mod times;
mod unread;

use std::hash::Hash;

use tokio::time::Instant;

pub use self::actions::{Action, Actions, ConnectionNumber, Handed, Ticket};
pub use self::members::Queue;
use self::parts::{Idle, QueuedConnection, Stage, Waiter, insert, take};
pub use self::times::FRESH;
pub use self::unread::BlockedWaiters;
use crate::http::transport::lane::Lane;

/// The requirements of a request on its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionNeeds {
    /// The lane of the connection.
    pub lane: Lane,
    /// Whether it must be new, or idle for less than [`FRESH`].
    pub fresh: bool,
}

impl<K: Clone + Eq + Hash, C> Queue<K, C> {
    /// The number of idle connections.
    pub fn idle(&self) -> usize {
        self.idle.len()
    }

    /// The number of connections, including those that are being made.
    #[cfg(test)]
    pub fn open(&self) -> usize {
        self.members.len()
    }

    /// Whether this is one of its connections or attempts.
    pub fn has(&self, number: ConnectionNumber) -> bool {
        self.members.contains_key(&number)
    }

    /// Whether a waiter has no attempt.
    pub fn is_short(&self) -> bool {
        self.without > 0
    }

    /// The waiters that got or lost an attempt since the last call.
    pub fn new_owners(&mut self) -> Vec<(Ticket, bool)> {
        std::mem::take(&mut self.owners)
    }

    /// A place in the queue.
    pub fn ticket(&mut self) -> Ticket {
        self.last += 1;
        self.last
    }

    /// A request needs a connection. It may be available at once, among the actions.
    pub fn request(
        &mut self,
        ticket: Ticket,
        key: &K,
        needs: ConnectionNeeds,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) {
        let origin = self.origins.entry(key.clone()).or_default();
        let lane = needs.lane as usize;
        let waiter = Waiter { ticket, fresh: needs.fresh, attempt: None, patient: true };
        insert(&mut origin.waiting[lane], waiter, |waiter| waiter.ticket);
        insert(&mut origin.without[lane], ticket, |ticket| *ticket);
        self.without += 1;
        // Waiters that were notified but have not started would be overtaken by a request that takes a connection at once.
        let waits_for_them = origin.notified[lane] > 0;
        if !waits_for_them {
            self.hand_over(key, Some(ticket), now, actions);
        }
        // A request that only waits for them needs no connection other than the available one.
        if !waits_for_them || self.origins.get(key).is_none_or(|origin| origin.idle[lane].is_empty()) {
            self.cover(now, actions);
        }
        self.remove_if_unused(key);
    }

    /// An attempt has made a connection, which may be used this long without a response.
    pub fn connected(
        &mut self,
        number: ConnectionNumber,
        until: Instant,
        connection: C,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) {
        let Some(member) = self.members.get_mut(&number) else {
            actions.push(Action::Close(connection));
            return;
        };
        let (key, lane) = (member.key.clone(), member.lane);
        let owner = std::mem::replace(&mut member.stage, Stage::Standing).owner();
        self.allow_more(now);
        self.orphans.remove(&number);
        if let Some(owner) = owner {
            self.dispossess(&key, lane, owner);
        }
        let idle = Idle { number, order: 0, since: now, until, is_new: true, connection };
        self.rest(&key, lane, idle, now, actions);
    }

    /// An attempt has failed. Returns the waiter that gets the error.
    pub fn failed(&mut self, number: ConnectionNumber, now: Instant, actions: &mut Actions<K, C>) -> Option<Ticket> {
        let owner = self.members.get(&number)?.stage.owner();
        let member = self.remove(number)?;
        if let Some(owner) = owner
            && let Some(origin) = self.origins.get_mut(&member.key)
        {
            take(&mut origin.waiting[member.lane as usize], owner);
        }
        self.settle(&member.key, now, actions);
        owner
    }

    /// A connection can be reused, until then.
    pub fn returned(
        &mut self,
        number: ConnectionNumber,
        until: Instant,
        connection: C,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) {
        self.moved = Some(now);
        match self.members.get(&number) {
            Some(member) if until > now && !self.is_over() => {
                let (key, lane) = (member.key.clone(), member.lane);
                let idle = Idle { number, order: 0, since: now, until, is_new: false, connection };
                self.rest(&key, lane, idle, now, actions);
            }
            _ => {
                actions.push(Action::Close(connection));
                self.gone(number, now, actions);
            }
        }
    }

    /// A request that was handed over has started, or never will. The next one may start.
    pub fn started(&mut self, key: &K, lane: Lane, was_notified: bool, now: Instant, actions: &mut Actions<K, C>) {
        if let Some(origin) = self.origins.get_mut(key) {
            let lane = lane as usize;
            origin.unstarted[lane] = origin.unstarted[lane].saturating_sub(1);
            origin.notified[lane] = origin.notified[lane].saturating_sub(usize::from(was_notified));
            self.settle(key, now, actions);
        }
    }

    /// A connection has ended.
    pub fn gone(&mut self, number: ConnectionNumber, now: Instant, actions: &mut Actions<K, C>) {
        let Some(member) = self.remove(number) else { return };
        self.moved = Some(now);
        self.settle(&member.key, now, actions);
    }

    /// A waiter leaves.
    pub fn leave(&mut self, key: &K, lane: Lane, ticket: Ticket, now: Instant, actions: &mut Actions<K, C>) {
        let Some(origin) = self.origins.get_mut(key) else { return };
        let Some(waiter) = take(&mut origin.waiting[lane as usize], ticket) else { return };
        self.inherit(key, lane, &waiter);
        self.settle(key, now, actions);
    }

    /// A waiter has waited so long that it lets the other lane pass, and that descriptors are tried again.
    pub fn let_pass(&mut self, key: &K, lane: Lane, ticket: Ticket, now: Instant, actions: &mut Actions<K, C>) {
        let Some(origin) = self.origins.get_mut(key) else { return };
        let waiting = &mut origin.waiting[lane as usize];
        if let Ok(at) = waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket) {
            waiting[at].patient = false;
            if origin.without[lane as usize].front() == Some(&ticket) {
                self.ceiling = self.limits.open.min(self.ceiling + 1);
            }
            self.settle(key, now, actions);
        }
    }

    /// Closes connections that have been idle too long.
    pub fn sweep(&mut self, now: Instant, actions: &mut Actions<K, C>) {
        let numbers: Vec<ConnectionNumber> = self.idle.values().copied().collect();
        for number in numbers {
            let Some(QueuedConnection { key, lane, .. }) = self.members.get(&number) else { continue };
            let (key, lane) = (key.clone(), *lane);
            let over = |idle: &Idle<C>| idle.number == number && idle.until <= now;
            if self.origins.get(&key).is_some_and(|origin| origin.idle[lane as usize].iter().any(over)) {
                self.close(number, actions);
                self.remove_if_unused(&key);
            }
        }
        self.cover(now, actions);
    }

    /// A connection becomes idle, unless there is a waiter for it.
    fn rest(&mut self, key: &K, lane: Lane, idle: Idle<C>, now: Instant, actions: &mut Actions<K, C>) {
        self.last += 1;
        self.idle.insert(self.last, idle.number);
        let origin = self.origins.entry(key.clone()).or_default();
        origin.idle[lane as usize].push_back(Idle { order: self.last, ..idle });
        self.hand_over(key, None, now, actions);
        while self.idle.len() > self.most_idle() {
            let Some(oldest) = self.spare(None, None, now) else { break };
            self.close(oldest, actions);
        }
        self.settle(key, now, actions);
    }

    /// The maximum number of idle connections. If descriptors are short, most are left for others.
    fn most_idle(&self) -> usize {
        if self.ceiling < self.limits.open { self.limits.idle.min(self.ceiling / 4) } else { self.limits.idle }
    }

    /// Adds the actions that have become possible.
    fn settle(&mut self, key: &K, now: Instant, actions: &mut Actions<K, C>) {
        self.hand_over(key, None, now, actions);
        self.cover(now, actions);
        self.remove_if_unused(key);
    }
}

#[cfg(test)]
mod tests;
