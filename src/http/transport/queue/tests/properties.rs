//! In any order of events, no waiter is overtaken or forgotten.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

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

/// The record of a run of steps about the requests, independently of the queue.
#[derive(Default)]
struct Ledger {
    waiting: BTreeMap<Ticket, (u8, Lane)>,
    /// Connections in use: the waiter, and whether its request has started.
    used: BTreeMap<ConnectionNumber, (u8, Lane, bool)>,
    idle: BTreeSet<ConnectionNumber>,
}

impl Ledger {
    /// Records what was handed over since the last call, and checks that no waiter of the same lane was overtaken.
    fn note(&mut self, world: &mut World) {
        for (ticket, number) in std::mem::take(&mut world.handed) {
            let (key, lane) = self.waiting.remove(&ticket).expect("only a waiter is given a connection");
            let earlier = self.waiting.iter().find(|(other, whose)| **other < ticket && **whose == (key, lane));
            assert_eq!(earlier, None, "{ticket} was served before");
            assert!(self.used.insert(number, (key, lane, false)).is_none(), "no connection is shared");
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
    fn no_waiter_is_overtaken_or_lost(steps in prop::collection::vec(step(), 0..80)) {
        let mut world = World::new(LIMITS);
        let mut ledger = Ledger::default();
        for step in steps {
            match step {
                Step::Ask(key, bytes, fresh) => {
                    let lane = if bytes { Lane::Bytes } else { Lane::Small };
                    let ticket = world.queue.ticket();
                    ledger.waiting.insert(ticket, (key, lane));
                    world.act(|queue, now, actions| queue.request(ticket, &key, ConnectionNeeds { lane, fresh }, now, actions));
                }
                Step::Connects(at) if !world.attempts.is_empty() => {
                    world.connects(at % world.attempts.len());
                }
                Step::Fails(at) if !world.attempts.is_empty() => {
                    if let Some(ticket) = world.fails(at % world.attempts.len()) {
                        prop_assert!(ledger.waiting.remove(&ticket).is_some(), "an error goes to a waiter");
                    }
                }
                Step::Exhausts(at) if !world.attempts.is_empty() => {
                    let (number, _) = world.attempts.remove(at % world.attempts.len());
                    let mut notified = None;
                    world.act(|queue, now, actions| notified = queue.exhausted(number, now, actions));
                    if let Some(ticket) = notified {
                        prop_assert!(ledger.waiting.remove(&ticket).is_some(), "an error goes to a waiter");
                    }
                }
                Step::Begins(at) => {
                    let unstarted = ledger.used.iter().filter(|(_, used)| !used.2).map(|(number, _)| *number);
                    if let Some(number) = pick(unstarted, at) {
                        let (key, lane, _) = ledger.used[&number];
                        ledger.used.insert(number, (key, lane, true));
                        world.begins(key, lane);
                    }
                }
                Step::Returns(at) | Step::Ends(at) => {
                    if let Some(number) = pick(ledger.used.keys().copied(), at) {
                        let (key, lane, started) = ledger.used.remove(&number).expect("it was picked from there");
                        if !started {
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
                    let started: Vec<_> = ledger.used.iter().filter(|(_, used)| used.2).map(|(number, _)| *number).collect();
                    let mut unread: Vec<_> = places.iter().filter_map(|at| pick(started.iter().copied(), *at)).collect();
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
        // When everything in flight has ended, all waiters have been served.
        for _ in 0..10_000 {
            if let Some((number, (key, lane, started))) = ledger.used.pop_first() {
                if !started {
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
