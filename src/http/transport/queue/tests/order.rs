//! Which waiter is served when, and by which connection.

use super::*;

#[test]
fn a_usable_connection_goes_to_the_first_waiter() {
    let mut world = World::new(LIMITS);
    let first = world.small(1);
    let second = world.small(1);
    // The second one's attempt succeeds before the first one's.
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
fn a_notified_waiter_is_not_overtaken_before_it_starts() {
    let mut world = World::new(LIMITS);
    let first = world.small(1);
    world.small(1);
    let made = [world.connects(0), world.connects(0)];
    assert_eq!(world.handed.len(), 2);
    world.begins(1, Lane::Small);
    world.returns(made[0]);
    assert_eq!((world.has(first), world.queue.idle()), (Some(made[0]), 1));
    // The second was notified, and continues when its task does.
    let third = world.small(1);
    assert_eq!(world.has(third), None);
    assert!(world.attempts.is_empty(), "the connection that is there is enough");
    world.begins(1, Lane::Small);
    assert_eq!(world.has(third), Some(made[0]));
}

#[test]
fn new_connections_are_used_in_order_of_creation() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, bytes: 9, bytes_of_one_origin: 9, idle: 9 });
    world.request(1, Lane::Bytes, false);
    let small = [world.small(1), world.small(1), world.small(1)];
    let made = [world.connects(1), world.connects(1), world.connects(1)];
    world.connects(0);
    world.begins(1, Lane::Bytes);
    assert_eq!(small.map(|ticket| world.has(ticket)), made.map(Some));
}

#[test]
fn warm_connections_are_reused_in_order() {
    let mut world = World::new(LIMITS);
    let _tickets: Vec<Ticket> = (0..3).map(|_| world.small(1)).collect();
    let connections: Vec<ConnectionNumber> = (0..3).map(|_| world.connects(0)).collect();
    for at in [1, 2, 0] {
        world.returns(connections[at]);
    }
    let again: Vec<Ticket> = (0..2).map(|_| world.small(1)).collect();
    let taken: Vec<Option<ConnectionNumber>> = again.iter().map(|ticket| world.has(*ticket)).collect();
    assert_eq!(taken, [Some(connections[1]), Some(connections[2])]);
}

#[test]
fn the_most_recent_idle_connection_is_used() {
    let mut world = World::new(LIMITS);
    let _tickets: Vec<Ticket> = (0..3).map(|_| world.small(1)).collect();
    let connections: Vec<ConnectionNumber> = (0..3).map(|_| world.connects(0)).collect();
    for at in [1, 2, 0] {
        world.returns(connections[at]);
    }
    world.now += WARM;
    let again = world.small(1);
    assert_eq!(world.has(again), Some(connections[0]));
}

#[test]
fn the_attempt_of_a_leaving_waiter_goes_to_the_next() {
    let mut world = World::new(Limits { of_one_origin: 1, ..LIMITS });
    let first = world.small(1);
    let second = world.small(1);
    assert_eq!(world.attempts.len(), 1, "no more than one at a time");
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, first, now, actions));
    let made = world.connects(0);
    assert_eq!(world.handed, [(second, made)]);
}

#[test]
fn a_failed_attempt_is_reported_to_its_waiter() {
    let mut world = World::new(LIMITS);
    let first = world.small(1);
    let second = world.small(1);
    assert_eq!(world.fails(1), Some(second));
    // The first is served by the second's attempt, and leaves its own to the second.
    let third = world.small(1);
    let made = world.connects(1);
    assert_eq!(world.handed, [(first, made)]);
    assert_eq!(world.fails(0), Some(third));
    assert!(world.attempts.is_empty());
}

#[test]
fn a_failed_attempt_without_a_waiter_is_not_reported() {
    let mut world = World::new(LIMITS);
    let only = world.small(1);
    world.act(|queue, now, actions| queue.leave(&1, Lane::Small, only, now, actions));
    assert_eq!(world.fails(0), None);
    assert_eq!(world.queue.open(), 0);
}

#[test]
fn a_request_that_must_not_be_repeated_avoids_long_idle_connections() {
    let mut world = World::new(LIMITS);
    world.small(1);
    let old = world.connects(0);
    world.begins(1, Lane::Small);
    world.returns(old);
    world.now += FRESH;
    let fresh = world.request(1, Lane::Small, true);
    assert_eq!(world.has(fresh), None);
    let new = world.connects(0);
    assert_eq!(world.has(fresh), Some(new));
    world.returns(new);
    let again = world.request(1, Lane::Small, true);
    assert_eq!(world.has(again), Some(new), "used a moment ago, it is fresh");
    let any = world.small(1);
    assert_eq!(world.has(any), Some(old));
}

#[test]
fn an_expired_connection_is_not_reused() {
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
fn the_lanes_share_one_order() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, ..LIMITS });
    let bytes = world.request(1, Lane::Bytes, false);
    let small = world.small(1);
    world.connects(1);
    assert!(world.handed.is_empty(), "the small one is ready first, and waits");
    world.connects(0);
    assert_eq!(world.handed.len(), 1, "and until the first has started");
    assert!(world.has(bytes).is_some());
    world.begins(1, Lane::Bytes);
    assert!(world.has(small).is_some());
    assert!(world.attempts.is_empty(), "nothing was started twice");
}

#[test]
fn no_waiter_waits_for_the_other_lane_forever() {
    let mut world = World::new(Limits { open: 9, of_one_origin: 9, ..LIMITS });
    let bytes = world.request(1, Lane::Bytes, false);
    let small = world.small(1);
    world.connects(1);
    world.act(|queue, now, actions| queue.let_pass(&1, Lane::Bytes, bytes, now, actions));
    assert!(world.has(small).is_some());
    assert!(world.has(bytes).is_none());
}

#[test]
fn whoever_has_waited_long_waits_no_longer_for_a_request_that_nobody_drives() {
    for lane in [Lane::Small, Lane::Bytes] {
        let mut world = World::new(LIMITS);
        // It is handed a connection, and does not start.
        world.request(1, lane.other(), false);
        world.connects(0);
        let waiter = world.request(1, lane, false);
        let number = world.connects(0);
        assert_eq!(world.has(waiter), None, "the request of the other lane is to start first");
        world.act(|queue, now, actions| queue.let_pass(&1, lane, waiter, now, actions));
        assert_eq!(world.has(waiter), Some(number));
    }
}

#[test]
fn the_waiter_of_each_attempt_is_known() {
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
