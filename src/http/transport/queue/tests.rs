use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits { open: 4, idle: 3, of_one_origin: 3, bytes: 3, bytes_of_one_origin: 2 };
const LATER: Duration = Duration::from_secs(60);

/// A queue whose connections are their numbers, and the server's side of it.
struct World {
    queue: Queue<u8, Number>,
    now: Instant,
    /// Attempts that are under way, in their order.
    attempts: Vec<(Number, Ticket)>,
    /// Who has which connection, in the order of handing over.
    handed: Vec<(Ticket, Number)>,
    /// Whose requests have not begun: connection, origin, lane, and whether its waiter was told.
    unbegun: Vec<(Number, u8, Lane, bool)>,
    closed: Vec<Number>,
    abandoned: Vec<Number>,
    taken: Vec<Number>,
    /// For whom an attempt to connect is under way, as the queue tells it.
    owners: BTreeMap<Ticket, bool>,
}

impl World {
    fn new(limits: Limits) -> Self {
        Self {
            queue: Queue::new(limits),
            now: Instant::now(),
            attempts: Vec::new(),
            handed: Vec::new(),
            unbegun: Vec::new(),
            closed: Vec::new(),
            abandoned: Vec::new(),
            taken: Vec::new(),
            owners: BTreeMap::new(),
        }
    }

