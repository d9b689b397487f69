use proptest::prelude::*;

use super::*;

/// Admits until there are no waiters; returns the time of each turn, since `start`.
fn run(schedule: &mut Schedule, start: Instant) -> Vec<(u64, TurnTicket, Duration)> {
    let (mut now, mut turns) = (start, Vec::new());
    while let Some(next) = schedule.next(now) {
        now = now.max(next);
        while let Some((member, ticket)) = schedule.admit(now) {
            turns.push((member, ticket, now - start));
        }
    }
    turns
}

fn at_rate(rate: f64) -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_rate(Some(rate), Instant::now());
    schedule
}

fn request(schedule: &mut Schedule, member: u64, times: std::ops::Range<u32>, amount: f64) {
    for _ in times {
        schedule.request(member, amount);
    }
}

#[test]
fn turns_are_even_and_never_come_in_a_burst() {
    let mut schedule = at_rate(100.0);
    request(&mut schedule, 1, 0..200, 1.0);
    let start = Instant::now();
    let turns = run(&mut schedule, start);
    let at_once = turns.iter().filter(|(_, _, at)| at.is_zero()).count();
    assert!(at_once <= 2, "{at_once} at once");
    let expected = Duration::from_millis(1980);
    assert!(turns[199].2.abs_diff(expected) <= SLACK, "{:?}", turns[199].2);
}

#[test]
fn a_pause_does_not_accumulate_a_burst() {
    let (mut schedule, start) = (at_rate(100.0), Instant::now());
    schedule.request(1, 1.0);
    assert!(schedule.admit(start).is_some());
    let later = start + Duration::from_secs(60);
    request(&mut schedule, 1, 0..100, 1.0);
    let at_once = std::iter::from_fn(|| schedule.admit(later)).count();
    assert!(at_once <= 2, "{at_once} at once");
}

#[test]
fn the_rest_of_a_turn_follows_the_current_rate() {
    let (mut schedule, start) = (at_rate(1.0), Instant::now());
    schedule.request(1, 1000.0);
    assert!(schedule.admit(start).is_some());
    schedule.request(1, 1.0);
    let half = start + Duration::from_secs(500);
    schedule.set_rate(Some(1000.0), half);
    let waits = schedule.next(half).expect("one waits") - half;
    assert!(waits.abs_diff(Duration::from_millis(500)) <= SLACK, "{waits:?}");
}

#[test]
fn without_a_rate_there_is_no_wait() {
    let (mut schedule, now) = (Schedule::default(), Instant::now());
    request(&mut schedule, 1, 0..100, 1e12);
    assert_eq!(std::iter::from_fn(|| schedule.admit(now)).count(), 100);
    assert_eq!(schedule.next(now), None);
}

#[test]
fn a_job_with_few_requests_gets_an_equal_share() {
    let mut schedule = at_rate(100.0);
    request(&mut schedule, 1, 0..100, 1.0);
    request(&mut schedule, 2, 0..10, 1.0);
    let turns = run(&mut schedule, Instant::now());
    let of_second = turns.iter().take(20).filter(|(member, ..)| *member == 2).count();
    assert_eq!(of_second, 10);
}

#[test]
fn an_unused_turn_goes_to_the_next_waiter() {
    let (mut schedule, now) = (at_rate(10.0), Instant::now());
    schedule.request(1, 1.0);
    schedule.request(1, 1.0);
    assert!(schedule.admit(now).is_some() && schedule.admit(now).is_none());
    schedule.give_back(1, 1.0);
    assert!(schedule.admit(now).is_some());
}

#[test]
fn lifting_the_rate_releases_all_waiters() {
    let (mut schedule, now) = (at_rate(0.001), Instant::now());
    request(&mut schedule, 1, 0..3, 1.0);
    assert!(schedule.admit(now).is_some() && schedule.admit(now).is_none());
    schedule.set_rate(None, Instant::now());
    assert_eq!(std::iter::from_fn(|| schedule.admit(now)).count(), 2);
}

