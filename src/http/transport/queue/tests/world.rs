//! A queue whose connections are their numbers, and the server's side of it.

use std::collections::BTreeMap;

use super::*;

/// A queue whose connections are their numbers, and the server's side of it.
pub struct World {
    pub queue: Queue<u8, ConnectionNumber>,
    pub now: Instant,
    /// Attempts that are in flight, in their order.
    pub attempts: Vec<(ConnectionNumber, Ticket)>,
    /// The waiter of each connection, in the order in which they were handed over.
    pub handed: Vec<(Ticket, ConnectionNumber)>,
    /// The requests that have not started: connection, origin, lane, and whether the waiter was notified.
    pub unstarted: Vec<(ConnectionNumber, u8, Lane, bool)>,
    pub closed: Vec<ConnectionNumber>,
    pub abandoned: Vec<ConnectionNumber>,
    pub taken: Vec<ConnectionNumber>,
    /// The waiters with an attempt to connect in flight, as the queue reports them.
    pub owners: BTreeMap<Ticket, bool>,
}

impl World {
    pub fn new(limits: Limits) -> Self {
        Self {
            queue: Queue::new(limits),
            now: Instant::now(),
            attempts: Vec::new(),
            handed: Vec::new(),
            unstarted: Vec::new(),
            closed: Vec::new(),
            abandoned: Vec::new(),
            taken: Vec::new(),
            owners: BTreeMap::new(),
        }
    }

    pub fn act(
        &mut self,
        step: impl FnOnce(&mut Queue<u8, ConnectionNumber>, Instant, &mut Actions<u8, ConnectionNumber>),
    ) {
        let mut actions = Vec::new();
        step(&mut self.queue, self.now, &mut actions);
        for action in actions {
            match action {
                Action::Hand(ticket, Handed { number, key, lane, is_notified, .. }) => {
                    self.handed.push((ticket, number));
                    self.unstarted.push((number, key, lane, is_notified));
                }
                Action::Connect { number, waiter, .. } => self.attempts.push((number, waiter)),
                Action::Abandon(number) => {
                    self.attempts.retain(|(other, _)| *other != number);
                    self.abandoned.push(number);
                }
                Action::Close(number) => self.closed.push(number),
                Action::TakeAway(number) => self.taken.push(number),
            }
        }
        self.owners.extend(self.queue.new_owners());
    }

    pub fn take_from(&mut self, unread: &[ConnectionNumber]) {
        let unread = unread.to_vec();
        self.act(|queue, now, actions| queue.make_room_of(unread, |_| true, now, actions));
    }

    pub fn request(&mut self, key: u8, lane: Lane, fresh: bool) -> Ticket {
        let ticket = self.queue.ticket();
        self.act(|queue, now, actions| queue.request(ticket, &key, ConnectionNeeds { lane, fresh }, now, actions));
        ticket
    }

    pub fn small(&mut self, key: u8) -> Ticket {
        self.request(key, Lane::Small, false)
    }

    /// The attempt at this index makes a connection.
    pub fn connects(&mut self, at: usize) -> ConnectionNumber {
        let (number, _) = self.attempts.remove(at);
        let until = self.now + LATER;
        self.act(|queue, now, actions| queue.connected(number, until, number, now, actions));
        number
    }

    pub fn fails(&mut self, at: usize) -> Option<Ticket> {
        let (number, _) = self.attempts.remove(at);
        let mut notified = None;
        self.act(|queue, now, actions| notified = queue.failed(number, now, actions));
        notified
    }

    pub fn begins(&mut self, key: u8, lane: Lane) {
        if let Some(at) = self.unstarted.iter().position(|unstarted| (unstarted.1, unstarted.2) == (key, lane)) {
            self.begins_at(at);
        }
    }

    pub fn begins_at(&mut self, at: usize) {
        let (_, key, lane, was_notified) = self.unstarted.remove(at);
        self.act(|queue, now, actions| queue.started(&key, lane, was_notified, now, actions));
    }

    /// A connection is returned; its request has started before.
    pub fn returns(&mut self, number: ConnectionNumber) {
        if let Some(at) = self.unstarted.iter().position(|unstarted| unstarted.0 == number) {
            self.begins_at(at);
        }
        let until = self.now + LATER;
        self.act(|queue, now, actions| queue.returned(number, until, number, now, actions));
    }

    pub fn has(&self, ticket: Ticket) -> Option<ConnectionNumber> {
        self.handed.iter().find(|(other, _)| *other == ticket).map(|(_, number)| *number)
    }
}