    fn act(&mut self, step: impl FnOnce(&mut Queue<u8, Number>, Instant, &mut Actions<u8, Number>)) {
        let mut actions = Vec::new();
        step(&mut self.queue, self.now, &mut actions);
        for action in actions {
            match action {
                Action::Hand(ticket, Handed { number, key, lane, is_told, .. }) => {
                    self.handed.push((ticket, number));
                    self.unbegun.push((number, key, lane, is_told));
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

    fn take_from(&mut self, unread: &[Number]) {
        let unread = unread.to_vec();
        self.act(|queue, now, actions| queue.make_room_of(unread, |_| true, now, actions));
    }

    fn ask(&mut self, key: u8, lane: Lane, fresh: bool) -> Ticket {
        let ticket = self.queue.ticket();
        self.act(|queue, now, actions| queue.ask(ticket, &key, Wish { lane, fresh }, now, actions));
        ticket
    }

    fn small(&mut self, key: u8) -> Ticket {
        self.ask(key, Lane::Small, false)
    }

    /// The attempt at this place comes to a connection.
    fn connects(&mut self, at: usize) -> Number {
        let (number, _) = self.attempts.remove(at);
        let until = self.now + LATER;
        self.act(|queue, now, actions| queue.made(number, until, number, now, actions));
        number
    }

    fn fails(&mut self, at: usize) -> Option<Ticket> {
        let (number, _) = self.attempts.remove(at);
        let mut told = None;
        self.act(|queue, now, actions| told = queue.failed(number, now, actions));
        told
    }

    fn begins(&mut self, key: u8, lane: Lane) {
        if let Some(at) = self.unbegun.iter().position(|unbegun| (unbegun.1, unbegun.2) == (key, lane)) {
            self.begins_at(at);
        }
    }

    fn begins_at(&mut self, at: usize) {
        let (_, key, lane, was_told) = self.unbegun.remove(at);
        self.act(|queue, now, actions| queue.begun(&key, lane, was_told, now, actions));
    }

    /// A connection is given back; what was on it has begun before.
    fn returns(&mut self, number: Number) {
        if let Some(at) = self.unbegun.iter().position(|unbegun| unbegun.0 == number) {
            self.begins_at(at);
        }
        let until = self.now + LATER;
        self.act(|queue, now, actions| queue.returned(number, until, number, now, actions));
    }

    fn has(&self, ticket: Ticket) -> Option<Number> {
        self.handed.iter().find(|(other, _)| *other == ticket).map(|(_, number)| *number)
    }
}

#[test]
fn what_becomes_usable_goes_to_the_first() {
    let mut world = World::new(LIMITS);
    let first = world.small(1);
    let second = world.small(1);
    // The second one's attempt is there before the first one's.
    let made = world.connects(1);
    assert_eq!(world.handed, [(first, made)]);
    world.begins(1, Lane::Small);
    world.returns(made);
    assert_eq!(world.has(second), Some(made), "one that is idle again serves as well as a new one");
    let late = world.connects(0);
    assert_eq!(world.queue.idle(), 1, "a connection that comes too late is kept: {late}");
    world.begins(1, Lane::Small);
    let third = world.small(1);
    assert_eq!(world.has(third), Some(late));
}

#[test]
fn whoever_was_told_of_a_connection_is_not_overtaken_before_it_has_begun() {
    let mut world = World::new(LIMITS);
    let first = world.small(1);
    world.small(1);
    let made = [world.connects(0), world.connects(0)];
    assert_eq!(world.handed.len(), 2);
    world.begins(1, Lane::Small);
    world.returns(made[0]);
    assert_eq!((world.has(first), world.queue.idle()), (Some(made[0]), 1));
    // The second was told, and continues when its task does.
    let third = world.small(1);
    assert_eq!(world.has(third), None);
    assert!(world.attempts.is_empty(), "the connection that is there is enough");
    world.begins(1, Lane::Small);
    assert_eq!(world.has(third), Some(made[0]));
}

#[test]
fn new_connections_are_used_in_the_order_in_which_they_were_made() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, bytes: 9, bytes_of_one_origin: 9, idle: 9 });
    world.ask(1, Lane::Bytes, false);
    let small = [world.small(1), world.small(1), world.small(1)];
    let made = [world.connects(1), world.connects(1), world.connects(1)];
    world.connects(0);
    world.begins(1, Lane::Bytes);
    assert_eq!(small.map(|ticket| world.has(ticket)), made.map(Some));
}

#[test]
fn connections_that_were_just_used_are_used_again_in_the_order_in_which_they_were() {
    let mut world = World::new(LIMITS);
    let _asked: Vec<Ticket> = (0..3).map(|_| world.small(1)).collect();
    let connections: Vec<Number> = (0..3).map(|_| world.connects(0)).collect();
    for at in [1, 2, 0] {
        world.returns(connections[at]);
    }
    let again: Vec<Ticket> = (0..2).map(|_| world.small(1)).collect();
    let taken: Vec<Option<Number>> = again.iter().map(|ticket| world.has(*ticket)).collect();
    assert_eq!(taken, [Some(connections[1]), Some(connections[2])]);
}

#[test]
fn of_connections_that_were_idle_for_a_while_the_last_is_used() {
    let mut world = World::new(LIMITS);
    let _asked: Vec<Ticket> = (0..3).map(|_| world.small(1)).collect();
    let connections: Vec<Number> = (0..3).map(|_| world.connects(0)).collect();
    for at in [1, 2, 0] {
        world.returns(connections[at]);
    }
    world.now += WARM;
    let again = world.small(1);
    assert_eq!(world.has(again), Some(connections[0]));
}

#[test]
fn whoever_leaves_gives_what_was_begun_for_it_to_the_next() {
    let mut world = World::new(Limits { of_one_origin: 1, ..LIMITS });
    let first = world.small(1);
    let second = world.small(1);
    assert_eq!(world.attempts.len(), 1, "no more than one at a time");
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, first, now, actions));
    let made = world.connects(0);
    assert_eq!(world.handed, [(second, made)]);
}

#[test]
fn a_failure_is_told_to_whom_it_was_begun_for() {
    let mut world = World::new(LIMITS);
    let first = world.small(1);
    let second = world.small(1);
    assert_eq!(world.fails(1), Some(second));
    // Served by what the second had begun, the first leaves it its own.
    let third = world.small(1);
    let made = world.connects(1);
    assert_eq!(world.handed, [(first, made)]);
    assert_eq!(world.fails(0), Some(third));
    assert!(world.attempts.is_empty());
}

#[test]
fn a_failure_that_nobody_waits_for_is_told_to_nobody() {
    let mut world = World::new(LIMITS);
    let only = world.small(1);
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, only, now, actions));
    assert_eq!(world.fails(0), None);
    assert_eq!(world.queue.open(), 0);
}

