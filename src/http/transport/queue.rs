//! Who gets which connection, as plain data: no sockets, no clock, no waiting.
//!
//! Whoever wants a connection takes his place in the queue of its origin, and what becomes usable goes to the first: a connection that is
//! new, or one that is idle again. A waiter either has an attempt to connect that was begun for it, or waits until there is room for one. An
//! attempt that comes too late for its waiter serves the next; so no waiter is left without one, and no connection is lost.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

use crate::http::transport::lane::Lane;
use crate::http::transport::limits::Limits;

/// How long a connection may have been idle and still be taken by a request that must not be sent twice: much shorter than any server
/// waits before it closes.
pub const FRESH: Duration = Duration::from_millis(500);

/// When no connection has ended or become idle for so long, nobody waits for one that does.
pub const STANDSTILL: Duration = Duration::from_secs(1);

/// The place of a waiter: the smaller, the earlier.
pub type Ticket = u64;
/// One connection, from the attempt to make it to its end.
pub type Number = u64;

/// What a request wants of its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Where the connection is driven.
    pub lane: Lane,
    /// Whether it must not have been idle for longer than [`FRESH`].
    pub fresh: bool,
}

/// A connection that is handed over.
#[derive(Debug, PartialEq, Eq)]
pub struct Handed<K, C> {
    pub number: Number,
    pub key: K,
    pub lane: Lane,
    /// How long it was idle; nothing when it is new.
    pub idle: Option<Duration>,
    pub connection: C,
}

/// What is to be done, once the queue is not borrowed any more.
#[derive(Debug, PartialEq, Eq)]
pub enum Action<K, C> {
    /// Give this connection to that waiter, who does not wait any more.
    Hand(Ticket, Handed<K, C>),
    /// Begin to connect, for that waiter.
    Connect { number: Number, key: K, lane: Lane, waiter: Ticket },
    /// Give up connecting: nobody waits for it, and others need the room.
    Abandon(Number),
    /// Close an idle connection.
    Close(C),
}

pub type Actions<K, C> = Vec<Action<K, C>>;

struct Waiter {
    ticket: Ticket,
    fresh: bool,
    /// The attempt that was begun for it. Without one it stands in [`Origin::without`].
    attempt: Option<Number>,
    /// It has waited for so long that those of the other lane need not wait behind it.
    patient: bool,
}

struct Idle<C> {
    number: Number,
    /// When it became idle, among all that are.
    order: u64,
    since: Instant,
    until: Instant,
    is_new: bool,
    connection: C,
}

impl<C> Idle<C> {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.since) < FRESH
    }
}

struct Origin<C> {
    waiting: [VecDeque<Waiter>; 2],
    /// Those who have no attempt of their own, by their places.
    without: [VecDeque<Ticket>; 2],
    /// Oldest first.
    idle: [VecDeque<Idle<C>>; 2],
    open: [usize; 2],
    /// How many requests were handed to connections and have not begun.
    unbegun: [usize; 2],
}

impl<C> Default for Origin<C> {
    fn default() -> Self {
        Self {
            waiting: Default::default(),
            without: Default::default(),
            idle: Default::default(),
            open: [0; 2],
            unbegun: [0; 2],
        }
    }
}

/// What is known of a connection that is being made or stands.
struct Member<K> {
    key: K,
    lane: Lane,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It is being made, for somebody or for nobody any more.
    Attempt(Option<Ticket>),
    /// It stands.
    Standing,
}

impl Stage {
    fn owner(self) -> Option<Ticket> {
        match self {
            Self::Attempt(owner) => owner,
            Self::Standing => None,
        }
    }
}

/// All connections of a pool, and all who wait for one.
pub struct Queue<K, C> {
    limits: Limits,
    origins: HashMap<K, Origin<C>>,
    members: HashMap<Number, Member<K>>,
    /// The idle connections of all origins, by when they became idle.
    idle: BTreeMap<u64, Number>,
    /// The attempts that nobody waits for.
    orphans: BTreeSet<Number>,
    /// How many waiters have no attempt of their own.
    without: usize,
    /// How many connections there may be just now: fewer than the limit while the system has no descriptors for more.
    ceiling: usize,
    /// When a connection was last given back or ended.
    moved: Option<Instant>,
    last: u64,
}

