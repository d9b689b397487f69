//! The actions that a queue leaves to its owner.

use std::time::Duration;

use crate::http::transport::lane::Lane;

/// The place of a waiter. A smaller one is earlier.
pub type Ticket = u64;
/// The number of a connection, from the attempt to its end.
pub type ConnectionNumber = u64;

/// A connection that is handed over.
#[derive(Debug, PartialEq, Eq)]
pub struct Handed<K, C> {
    pub number: ConnectionNumber,
    pub key: K,
    pub lane: Lane,
    /// How long it was idle. `None` if it is new.
    pub idle: Option<Duration>,
    /// Whether the waiter must be notified, because it does not continue at once.
    pub is_notified: bool,
    pub connection: C,
}

/// An action to execute once the queue is no longer borrowed.
#[derive(Debug, PartialEq, Eq)]
pub enum Action<K, C> {
    /// Hand this connection to that waiter, which no longer waits.
    Hand(Ticket, Handed<K, C>),
    /// Start to connect for that waiter.
    Connect { number: ConnectionNumber, key: K, lane: Lane, waiter: Ticket },
    /// Abandon an attempt without a waiter, because others need the connection.
    Abandon(ConnectionNumber),
    /// Close an idle connection.
    Close(C),
    /// Close a connection that is held but not read from.
    TakeAway(ConnectionNumber),
}

pub type Actions<K, C> = Vec<Action<K, C>>;
