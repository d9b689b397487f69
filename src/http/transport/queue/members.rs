//! The connections and waiters of a queue.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio::time::Instant;

use super::actions::{ConnectionNumber, Ticket};
use super::parts::{OriginState, QueuedConnection};
use crate::http::transport::limits::Limits;

/// All connections of a pool, and all waiters.
pub struct Queue<K, C> {
    pub(super) limits: Limits,
    pub(super) origins: HashMap<K, OriginState<C>>,
    pub(super) members: HashMap<ConnectionNumber, QueuedConnection<K>>,
    /// The idle connections of all origins, by when they became idle.
    pub(super) idle: BTreeMap<u64, ConnectionNumber>,
    /// The attempts without a waiter.
    pub(super) orphans: BTreeSet<ConnectionNumber>,
    /// The number of waiters without an attempt.
    pub(super) without: usize,
    /// The current limit on connections. It is lower while the system has no descriptors.
    pub(super) ceiling: usize,
    /// When the system last had no descriptors.
    pub(super) was_exhausted: Option<Instant>,
    /// When a connection was last returned or ended.
    pub(super) moved: Option<Instant>,
    /// The waiters that got or lost an attempt since the last call.
    pub(super) owners: Vec<(Ticket, bool)>,
    pub(super) last: u64,
}

impl<K, C> Queue<K, C> {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            origins: HashMap::new(),
            members: HashMap::new(),
            idle: BTreeMap::new(),
            orphans: BTreeSet::new(),
            without: 0,
            ceiling: limits.open,
            was_exhausted: None,
            moved: None,
            owners: Vec::new(),
            last: 0,
        }
    }
}