proptest! {
    #[test]
    fn no_window_exceeds_the_rate(
        rate in 1.0_f64..10_000.0,
        requests in prop::collection::vec((0_u64..3, 1_u32..50, 0_u64..200), 1..200),
    ) {
        // Each requests a turn some milliseconds after the one before, and the clock advances in steps of two.
        let (mut schedule, start) = (at_rate(rate), Instant::now());
        let mut arrivals = Vec::new();
        let mut at = 0;
        for (member, amount, after) in requests {
            at += after;
            arrivals.push((at, member, f64::from(amount)));
        }
        let (mut turns, mut amounts, mut now, mut next) = (Vec::new(), BTreeMap::new(), 0, 0);
        while turns.len() < arrivals.len() {
            while next < arrivals.len() && arrivals[next].0 <= now {
                let (_, member, amount) = arrivals[next];
                amounts.insert(schedule.request(member, amount), amount);
                next += 1;
            }
            while let Some((_, ticket)) = schedule.admit(start + Duration::from_millis(now)) {
                turns.push((now, amounts[&ticket]));
            }
            // Waits of hours are skipped.
            let due = schedule.next(start).map_or(0, |due| u64::try_from((due - start).as_millis()).unwrap_or(u64::MAX));
            let arrives = arrivals.get(next).map_or(u64::MAX, |arrival| arrival.0);
            now = (now + 2).max(due.min(arrives));
        }
        for first in 0..turns.len() {
            let mut sum = 0.0;
            for (at, amount) in &turns[first..] {
                #[expect(clippy::cast_precision_loss, reason = "milliseconds of a test")]
                let seconds = (at - turns[first].0) as f64 / 1000.0 + SLACK.as_secs_f64() + 0.002;
                // The amount of a turn is paid after it.
                prop_assert!(sum <= rate * seconds + 1e-6, "{sum} in {seconds} s at {rate}");
                sum += amount;
            }
        }
    }

    #[test]
    fn waiting_jobs_get_equal_shares(amounts in prop::collection::vec(1_u32..100, 20..200), first in 1_u64..3) {
        let mut schedule = at_rate(1000.0);
        let mut taken = BTreeMap::new();
        for amount in &amounts {
            for member in [first, 3 - first] {
                taken.insert(schedule.request(member, f64::from(*amount)), f64::from(*amount));
            }
        }
        let mut had = [0.0, 0.0];
        for (member, ticket, _) in run(&mut schedule, Instant::now()) {
            let at = usize::from(member == 2);
            had[at] += taken[&ticket];
            prop_assert!((had[0] - had[1]).abs() <= 100.0, "{had:?}");
        }
    }

    #[test]
    fn each_waiter_has_one_turn_in_order_and_none_after_leaving(
        steps in prop::collection::vec((0_u64..3, any::<bool>(), any::<bool>()), 1..200),
    ) {
        let (mut schedule, start) = (at_rate(50.0), Instant::now());
        let (mut now, mut waiting, mut had) = (start, Vec::new(), BTreeMap::<u64, TurnTicket>::new());
        for (member, cancels, waits) in steps {
            waiting.push((member, schedule.request(member, 1.0)));
            if cancels && let Some((member, ticket)) = waiting.pop() {
                prop_assert!(schedule.cancel(member, ticket));
                prop_assert!(!schedule.cancel(member, ticket));
            }
            if waits {
                now += Duration::from_millis(15);
            }
            while let Some(turn) = schedule.admit(now) {
                prop_assert!(waiting.contains(&turn));
                waiting.retain(|other| *other != turn);
                prop_assert!(had.insert(turn.0, turn.1).is_none_or(|before| before < turn.1));
            }
        }
        let rest = run(&mut schedule, now);
        prop_assert_eq!(rest.len(), waiting.len());
        prop_assert!(!schedule.is_waiting());
    }
}