#[test]
fn a_full_pool_makes_wait_and_gives_room_to_the_first() {
    let mut world = World::new(Limits { open: 2, of_one_origin: 2, ..LIMITS });
    let tickets = [world.small(1), world.small(1), world.small(2), world.small(1)];
    assert_eq!(world.attempts.len(), 2);
    let (one, two) = (world.connects(0), world.connects(0));
    world.act(|queue, now, actions| queue.gone(two, now, actions));
    assert_eq!(world.attempts.iter().map(|(_, waiter)| *waiter).collect::<Vec<_>>(), [tickets[2]]);
    // What is idle while somebody else has no room is closed for him.
    world.connects(0);
    assert!(world.has(tickets[2]).is_some());
    world.begins(1, Lane::Small);
    world.returns(one);
    assert_eq!(world.has(tickets[3]), Some(one));
}

#[test]
fn an_idle_connection_makes_room_for_another_origin() {
    let mut world = World::new(Limits { open: 1, idle: 1, of_one_origin: 1, ..LIMITS });
    world.small(1);
    let one = world.connects(0);
    let other = world.small(2);
    assert!(world.attempts.is_empty());
    world.returns(one);
    assert_eq!(world.closed, [one]);
    assert_eq!(world.attempts[0].1, other);
}

#[test]
fn an_attempt_that_nobody_waits_for_makes_room() {
    let mut world = World::new(Limits { open: 1, of_one_origin: 1, ..LIMITS });
    let gone = world.small(1);
    let number = world.attempts[0].0;
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, gone, now, actions));
    let other = world.small(2);
    assert_eq!(world.abandoned, [number]);
    assert_eq!(world.attempts[0].1, other);
    let until = world.now + LATER;
    world.act(|queue, now, actions| queue.made(number, until, number, now, actions));
    assert_eq!(world.closed, [number], "what was given up and stands nevertheless is closed");
}

#[test]
fn idle_connections_are_few_and_the_least_used_goes_first() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, idle: 2, ..LIMITS });
    for _ in 0..4 {
        world.small(1);
    }
    let numbers: Vec<_> = (0..4).map(|_| world.connects(0)).collect();
    for number in &numbers {
        world.returns(*number);
    }
    assert_eq!(world.closed, numbers[..2]);
    assert_eq!((world.queue.idle(), world.queue.open()), (2, 2));
}

#[test]
fn what_must_not_be_sent_twice_takes_no_connection_that_was_idle_for_long() {
    let mut world = World::new(LIMITS);
    world.small(1);
    let old = world.connects(0);
    world.begins(1, Lane::Small);
    world.returns(old);
    world.now += FRESH;
    let fresh = world.ask(1, Lane::Small, true);
    assert_eq!(world.has(fresh), None);
    let new = world.connects(0);
    assert_eq!(world.has(fresh), Some(new));
    world.returns(new);
    let again = world.ask(1, Lane::Small, true);
    assert_eq!(world.has(again), Some(new), "used a moment ago, it is fresh");
    let any = world.small(1);
    assert_eq!(world.has(any), Some(old));
}

#[test]
fn a_connection_past_its_time_is_not_used_again() {
    let mut world = World::new(LIMITS);
    world.small(1);
    let number = world.connects(0);
    world.begins(1, Lane::Small);
    world.returns(number);
    world.now += LATER;
    let ticket = world.small(1);
    assert_eq!((world.has(ticket), &world.closed[..]), (None, &[number][..]));
    let over = world.connects(0);
    let now = world.now;
    world.act(|queue, _, actions| queue.returned(over, now, over, now, actions));
    assert_eq!(world.closed, [number, over], "one that may not be idle at all is closed at once");
    assert_eq!(world.queue.open(), 0);
}

#[test]
fn sweeping_closes_what_was_idle_for_too_long() {
    let mut world = World::new(LIMITS);
    world.small(1);
    let number = world.connects(0);
    world.returns(number);
    world.act(Queue::sweep);
    assert_eq!(world.queue.idle(), 1);
    world.now += LATER;
    world.act(Queue::sweep);
    assert_eq!((world.queue.idle(), world.queue.open(), &world.closed[..]), (0, 0, &[number][..]));
}

#[test]
fn the_lanes_keep_to_one_order() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, ..LIMITS });
    let bytes = world.ask(1, Lane::Bytes, false);
    let small = world.small(1);
    world.connects(1);
    assert!(world.handed.is_empty(), "the small one is ready first, and waits");
    world.connects(0);
    assert_eq!(world.handed.len(), 1, "and until the first has begun");
    assert!(world.has(bytes).is_some());
    world.begins(1, Lane::Bytes);
    assert!(world.has(small).is_some());
    assert!(world.attempts.is_empty(), "nothing was begun twice");
}