impl<K: Clone + Eq + Hash, C> Queue<K, C> {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            origins: HashMap::new(),
            members: HashMap::new(),
            idle: BTreeMap::new(),
            orphans: BTreeSet::new(),
            without: 0,
            ceiling: limits.open,
            moved: None,
            last: 0,
        }
    }

    /// How many connections are idle.
    pub fn idle(&self) -> usize {
        self.idle.len()
    }

    /// How many connections stand or are being made.
    #[cfg(test)]
    pub fn open(&self) -> usize {
        self.members.len()
    }

    /// Whether this is an attempt that is under way.
    pub fn is_attempt(&self, number: Number) -> bool {
        self.members.get(&number).is_some_and(|member| member.stage != Stage::Standing)
    }

    /// Whether this is one of its connections, or an attempt to make one.
    pub fn has(&self, number: Number) -> bool {
        self.members.contains_key(&number)
    }

    /// A place in the queue, to ask with.
    pub fn ticket(&mut self) -> Ticket {
        self.last += 1;
        self.last
    }

    /// Somebody wants a connection. It may be there at once, among the actions.
    pub fn ask(&mut self, ticket: Ticket, key: &K, wish: Wish, now: Instant, actions: &mut Actions<K, C>) {
        let origin = self.origins.entry(key.clone()).or_default();
        let lane = wish.lane as usize;
        let waiter = Waiter { ticket, fresh: wish.fresh, attempt: None, patient: true };
        insert(&mut origin.waiting[lane], waiter, |waiter| waiter.ticket);
        insert(&mut origin.without[lane], ticket, |ticket| *ticket);
        self.without += 1;
        self.settle(key, now, actions);
    }

    /// An attempt has come to a connection, which may be used for so long without a word from the other side.
    pub fn made(&mut self, number: Number, until: Instant, connection: C, now: Instant, actions: &mut Actions<K, C>) {
        let Some(member) = self.members.get_mut(&number) else {
            actions.push(Action::Close(connection));
            return;
        };
        self.ceiling = self.limits.open.min(self.ceiling + 1);
        let (key, lane) = (member.key.clone(), member.lane);
        let owner = std::mem::replace(&mut member.stage, Stage::Standing).owner();
        self.orphans.remove(&number);
        if let Some(owner) = owner {
            self.dispossess(&key, lane, owner);
        }
        let idle = Idle { number, order: 0, since: now, until, is_new: true, connection };
        self.rest(&key, lane, idle, now, actions);
    }

    /// An attempt has failed; gives the waiter who is to hear of it.
    pub fn failed(&mut self, number: Number, now: Instant, actions: &mut Actions<K, C>) -> Option<Ticket> {
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

    /// An attempt has failed because there are no descriptors for more. Whoever it was begun for waits until others end, as long as
    /// others do; gives the waiter when none do.
    pub fn exhausted(&mut self, number: Number, now: Instant, actions: &mut Actions<K, C>) -> Option<Ticket> {
        let idle: Vec<Number> = self.idle.values().copied().collect();
        for number in &idle {
            self.close(*number, actions);
        }
        if !idle.is_empty() {
            self.moved = Some(now);
        }
        let Member { key, lane, stage } = self.members.get(&number)?;
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
        self.ceiling = self.members.len().max(1);
        self.settle(&key, now, actions);
        None
    }

    /// A connection can be used again, until then.
    pub fn returned(
        &mut self,
        number: Number,
        until: Instant,
        connection: C,
        now: Instant,
        actions: &mut Actions<K, C>,
    ) {
        self.moved = Some(now);
        match self.members.get(&number) {
            Some(member) if until > now => {
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

    /// A request that was handed over has begun, or never will: the next may.
    pub fn begun(&mut self, key: &K, lane: Lane, now: Instant, actions: &mut Actions<K, C>) {
        if let Some(origin) = self.origins.get_mut(key) {
            origin.unbegun[lane as usize] = origin.unbegun[lane as usize].saturating_sub(1);
            self.settle(key, now, actions);
        }
    }

    /// A connection has ended, whatever it was doing.
    pub fn gone(&mut self, number: Number, now: Instant, actions: &mut Actions<K, C>) {
        let Some(member) = self.remove(number) else { return };
        self.moved = Some(now);
        self.settle(&member.key, now, actions);
    }

    /// A waiter waits no more.
    pub fn leave(&mut self, key: &K, lane: Lane, ticket: Ticket, now: Instant, actions: &mut Actions<K, C>) {
        let Some(origin) = self.origins.get_mut(key) else { return };
        let Some(waiter) = take(&mut origin.waiting[lane as usize], ticket) else { return };
        self.inherit(key, lane, &waiter);
        self.settle(key, now, actions);
    }

    /// A waiter has waited for so long that the other lane need not wait behind it, and that it is tried again whether there are
    /// descriptors.
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

    /// Closes what has been idle for too long.
    pub fn sweep(&mut self, now: Instant, actions: &mut Actions<K, C>) {
        let numbers: Vec<Number> = self.idle.values().copied().collect();
        for number in numbers {
            let Some(Member { key, lane, .. }) = self.members.get(&number) else { continue };
            let (key, lane) = (key.clone(), *lane);
            let over = |idle: &Idle<C>| idle.number == number && idle.until <= now;
            if self.origins.get(&key).is_some_and(|origin| origin.idle[lane as usize].iter().any(over)) {
                self.close(number, actions);
                self.tidy(&key);
            }
        }
        self.cover(now, actions);
    }

    /// A connection is idle from now on, unless somebody waits for it.
    fn rest(&mut self, key: &K, lane: Lane, idle: Idle<C>, now: Instant, actions: &mut Actions<K, C>) {
        self.last += 1;
        self.idle.insert(self.last, idle.number);
        let origin = self.origins.entry(key.clone()).or_default();
        origin.idle[lane as usize].push_back(Idle { order: self.last, ..idle });
        self.hand_over(key, now, actions);
        while self.idle.len() > self.limits.idle {
            let Some((_, oldest)) = self.idle.first_key_value() else { break };
            self.close(*oldest, actions);
        }
        self.settle(key, now, actions);
    }

    /// Does what has become possible.
    fn settle(&mut self, key: &K, now: Instant, actions: &mut Actions<K, C>) {
        self.hand_over(key, now, actions);
        self.cover(now, actions);
        self.tidy(key);
    }

    /// Gives the connections that can be used to those who are first.
    fn hand_over(&mut self, key: &K, now: Instant, actions: &mut Actions<K, C>) {
        while let Some((lane, waiter, idle)) = self.next(key, now, actions) {
            let since = if idle.is_new { None } else { Some(now.duration_since(idle.since)) };
            let handed =
                Handed { number: idle.number, key: key.clone(), lane, idle: since, connection: idle.connection };
            let ticket = waiter.ticket;
            self.inherit(key, lane, &waiter);
            if let Some(origin) = self.origins.get_mut(key) {
                origin.unbegun[lane as usize] += 1;
            }
            actions.push(Action::Hand(ticket, handed));
        }
    }

    fn next(&mut self, key: &K, now: Instant, actions: &mut Actions<K, C>) -> Option<(Lane, Waiter, Idle<C>)> {
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
            // Connections of one lane are driven in order by one thread; what another thread is to begin must have begun.
            let blocked = match lane {
                Lane::Small => origin.unbegun[Lane::Bytes as usize] > 0,
                Lane::Bytes => origin.unbegun.iter().any(|count| *count > 0),
            };
            if blocked {
                return None;
            }
            let Some(waiter) = origin.waiting[lane as usize].front() else { continue };
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

    /// Takes the connection that was used last, of those that can be used.
    fn usable(
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
                let idle = self.origins.get_mut(key)?.idle[lane as usize].pop_back()?;
                self.idle.remove(&idle.order);
                return Some(idle);
            }
        }
    }

    /// What a waiter who is gone had begun for it goes to the next who has nothing, or to nobody.
    fn inherit(&mut self, key: &K, lane: Lane, waiter: &Waiter) {
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
            own(&mut origin.waiting[lane as usize], heir, Some(attempt));
        } else {
            self.orphans.insert(attempt);
        }
        if let Some(member) = self.members.get_mut(&attempt) {
            member.stage = Stage::Attempt(heir);
        }
    }

    /// Takes a waiter's attempt from it: it has come to a connection, which goes to the first.
    fn dispossess(&mut self, key: &K, lane: Lane, owner: Ticket) {
        if let Some(origin) = self.origins.get_mut(key) {
            own(&mut origin.waiting[lane as usize], owner, None);
            insert(&mut origin.without[lane as usize], owner, |ticket| *ticket);
            self.without += 1;
        }
    }

    /// Begins to connect for those who have nothing, in their order, as far as there is room.
    fn cover(&mut self, now: Instant, actions: &mut Actions<K, C>) {
        while self.without > 0 {
            let mut hungry = self.hungry(now);
            hungry.sort_by_key(|(ticket, ..)| *ticket);
            let Some((waiter, key, lane)) =
                hungry.into_iter().find(|(_, key, lane)| self.make_room(key, *lane, actions))
            else {
                return;
            };
            let number = self.ticket();
            let Some(origin) = self.origins.get_mut(&key) else { return };
            let without = &mut origin.without[lane as usize];
            let Ok(at) = without.binary_search(&waiter) else { return };
            without.remove(at);
            self.without -= 1;
            own(&mut origin.waiting[lane as usize], waiter, Some(number));
            origin.open[lane as usize] += 1;
            self.members.insert(number, Member { key: key.clone(), lane, stage: Stage::Attempt(Some(waiter)) });
            actions.push(Action::Connect { number, key, lane, waiter });
        }
    }

    /// Who of each origin and lane is the first to need a connection more.
    fn hungry(&self, now: Instant) -> Vec<(Ticket, K, Lane)> {
        let mut all = Vec::new();
        for (key, origin) in &self.origins {
            for lane in [Lane::Small, Lane::Bytes] {
                // Those that are idle although somebody waits are about to be handed over, but to nobody who wants a fresh one.
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

    /// Sees to it that a connection more can be made: something that nobody needs now goes first. False when there is no such thing.
    fn make_room(&mut self, key: &K, lane: Lane, actions: &mut Actions<K, C>) -> bool {
        loop {
            let Some(origin) = self.origins.get(key) else { return false };
            let bytes_here = origin.open[Lane::Bytes as usize];
            let of_bytes = lane == Lane::Bytes
                && (bytes_here >= self.limits.bytes_of_one_origin
                    || self.origins.values().map(|origin| origin.open[Lane::Bytes as usize]).sum::<usize>()
                        >= self.limits.bytes);
            let of_this = origin.open.iter().sum::<usize>() >= self.limits.of_one_origin
                || (of_bytes && bytes_here >= self.limits.bytes_of_one_origin);
            if !of_this && !of_bytes && self.members.len() < self.ceiling {
                return true;
            }
            let fits = |number: &Number| {
                self.members
                    .get(number)
                    .is_some_and(|member| (!of_this || member.key == *key) && (!of_bytes || member.lane == Lane::Bytes))
            };
            if let Some(number) = self.orphans.iter().copied().find(fits) {
                self.remove(number);
                actions.push(Action::Abandon(number));
            } else if let Some(number) = self.idle.values().copied().find(fits) {
                self.close(number, actions);
            } else {
                return false;
            }
        }
    }

    fn close(&mut self, number: Number, actions: &mut Actions<K, C>) {
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

    fn remove(&mut self, number: Number) -> Option<Member<K>> {
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
        self.tidy(&member.key);
        Some(member)
    }

    /// Forgets an origin that nobody has anything to do with.
    fn tidy(&mut self, key: &K) {
        if let Some(origin) = self.origins.get(key)
            && origin.open == [0; 2]
            && origin.unbegun == [0; 2]
            && origin.waiting.iter().all(VecDeque::is_empty)
        {
            self.origins.remove(key);
        }
    }
}

fn insert<T>(queue: &mut VecDeque<T>, item: T, place: impl Fn(&T) -> Ticket) {
    let at = queue.partition_point(|other| place(other) < place(&item));
    queue.insert(at, item);
}

fn take(waiting: &mut VecDeque<Waiter>, ticket: Ticket) -> Option<Waiter> {
    let at = waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket).ok()?;
    waiting.remove(at)
}

fn find(waiting: &VecDeque<Waiter>, ticket: Ticket) -> Option<&Waiter> {
    waiting.get(waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket).ok()?)
}

fn own(waiting: &mut VecDeque<Waiter>, ticket: Ticket, attempt: Option<Number>) {
    if let Ok(at) = waiting.binary_search_by_key(&ticket, |waiter| waiter.ticket) {
        waiting[at].attempt = attempt;
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
