//! The parts of a queue.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::actions::{ConnectionNumber, Ticket};
use super::times::{FRESH, WARM};
use crate::http::transport::lane::Lane;

pub(super) struct Waiter {
    pub(super) ticket: Ticket,
    pub(super) fresh: bool,
    /// The attempt that was started for it. A waiter without one is in [`OriginState::without`].
    pub(super) attempt: Option<ConnectionNumber>,
    /// It has waited so long that it lets the other lane pass.
    pub(super) patient: bool,
}

pub(super) struct Idle<C> {
    pub(super) number: ConnectionNumber,
    /// When it became idle.
    pub(super) order: u64,
    pub(super) since: Instant,
    pub(super) until: Instant,
    pub(super) is_new: bool,
    pub(super) connection: C,
}

impl<C> Idle<C> {
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.since) < FRESH
    }

    pub(super) fn is_warm(&self, now: Instant) -> bool {
        now.duration_since(self.since) < WARM
    }
}

pub(super) struct OriginState<C> {
    pub(super) waiting: [VecDeque<Waiter>; 2],
    /// The waiters without an attempt, by place.
    pub(super) without: [VecDeque<Ticket>; 2],
    /// Oldest first.
    pub(super) idle: [VecDeque<Idle<C>>; 2],
    pub(super) open: [usize; 2],
    /// The number of requests that were handed to connections and have not started.
    pub(super) unstarted: [usize; 2],
    /// The number of those that had waited and were notified.
    pub(super) notified: [usize; 2],
}

impl<C> Default for OriginState<C> {
    fn default() -> Self {
        Self {
            waiting: Default::default(),
            without: Default::default(),
            idle: Default::default(),
            open: [0; 2],
            unstarted: [0; 2],
            notified: [0; 2],
        }
    }
}

/// A connection, or an attempt to make one.
pub(super) struct QueuedConnection<K> {
    pub(super) key: K,
    pub(super) lane: Lane,
    pub(super) stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is being made, with or without a waiter.
    ConnectAttempt(Option<Ticket>),
    /// It is established.
    Standing,
}

impl Stage {
    pub(super) fn owner(self) -> Option<Ticket> {
        match self {
            Self::ConnectAttempt(owner) => owner,
            Self::Standing => None,
        }
    }
}

pub(super) fn insert<T>(queue: &mut VecDeque<T>, item: T, place: impl Fn(&T) -> Ticket) {
    let at = queue.partition_point(|other| place(other) < place(&item));
    queue.insert(at, item);
}

pub(super) fn take(waiting: &mut VecDeque<Waiter>, ticket: Ticket) -> Option<Waiter> {
    let at = waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket).ok()?;
    waiting.remove(at)
}

pub(super) fn find(waiting: &VecDeque<Waiter>, ticket: Ticket) -> Option<&Waiter> {
    waiting.get(waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket).ok()?)
}
