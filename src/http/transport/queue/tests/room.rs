//! How many connections there are, and which one is closed for another.

use std::collections::BTreeSet;

use super::*;

#[test]
fn a_full_pool_serves_the_first_waiter() {
    let mut world = World::new(Limits { open: 2, of_one_origin: 2, ..LIMITS });
    let tickets = [world.small(1), world.small(1), world.small(2), world.small(1)];
    assert_eq!(world.attempts.len(), 2);
    let (one, two) = (world.connects(0), world.connects(0));
    world.act(|queue, now, actions| queue.gone(two, now, actions));
    assert_eq!(world.attempts.iter().map(|(_, waiter)| *waiter).collect::<Vec<_>>(), [tickets[2]]);
    // An idle connection is closed for a waiter that the limits keep from connecting.
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
fn an_attempt_without_a_waiter_makes_room() {
    let mut world = World::new(Limits { open: 1, of_one_origin: 1, ..LIMITS });
    let gone = world.small(1);
    let number = world.attempts[0].0;
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, gone, now, actions));
    let other = world.small(2);
    assert_eq!(world.abandoned, [number]);
    assert_eq!(world.attempts[0].1, other);
    let until = world.now + LATER;
    world.act(|queue, now, actions| queue.connected(number, until, number, now, actions));
    assert_eq!(world.closed, [number], "what was given up and stands nevertheless is closed");
}

