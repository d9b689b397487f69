//! Waiters that find all connections taken.

use std::hash::Hash;

use tokio::time::Instant;

use super::actions::{Action, Actions, ConnectionNumber, Ticket};
use super::members::Queue;
use super::parts::Stage;
use crate::base::sorting::sort_by_key;
use crate::http::transport::lane::Lane;

/// Waiters under the same limit, and the connections that count towards it.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockedWaiters<K> {
    pub key: K,
    pub lane: Lane,
    /// The waiters without an attempt.
    pub waiting: Vec<Ticket>,
    /// The connections that would have to end. `None` while one of them is still being made.
    pub holders: Option<Vec<ConnectionNumber>>,
}

impl<K: Clone + Eq + Hash, C> Queue<K, C> {
    /// Reclaims for them connections that are held but not read from: `unread`, in this
    /// order. `take` confirms that a connection is still unread.
    pub fn make_room_of(
        &mut self,
        mut unread: Vec<ConnectionNumber>,
        mut take: impl FnMut(ConnectionNumber) -> bool,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) {
        while !unread.is_empty() && self.without > 0 {
            self.cover(now, actions);
            let mut hungry = self.hungry(now);
            sort_by_key(&mut hungry, |(ticket, ..)| *ticket);
            let helps = |(_, key, lane): &(Ticket, K, Lane)| {
                let shortage = self.shortage(key, *lane)?;
                unread.iter().position(|number| self.would_help(shortage, key, *number))
            };
            let Some(at) = hungry.iter().find_map(helps) else { return };
            let number = unread.remove(at);
            if take(number) && self.remove(number).is_some() {
                actions.push(Action::TakeAway(number));
            }
        }
        self.cover(now, actions);
    }

    /// The waiters that a limit keeps from connecting, and the connections that count towards it.
    pub fn blocked_waiters(&self, now: Instant) -> Vec<BlockedWaiters<K>> {
        let find = |(_, key, lane): (Ticket, K, Lane)| {
            let shortage = self.shortage(&key, lane)?;
            let helps = self.members.iter().filter(|(number, _)| self.would_help(shortage, &key, **number));
            let holders = helps.map(|(number, member)| (member.stage == Stage::Standing).then_some(*number));
            let waiting = self.origins.get(&key)?.without[lane as usize].iter().copied().collect();
            Some(BlockedWaiters { holders: holders.collect(), key, lane, waiting })
        };
        self.hungry(now).into_iter().filter_map(find).collect()
    }
}
