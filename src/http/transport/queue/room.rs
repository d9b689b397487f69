//! How many connections are allowed, and which one is closed when another is needed.

use std::collections::VecDeque;
use std::hash::Hash;

use tokio::time::Instant;

use super::actions::{Action, Actions, ConnectionNumber, Ticket};
use super::members::Queue;
use super::parts::{Idle, QueuedConnection, Stage, find};
use super::times::STANDSTILL;
use crate::base::sorting::sort_by_key;
use crate::http::transport::lane::Lane;

/// The share of the connections that is closed for the program when there are no descriptors, as a divisor.
const LEFT_WHEN_EXHAUSTED: usize = 4;

/// Which limit is reached: connections to one origin, connections for large bodies, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shortage {
    pub(super) of_this: bool,
    pub(super) of_bytes: bool,
}

impl<K: Clone + Eq + Hash, C> Queue<K, C> {
    /// An attempt has failed because there are no descriptors. Its waiter waits until other connections end. Without
    /// others, it is returned.
    pub fn exhausted(&mut self, number: ConnectionNumber, now: Instant, actions: &mut Actions<K, C>) -> Option<Ticket> {
        let idle: Vec<ConnectionNumber> = self.idle.values().copied().collect();
        for number in &idle {
            self.close(*number, actions);
        }
        if !idle.is_empty() {
            self.moved = Some(now);
        }
        let QueuedConnection { key, lane, stage } = self.members.get(&number)?;
        let (key, lane, owner) = (key.clone(), *lane, stage.owner());
        let stands_still = self.moved.is_none_or(|moved| now.duration_since(moved) >= STANDSTILL);
        let patient = owner.is_none_or(|owner| {
            let waiting = self.origins.get(&key).map(|origin| &origin.waiting[lane as usize]);
            waiting.and_then(|waiting| find(waiting, owner)).is_none_or(|waiter| waiter.patient)
        });
        if idle.is_empty() && (self.members.len() == 1 || (stands_still && !patient)) {
            return self.failed(number, now, actions);
        }
        if let Some(owner) = owner {
            self.dispossess(&key, lane, owner);
        }
        self.remove(number);
        let left = self.members.len();
        self.ceiling = (left - left / LEFT_WHEN_EXHAUSTED).max(1);
        self.was_exhausted = Some(now);
        self.settle(&key, now, actions);
        None
    }

    /// Allows one more connection, some time after there were no descriptors: the program may have closed files.
    pub(super) fn allow_more(&mut self, now: Instant) {
        if self.was_exhausted.is_none_or(|then| now.duration_since(then) >= STANDSTILL) {
            self.ceiling = self.limits.open.min(self.ceiling + 1);
        }
    }

    /// Whether there are more connections than the system has descriptors for, with some for the program.
    pub(super) fn is_over(&self) -> bool {
        self.members.len() > self.ceiling
    }

    /// Starts to connect for waiters without an attempt, in order, as far as the limits allow.
    pub(super) fn cover(&mut self, now: Instant, actions: &mut Actions<K, C>) {
        while self.without > 0 {
            let mut hungry = self.hungry(now);
            sort_by_key(&mut hungry, |(ticket, ..)| *ticket);
            let Some((waiter, key, lane)) =
                hungry.into_iter().find(|(_, key, lane)| self.make_room(key, *lane, now, actions))
            else {
                return;
            };
            let number = self.ticket();
            let Some(origin) = self.origins.get_mut(&key) else { return };
            let without = &mut origin.without[lane as usize];
            let Ok(at) = without.binary_search(&waiter) else { return };
            without.remove(at);
            self.without -= 1;
            origin.open[lane as usize] += 1;
            self.own(&key, lane, waiter, Some(number));
            self.members.insert(
                number,
                QueuedConnection { key: key.clone(), lane, stage: Stage::ConnectAttempt(Some(waiter)) },
            );
            actions.push(Action::Connect { number, key, lane, waiter });
        }
    }

    /// The first waiter of each origin and lane that needs another connection.
    pub(super) fn hungry(&self, now: Instant) -> Vec<(Ticket, K, Lane)> {
        let mut all = Vec::new();
        for (key, origin) in &self.origins {
            for lane in [Lane::Small, Lane::Bytes] {
                // Idle connections with waiters are about to be handed over, but not to waiters that need a fresh one.
                let fresh = origin.waiting[lane as usize].front().is_some_and(|waiter| waiter.fresh);
                let fits = |idle: &&Idle<C>| !fresh || idle.is_fresh(now);
                let spare = origin.idle[lane as usize].iter().filter(fits).count();
                if let Some(ticket) = origin.without[lane as usize].get(spare) {
                    all.push((*ticket, key.clone(), lane));
                }
            }
        }
        all
    }

