use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::http::pace::schedule::SLACK;

fn throttle(rate: &mut AdaptiveRate, count: u32, now: Instant) {
    (0..count).for_each(|_| rate.throttled(now, now));
}

#[test]
fn single_rejections_do_not_lower_the_rate() {
    let (mut rate, start) = (AdaptiveRate::default(), Instant::now());
    for at in 0..200_000_u64 {
        let now = start + Duration::from_micros(at * 500);
        // One in a hundred, whatever was sent.
        if at % 97 == 0 {
            rate.throttled(now, now);
        } else {
            rate.accepted(1.0, now);
        }
        assert_eq!(rate.limit(now), None);
    }
}

#[test]
fn the_rate_recovers_despite_single_rejections() {
    let (mut rate, mut now) = (AdaptiveRate::default(), Instant::now());
    (0..1000).for_each(|_| {
        now += Duration::from_millis(1);
        rate.accepted(1.0, now);
    });
    throttle(&mut rate, 100, now);
    let mut seen = 0_u32;
    for _ in 0..200_000 {
        let limit = rate.limit(now).unwrap_or(2_000.0);
        now += Duration::from_secs_f64(1.0 / limit);
        seen += 1;
        if seen.is_multiple_of(100) { rate.throttled(now, now) } else { rate.accepted(1.0, now) }
    }
    assert!(rate.limit(now).is_none_or(|limit| limit >= 600.0), "{:?}", rate.limit(now));
}

#[test]
fn requests_are_paced_only_after_throttling() {
    let (mut rate, start) = (AdaptiveRate::default(), Instant::now());
    (0..1000).for_each(|at| rate.accepted(1.0, start + Duration::from_millis(at)));
    let now = start + Duration::from_secs(1);
    assert_eq!(rate.limit(now), None);
    throttle(&mut rate, 31, now);
    let cut = rate.limit(now).expect("a limit");
    assert!((600.0..=800.0).contains(&cut), "{cut}");
    assert_eq!(rate.limit(now + RETURN * 4), None, "it has come back");
}

#[test]
fn requests_sent_before_a_cut_do_not_cut_again() {
    let (mut rate, start) = (AdaptiveRate::default(), Instant::now());
    (0..1000).for_each(|at| rate.accepted(1.0, start + Duration::from_millis(at)));
    let now = start + Duration::from_secs(1);
    throttle(&mut rate, 31, now);
    let cut = rate.limit(now);
    (0..500).for_each(|_| rate.throttled(now - WINDOW, now));
    assert_eq!(rate.limit(now), cut);
}

/// An account that accepts this rate, with a burst capacity of `burst`, and responds after 10 ms, gets more than that, 32 at once: when
/// 1,200 were accepted.
fn time_for_all(rate_of_account: f64, burst: f64) -> f64 {
    const STEP: Duration = Duration::from_millis(1);
    let (mut rate, start) = (AdaptiveRate::default(), Instant::now());
    let (mut now, mut saved, mut accepted, mut turns) = (start, burst, 0, 0.0_f64);
    let mut in_flight: VecDeque<(Instant, bool)> = VecDeque::new();
    while accepted < 1200 {
        now += STEP;
        while let Some((sent, is_accepted)) = in_flight.pop_front_if(|(sent, _)| *sent + STEP * 10 <= now) {
            if is_accepted {
                accepted += 1;
                rate.accepted(1.0, now);
            } else {
                rate.throttled(sent, now);
            }
        }
        saved = (saved + rate_of_account * STEP.as_secs_f64()).min(burst);
        let most = |limit: f64| (limit * SLACK.as_secs_f64()).max(1.0);
        turns = rate.limit(now).map_or(32.0, |limit| (turns + limit * STEP.as_secs_f64()).min(most(limit)));
        while turns >= 1.0 && in_flight.len() < 32 {
            let is_accepted = saved >= 1.0;
            (turns, saved) = (turns - 1.0, if is_accepted { saved - 1.0 } else { saved });
            in_flight.push_back((now, is_accepted));
        }
    }
    (now - start).as_secs_f64()
}

#[test]
fn early_throttling_does_not_underestimate_the_rate() {
    for (rate, burst) in [(300.0, 30.0), (300.0, 6.0), (2_000.0, 30.0), (100.0, 100.0), (3_000.0, 3_000.0)] {
        let (time, least) = (time_for_all(rate, burst), 1200.0 / rate);
        assert!(time < least * 1.5 + 2.0, "{rate} {burst}: {time} s, where {least} s would do");
    }
}

proptest! {
    #[test]
    fn the_rate_stays_above_the_minimum_and_does_not_rise_while_throttled(
        steps in prop::collection::vec((0_u64..500, any::<bool>(), 0_u32..1000), 1..300),
    ) {
        let (mut rate, mut now) = (AdaptiveRate::default(), Instant::now());
        for (after, throttles, accepted) in steps {
            now += Duration::from_millis(after);
            let before = rate.limit(now);
            if throttles {
                rate.throttled(now, now);
                // A single one need not be a reason to slow down.
                let Some(limit) = rate.limit(now) else { continue };
                prop_assert!(before.is_none_or(|before| limit <= before.max(LEAST)), "{before:?} {limit}");
                prop_assert!(limit >= LEAST && limit.is_finite());
            } else {
                rate.accepted(f64::from(accepted), now);
                prop_assert_eq!(rate.limit(now), before);
            }
        }
    }
}