#[test]
fn idle_connections_are_limited_and_the_oldest_is_closed_first() {
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
fn sweeping_closes_expired_connections() {
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
fn held_downloads_leave_room_for_small_requests() {
    let mut world = World::new(LIMITS);
    for _ in 0..5 {
        world.request(1, Lane::Bytes, false);
    }
    assert_eq!(world.attempts.len(), LIMITS.bytes_of_one_origin);
    let small = world.small(1);
    assert_eq!(world.attempts.last().map(|(_, waiter)| *waiter), Some(small));
}

#[test]
fn without_descriptors_waiters_use_existing_connections() {
    let mut world = World::new(LIMITS);
    let (first, second) = (world.small(1), world.small(1));
    let exhausted = world.attempts.remove(1).0;
    let mut notified = None;
    world.act(|queue, now, actions| notified = queue.exhausted(exhausted, now, actions));
    assert_eq!((notified, world.attempts.len()), (None, 1), "nothing more is tried");
    let made = world.connects(0);
    world.begins(1, Lane::Small);
    assert_eq!(world.has(first), Some(made));
    world.returns(made);
    assert_eq!(world.has(second), Some(made));
}

#[test]
fn without_descriptors_a_quarter_of_the_connections_is_given_up_for_the_program() {
    let mut world = World::new(Limits { open: 20, of_one_origin: 20, idle: 20, ..LIMITS });
    for _ in 0..30 {
        world.small(1);
    }
    let exhausted: Vec<_> = world.attempts.split_off(12).into_iter().map(|(number, _)| number).collect();
    let made: Vec<_> = (0..12).map(|_| world.connects(0)).collect();
    for number in exhausted {
        world.act(|queue, now, actions| assert_eq!(queue.exhausted(number, now, actions), None));
    }
    assert_eq!(world.attempts, [], "nothing more is tried");
    // Each one that returns serves the next waiter, until they are as few as they may be.
    for number in &made[..3] {
        world.begins(1, Lane::Small);
        world.returns(*number);
    }
    assert_eq!((&world.closed[..], world.queue.open()), (&made[..3], 9));
    world.begins(1, Lane::Small);
    world.returns(made[3]);
    assert_eq!((world.closed.len(), world.queue.open(), world.attempts.len()), (3, 9, 0));
    // Connections that are made later may be more again, but not at once.
    world.act(|queue, now, actions| queue.gone(made[4], now, actions));
    assert_eq!(world.attempts.len(), 1);
    world.connects(0);
    assert_eq!(world.attempts, []);
    world.now += STANDSTILL;
    world.act(|queue, now, actions| queue.gone(made[5], now, actions));
    world.connects(0);
    assert_eq!((world.queue.open(), world.attempts.len()), (10, 1));
}

#[test]
fn without_any_descriptor_the_waiter_gets_the_error() {
    let mut world = World::new(LIMITS);
    let only = world.small(1);
    let exhausted = world.attempts.remove(0).0;
    let mut notified = None;
    world.act(|queue, now, actions| notified = queue.exhausted(exhausted, now, actions));
    assert_eq!((notified, world.queue.open()), (Some(only), 0));
}

#[test]
fn waiters_do_not_wait_for_connections_that_never_end() {
    let mut world = World::new(LIMITS);
    world.small(1);
    world.connects(0);
    world.begins(1, Lane::Small);
    let waiter = world.small(1);
    let mut notified = None;
    let exhausted = world.attempts.remove(0).0;
    world.act(|queue, now, actions| notified = queue.exhausted(exhausted, now, actions));
    assert_eq!((notified, world.attempts.len()), (None, 0));
    world.now += STANDSTILL;
    world.act(|queue, now, actions| queue.let_pass(&1, Lane::Small, waiter, now, actions));
    let exhausted = world.attempts.remove(0).0;
    world.act(|queue, now, actions| notified = queue.exhausted(exhausted, now, actions));
    assert_eq!(notified, Some(waiter));
}

#[test]
fn unread_connections_are_taken_away_for_waiters() {
    let mut world = World::new(Limits { open: 3, of_one_origin: 3, bytes: 3, bytes_of_one_origin: 2, idle: 3 });
    for _ in 0..2 {
        world.request(1, Lane::Bytes, false);
    }
    let unread = [world.connects(0), world.connects(0)];
    world.begins(1, Lane::Bytes);
    let other = world.small(2);
    world.take_from(&unread);
    assert!(world.taken.is_empty(), "there is room");
    let elsewhere = world.connects(0);
    assert!(world.has(other).is_some());
    let (bytes, small) = (world.request(1, Lane::Bytes, false), world.small(1));
    world.take_from(&[elsewhere, unread[1]]);
    assert_eq!(world.taken, [unread[1], elsewhere], "each for a waiter that needs it");
    assert_eq!(world.attempts.iter().map(|(_, waiter)| *waiter).collect::<Vec<_>>(), [bytes, small]);
    world.take_from(&unread);
    assert_eq!(world.taken.len(), 2, "no more is needed");
    assert_eq!(world.queue.open(), 3);
}

#[test]
fn a_connection_read_again_is_not_taken_away() {
    let mut world = World::new(Limits { open: 1, of_one_origin: 1, ..LIMITS });
    world.small(1);
    let held = world.connects(0);
    world.small(1);
    world.act(|queue, now, actions| queue.make_room_of(vec![held], |_| false, now, actions));
    assert!(world.taken.is_empty() && world.attempts.is_empty());
}

#[test]
fn waiters_without_room_learn_which_connections_hold_it() {
    let mut world = World::new(Limits { open: 2, of_one_origin: 1, ..LIMITS });
    world.small(1);
    let (second, third) = (world.small(1), world.small(1));
    let shut = |holders| [BlockedWaiters { key: 1, lane: Lane::Small, waiting: vec![second, third], holders }];
    assert_eq!(world.queue.blocked_waiters(world.now), shut(None), "it is being made");
    let held = world.connects(0);
    assert_eq!(world.queue.blocked_waiters(world.now), shut(Some(vec![held])));
    world.small(2);
    let elsewhere = world.connects(0);
    world.small(3);
    let all = world.queue.blocked_waiters(world.now).into_iter().find(|shut| shut.key == 3).unwrap();
    assert_eq!(all.holders.map(|holders| holders.into_iter().collect::<BTreeSet<_>>()), Some([held, elsewhere].into()));
}