#[test]
fn nobody_waits_for_the_other_lane_for_ever() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, ..LIMITS });
    let bytes = world.ask(1, Lane::Bytes, false);
    let small = world.small(1);
    world.connects(1);
    world.act(|queue, now, actions| queue.let_pass(&1, Lane::Bytes, bytes, now, actions));
    assert!(world.has(small).is_some());
    assert!(world.has(bytes).is_none());
}

#[test]
fn downloads_that_are_held_leave_room_for_small_requests() {
    let mut world = World::new(LIMITS);
    for _ in 0..5 {
        world.ask(1, Lane::Bytes, false);
    }
    assert_eq!(world.attempts.len(), LIMITS.bytes_of_one_origin);
    let small = world.small(1);
    assert_eq!(world.attempts.last().map(|(_, waiter)| *waiter), Some(small));
}

#[test]
fn without_descriptors_for_more_they_wait_for_those_that_are_there() {
    let mut world = World::new(LIMITS);
    let (first, second) = (world.small(1), world.small(1));
    let exhausted = world.attempts.remove(1).0;
    let mut told = None;
    world.act(|queue, now, actions| told = queue.exhausted(exhausted, now, actions));
    assert_eq!((told, world.attempts.len()), (None, 1), "nothing more is tried");
    let made = world.connects(0);
    world.begins(1, Lane::Small);
    assert_eq!(world.has(first), Some(made));
    world.returns(made);
    assert_eq!(world.has(second), Some(made));
}

#[test]
fn without_any_descriptor_it_is_told_to_whoever_asks() {
    let mut world = World::new(LIMITS);
    let only = world.small(1);
    let exhausted = world.attempts.remove(0).0;
    let mut told = None;
    world.act(|queue, now, actions| told = queue.exhausted(exhausted, now, actions));
    assert_eq!((told, world.queue.open()), (Some(only), 0));
}

#[test]
fn nobody_waits_for_connections_that_never_end() {
    let mut world = World::new(LIMITS);
    world.small(1);
    world.connects(0);
    world.begins(1, Lane::Small);
    let waiter = world.small(1);
    let mut told = None;
    let exhausted = world.attempts.remove(0).0;
    world.act(|queue, now, actions| told = queue.exhausted(exhausted, now, actions));
    assert_eq!((told, world.attempts.len()), (None, 0));
    world.now += STANDSTILL;
    world.act(|queue, now, actions| queue.let_pass(&1, Lane::Small, waiter, now, actions));
    let exhausted = world.attempts.remove(0).0;
    world.act(|queue, now, actions| told = queue.exhausted(exhausted, now, actions));
    assert_eq!(told, Some(waiter));
}

#[test]
fn what_nobody_reads_goes_to_those_who_have_no_room() {
    let mut world = World::new(Limits { open: 3, of_one_origin: 3, bytes: 3, bytes_of_one_origin: 2, idle: 3 });
    for _ in 0..2 {
        world.ask(1, Lane::Bytes, false);
    }
    let unread = [world.connects(0), world.connects(0)];
    world.begins(1, Lane::Bytes);
    let other = world.small(2);
    world.take_from(&unread);
    assert!(world.taken.is_empty(), "there is room");
    let elsewhere = world.connects(0);
    assert!(world.has(other).is_some());
    let (bytes, small) = (world.ask(1, Lane::Bytes, false), world.small(1));
    world.take_from(&[elsewhere, unread[1]]);
    assert_eq!(world.taken, [unread[1], elsewhere], "each for somebody whom it helps");
    assert_eq!(world.attempts.iter().map(|(_, waiter)| *waiter).collect::<Vec<_>>(), [bytes, small]);
    world.take_from(&unread);
    assert_eq!(world.taken.len(), 2, "nobody needs more");
    assert_eq!(world.queue.open(), 3);
}

