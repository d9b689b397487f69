//! Hands connections to waiters.

use std::hash::Hash;

use tokio::time::Instant;

use super::actions::{Action, Actions, ConnectionNumber, Handed, Ticket};
use super::members::Queue;
use super::parts::{Idle, Stage, Waiter, insert};
use crate::http::transport::lane::Lane;

impl<K: Clone + Eq + Hash, C> Queue<K, C> {
    /// Hands usable connections to the first waiters. The waiter `caller` continues at once; the others are notified.
    pub(super) fn hand_over(&mut self, key: &K, caller: Option<Ticket>, now: Instant, actions: &mut Actions<K, C>) {
        while let Some((lane, waiter, idle)) = self.next(key, now, actions) {
            let since = if idle.is_new { None } else { Some(now.duration_since(idle.since)) };
            let ticket = waiter.ticket;
            let (number, is_notified) = (idle.number, caller != Some(ticket));
            let handed =
                Handed { number, key: key.clone(), lane, idle: since, is_notified, connection: idle.connection };
            self.inherit(key, lane, &waiter);
            if let Some(origin) = self.origins.get_mut(key) {
                origin.unstarted[lane as usize] += 1;
                origin.notified[lane as usize] += usize::from(is_notified);
            }
            actions.push(Action::Hand(ticket, handed));
        }
    }

    pub(super) fn next(
        &mut self,
        key: &K,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) -> Option<(Lane, Waiter, Idle<C>)> {
        let origin = self.origins.get_mut(key)?;
        let place = |lane: Lane| origin.waiting[lane as usize].front().map(|waiter| waiter.ticket);
        let first = match (place(Lane::Small), place(Lane::Bytes)) {
            (None, None) => return None,
            (Some(small), Some(bytes)) if bytes < small => Lane::Bytes,
            (None, Some(_)) => Lane::Bytes,
            _ => Lane::Small,
        };
        for lane in [first, first.other()] {
            let origin = self.origins.get_mut(key)?;
            // One thread drives the connections of a lane in order. A request for another thread must have started before
            // the next one.
            let blocked = match lane {
                Lane::Small => origin.unstarted[Lane::Bytes as usize] > 0,
                Lane::Bytes => origin.unstarted.iter().any(|count| *count > 0),
            };
            let Some(waiter) = origin.waiting[lane as usize].front() else { continue };
            // Whoever has waited long no longer waits for a request that nobody drives.
            if blocked && waiter.patient {
                return None;
            }
            let (fresh, waits) = (waiter.fresh, waiter.patient && waiter.attempt.is_some());
            if let Some(idle) = self.usable(key, lane, fresh, now, actions) {
                let waiter = self.origins.get_mut(key)?.waiting[lane as usize].pop_front()?;
                return Some((lane, waiter, idle));
            }
            if waits {
                return None;
            }
        }
        None
    }

    /// Takes a usable connection: the one that was used last, so that the others can time out. Of new or
    /// [`WARM`](super::times::WARM) ones it takes the first. A level-triggered server such as Node.js still has them in its
    /// list in that order, and reads them in it.
    pub(super) fn usable(
        &mut self,
        key: &K,
        lane: Lane,
        fresh: bool,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) -> Option<Idle<C>> {
        loop {
            let idle = self.origins.get_mut(key)?.idle[lane as usize].back()?;
            if idle.until <= now {
                let number = idle.number;
                self.close(number, actions);
            } else if fresh && !idle.is_fresh(now) {
                return None;
            } else {
                let idles = &mut self.origins.get_mut(key)?.idle[lane as usize];
                let in_order = |idle: &&Idle<C>| {
                    idle.until > now && (idle.is_new || idle.is_warm(now)) && (!fresh || idle.is_fresh(now))
                };
                let count = idles.iter().rev().take_while(in_order).count();
                let idle = if count == 0 { idles.pop_back()? } else { idles.remove(idles.len() - count)? };
                self.idle.remove(&idle.order);
                return Some(idle);
            }
        }
    }

    /// The attempt of a waiter that left goes to the next one without an attempt, if there is one.
    pub(super) fn inherit(&mut self, key: &K, lane: Lane, waiter: &Waiter) {
        let Some(origin) = self.origins.get_mut(key) else { return };
        let without = &mut origin.without[lane as usize];
        let Some(attempt) = waiter.attempt else {
            if let Ok(at) = without.binary_search(&waiter.ticket) {
                without.remove(at);
                self.without -= 1;
            }
            return;
        };
        let heir = without.pop_front();
        if let Some(heir) = heir {
            self.without -= 1;
            self.own(key, lane, heir, Some(attempt));
        } else {
            self.orphans.insert(attempt);
        }
        if let Some(member) = self.members.get_mut(&attempt) {
            member.stage = Stage::ConnectAttempt(heir);
        }
    }

    /// Takes the attempt of a waiter. It has made a connection, which goes to the first waiter.
    pub(super) fn dispossess(&mut self, key: &K, lane: Lane, owner: Ticket) {
        self.own(key, lane, owner, None);
        if let Some(origin) = self.origins.get_mut(key) {
            insert(&mut origin.without[lane as usize], owner, |ticket| *ticket);
            self.without += 1;
        }
    }

    /// Assigns an attempt to a waiter, or removes it.
    pub(super) fn own(&mut self, key: &K, lane: Lane, ticket: Ticket, attempt: Option<ConnectionNumber>) {
        let Some(origin) = self.origins.get_mut(key) else { return };
        let waiting = &mut origin.waiting[lane as usize];
        if let Ok(at) = waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket) {
            waiting[at].attempt = attempt;
            self.owners.push((ticket, attempt.is_some()));
        }
    }
}