    /// Closes a connection that is not needed now, to allow another one. Returns false if there is none.
    pub(super) fn make_room(&mut self, key: &K, lane: Lane, now: Instant, actions: &mut Actions<K, C>) -> bool {
        loop {
            let Some(shortage) = self.shortage(key, lane) else { return true };
            let orphan = self.orphans.iter().copied().find(|number| self.would_help(shortage, key, *number));
            if let Some(number) = orphan {
                self.remove(number);
                actions.push(Action::Abandon(number));
            } else if let Some(number) =
                self.spare(shortage.of_this.then_some(key), shortage.of_bytes.then_some(Lane::Bytes), now)
            {
                self.close(number, actions);
            } else {
                return false;
            }
        }
    }

    /// Which limit prevents another connection.
    pub(super) fn shortage(&self, key: &K, lane: Lane) -> Option<Shortage> {
        let open = self.origins.get(key).map_or([0; 2], |origin| origin.open);
        let bytes_here = open[Lane::Bytes as usize];
        let of_bytes = lane == Lane::Bytes
            && (bytes_here >= self.limits.bytes_of_one_origin
                || self.origins.values().map(|origin| origin.open[Lane::Bytes as usize]).sum::<usize>()
                    >= self.limits.bytes);
        let of_this = open.iter().sum::<usize>() >= self.limits.of_one_origin
            || (of_bytes && bytes_here >= self.limits.bytes_of_one_origin);
        let any = of_this || of_bytes || self.members.len() >= self.ceiling;
        any.then_some(Shortage { of_this, of_bytes })
    }

    /// Whether the limits would allow another one without this connection.
    pub(super) fn would_help(&self, shortage: Shortage, key: &K, number: ConnectionNumber) -> bool {
        self.members.get(&number).is_some_and(|member| {
            (!shortage.of_this || member.key == *key) && (!shortage.of_bytes || member.lane == Lane::Bytes)
        })
    }

    /// The idle connection, of this origin and lane if they are given, that has been idle for longest and that no
    /// waiter will take: it is not about to be handed over, or only to a waiter that needs a fresher one.
    pub(super) fn spare(&self, key: Option<&K>, lane: Option<Lane>, now: Instant) -> Option<ConnectionNumber> {
        let of_key = self.origins.iter().filter(|(other, _)| key.is_none_or(|key| key == *other));
        let places = of_key.flat_map(|(_, origin)| [Lane::Small, Lane::Bytes].map(|lane| (origin, lane)));
        let oldest = places.filter(|(_, other)| lane.is_none_or(|lane| lane == *other)).filter_map(|(origin, lane)| {
            let (waiting, idle) = (&origin.waiting[lane as usize], &origin.idle[lane as usize]);
            let oldest = idle.front()?;
            let fits_first = waiting.front().is_some_and(|first| !first.fresh || oldest.is_fresh(now));
            (!fits_first || idle.len() > waiting.len()).then_some(oldest)
        });
        oldest.min_by_key(|idle| idle.order).map(|idle| idle.number)
    }

    pub(super) fn close(&mut self, number: ConnectionNumber, actions: &mut Actions<K, C>) {
        let Some(member) = self.members.get(&number) else { return };
        if let Some(origin) = self.origins.get_mut(&member.key) {
            let idle = &mut origin.idle[member.lane as usize];
            if let Some(at) = idle.iter().position(|idle| idle.number == number)
                && let Some(idle) = idle.remove(at)
            {
                self.idle.remove(&idle.order);
                actions.push(Action::Close(idle.connection));
            }
        }
        self.remove(number);
    }

    pub(super) fn remove(&mut self, number: ConnectionNumber) -> Option<QueuedConnection<K>> {
        let member = self.members.remove(&number)?;
        self.orphans.remove(&number);
        if let Some(origin) = self.origins.get_mut(&member.key) {
            let lane = member.lane as usize;
            origin.open[lane] = origin.open[lane].saturating_sub(1);
            if let Some(at) = origin.idle[lane].iter().position(|idle| idle.number == number)
                && let Some(idle) = origin.idle[lane].remove(at)
            {
                self.idle.remove(&idle.order);
            }
        }
        self.remove_if_unused(&member.key);
        Some(member)
    }

    /// Removes an unused origin.
    pub(super) fn remove_if_unused(&mut self, key: &K) {
        if let Some(origin) = self.origins.get(key)
            && origin.open == [0; 2]
            && origin.unstarted == [0; 2]
            && origin.waiting.iter().all(VecDeque::is_empty)
        {
            self.origins.remove(key);
        }
    }
}