#[test]
fn what_is_read_after_all_is_left() {
    let mut world = World::new(Limits { open: 1, of_one_origin: 1, ..LIMITS });
    world.small(1);
    let held = world.connects(0);
    world.small(1);
    world.act(|queue, now, actions| queue.make_room_of(vec![held], |_| false, now, actions));
    assert!(world.taken.is_empty() && world.attempts.is_empty());
}

#[test]
fn those_who_find_no_room_are_told_who_has_it() {
    let mut world = World::new(Limits { open: 2, of_one_origin: 1, ..LIMITS });
    world.small(1);
    let (second, third) = (world.small(1), world.small(1));
    let shut = |holders| [Shut { key: 1, lane: Lane::Small, waiting: vec![second, third], holders }];
    assert_eq!(world.queue.shut(world.now), shut(None), "it is being made");
    let held = world.connects(0);
    assert_eq!(world.queue.shut(world.now), shut(Some(vec![held])));
    world.small(2);
    let elsewhere = world.connects(0);
    world.small(3);
    let all = world.queue.shut(world.now).into_iter().find(|shut| shut.key == 3).unwrap();
    assert_eq!(all.holders.map(|holders| holders.into_iter().collect::<BTreeSet<_>>()), Some([held, elsewhere].into()));
}

#[test]
fn it_is_known_for_whom_a_connection_is_being_made() {
    let mut world = World::new(Limits { of_one_origin: 1, ..LIMITS });
    let (first, second) = (world.small(1), world.small(1));
    assert_eq!(world.owners, [(first, true)].into());
    let exhausted = world.attempts.remove(0).0;
    let held = world.small(2);
    world.act(|queue, now, actions| assert!(queue.exhausted(exhausted, now, actions).is_none()));
    assert_eq!(world.owners, [(first, false), (held, true)].into());
    world.connects(0);
    world.act(|queue, now, actions| queue.let_pass(&1, Lane::Small, first, now, actions));
    assert_eq!(world.owners, [(first, true), (held, false)].into(), "what is made counts no more");
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, first, now, actions));
    assert!(world.owners[&second]);
}

#[derive(Debug, Clone)]
enum Step {
    Ask(u8, bool, bool),
    Connects(usize),
    Fails(usize),
    Exhausts(usize),
    Begins(usize),
    Returns(usize),
    Ends(usize),
    Leaves(usize),
    Later,
    Sweep,
    TakesAway(Vec<usize>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u8..3, any::<bool>(), any::<bool>()).prop_map(|(key, bytes, fresh)| Step::Ask(key, bytes, fresh)),
        3 => any::<usize>().prop_map(Step::Connects),
        1 => any::<usize>().prop_map(Step::Fails),
        1 => any::<usize>().prop_map(Step::Exhausts),
        3 => any::<usize>().prop_map(Step::Begins),
        3 => any::<usize>().prop_map(Step::Returns),
        1 => any::<usize>().prop_map(Step::Ends),
        1 => any::<usize>().prop_map(Step::Leaves),
        1 => Just(Step::Later),
        1 => Just(Step::Sweep),
        1 => prop::collection::vec(any::<usize>(), 0..4).prop_map(Step::TakesAway),
    ]
}

/// What a run of steps knows of the requests, beside the queue.
#[derive(Default)]
struct Ledger {
    waiting: BTreeMap<Ticket, (u8, Lane)>,
    /// Connections in use: whose, and whether it has begun.
    used: BTreeMap<Number, (u8, Lane, bool)>,
    idle: BTreeSet<Number>,
}

impl Ledger {
    /// Takes note of what was handed over since the last time, and checks that nobody of the same lane was passed over.
    fn note(&mut self, world: &mut World) {
        for (ticket, number) in std::mem::take(&mut world.handed) {
            let (key, lane) = self.waiting.remove(&ticket).expect("only who waits is given anything");
            let earlier = self.waiting.iter().find(|(other, whose)| **other < ticket && **whose == (key, lane));
            assert_eq!(earlier, None, "{ticket} was served before");
            assert!(self.used.insert(number, (key, lane, false)).is_none(), "nobody shares a connection");
        }
        assert!(world.queue.open() <= LIMITS.open && world.queue.idle() <= LIMITS.idle);
    }
}

fn pick<T: Clone>(items: impl IntoIterator<Item = T>, at: usize) -> Option<T> {
    let items: Vec<T> = items.into_iter().collect();
    (!items.is_empty()).then(|| items[at % items.len()].clone())
}

