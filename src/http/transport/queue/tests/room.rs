//! How many connections there are, and which one is closed for another.

use std::collections::BTreeSet;

use super::*;

#[test]
fn a_full_pool_makes_wait_and_gives_room_to_the_first() {
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