proptest! {
    #[test]
    fn nobody_is_passed_over_or_forgotten(steps in prop::collection::vec(step(), 0..80)) {
        let mut world = World::new(LIMITS);
        let mut ledger = Ledger::default();
        for step in steps {
            match step {
                Step::Ask(key, bytes, fresh) => {
                    let lane = if bytes { Lane::Bytes } else { Lane::Small };
                    let ticket = world.queue.ticket();
                    ledger.waiting.insert(ticket, (key, lane));
                    world.act(|queue, now, actions| queue.ask(ticket, &key, Wish { lane, fresh }, now, actions));
                }
                Step::Connects(at) if !world.attempts.is_empty() => {
                    world.connects(at % world.attempts.len());
                }
                Step::Fails(at) if !world.attempts.is_empty() => {
                    if let Some(ticket) = world.fails(at % world.attempts.len()) {
                        prop_assert!(ledger.waiting.remove(&ticket).is_some(), "an error goes to somebody who waits");
                    }
                }
                Step::Exhausts(at) if !world.attempts.is_empty() => {
                    let (number, _) = world.attempts.remove(at % world.attempts.len());
                    let mut told = None;
                    world.act(|queue, now, actions| told = queue.exhausted(number, now, actions));
                    if let Some(ticket) = told {
                        prop_assert!(ledger.waiting.remove(&ticket).is_some(), "an error goes to somebody who waits");
                    }
                }
                Step::Begins(at) => {
                    let unbegun = ledger.used.iter().filter(|(_, used)| !used.2).map(|(number, _)| *number);
                    if let Some(number) = pick(unbegun, at) {
                        let (key, lane, _) = ledger.used[&number];
                        ledger.used.insert(number, (key, lane, true));
                        world.begins(key, lane);
                    }
                }
                Step::Returns(at) | Step::Ends(at) => {
                    if let Some(number) = pick(ledger.used.keys().copied(), at) {
                        let (key, lane, begun) = ledger.used.remove(&number).expect("it was picked from there");
                        if !begun {
                            world.begins(key, lane);
                        }
                        if matches!(step, Step::Returns(_)) {
                            ledger.idle.insert(number);
                            world.returns(number);
                        } else {
                            world.act(|queue, now, actions| queue.gone(number, now, actions));
                        }
                    }
                }
                Step::Leaves(at) => {
                    if let Some(ticket) = pick(ledger.waiting.keys().copied(), at) {
                        let (key, lane) = ledger.waiting.remove(&ticket).expect("it was picked from there");
                        world.act(|queue, now, actions| queue.leave(&key, lane, ticket, now, actions));
                    }
                }
                Step::Later => world.now += FRESH,
                Step::Sweep => world.act(Queue::sweep),
                Step::TakesAway(places) => {
                    let begun: Vec<_> = ledger.used.iter().filter(|(_, used)| used.2).map(|(number, _)| *number).collect();
                    let mut unread: Vec<_> = places.iter().filter_map(|at| pick(begun.iter().copied(), *at)).collect();
                    unread.dedup();
                    world.take_from(&unread);
                    for number in std::mem::take(&mut world.taken) {
                        prop_assert!(unread.contains(&number) && ledger.used.remove(&number).is_some());
                        world.act(|queue, now, actions| queue.gone(number, now, actions));
                    }
                }
                Step::Connects(_) | Step::Fails(_) | Step::Exhausts(_) => {}
            }
            ledger.note(&mut world);
        }
        // When all that is under way comes to its end, everybody is served.
        for _ in 0..10_000 {
            if let Some((number, (key, lane, begun))) = ledger.used.pop_first() {
                if !begun {
                    world.begins(key, lane);
                }
                world.returns(number);
            } else if world.attempts.is_empty() {
                break;
            } else {
                world.connects(0);
            }
            ledger.note(&mut world);
        }
        prop_assert!(ledger.waiting.is_empty(), "{:?} wait for ever", ledger.waiting);
        world.now += LATER;
        world.act(Queue::sweep);
        prop_assert_eq!((world.queue.open(), world.queue.idle()), (0, 0), "nothing is left behind");
        prop_assert!(world.queue.origins.is_empty());
    }
}
