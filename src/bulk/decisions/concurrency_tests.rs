use std::collections::VecDeque;
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;

use super::*;
use crate::http::pace::adaptive::AdaptiveRate;
use crate::http::pace::schedule::Schedule;

fn full() -> Moment {
    Moment { accepted: 100, fresh: 1000, took: Duration::from_millis(20), full: true, ..Moment::default() }
}

/// The rate of a service that processes this many at once; the others wait.
fn service_of(most: usize, concurrency: &Concurrency) -> Moment {
    let rounds =
        f64::from(u32::try_from(concurrency.limit()).expect("few")) / f64::from(u32::try_from(most).expect("few"));
    Moment { took: Duration::from_millis(20).mul_f64(rounds.max(1.0)), ..full() }
}

#[test]
fn it_grows_until_growth_no_longer_helps() {
    let mut concurrency = Concurrency::adaptive();
    for _ in 0..200 {
        concurrency.adapt(service_of(100, &concurrency));
    }
    assert!((80..=160).contains(&concurrency.limit()), "{}", concurrency.limit());
}

#[test]
fn it_shrinks_until_shrinking_costs_throughput() {
    let mut concurrency = Concurrency { limit: 1600, ..Concurrency::adaptive() };
    for _ in 0..400 {
        concurrency.adapt(service_of(100, &concurrency));
    }
    assert!((80..=160).contains(&concurrency.limit()), "{}", concurrency.limit());
}

#[test]
fn s2_too_many_bytes_cut_it_at_once_and_it_comes_back_slowly() {
    let mut concurrency = Concurrency::adaptive();
    concurrency.adapt(Moment { over_bytes: 1, ..full() });
    assert_eq!(concurrency.limit(), 24);
    for _ in 0..AFTER_THROTTLING {
        concurrency.adapt(full());
    }
    assert_eq!(concurrency.limit(), 24);
    concurrency.adapt(full());
    assert_eq!(concurrency.limit(), 30);
}

#[test]
fn s2_account_limits_slow_the_pace_and_a_busy_partition_slows_only_itself() {
    let mut concurrency = Concurrency::adaptive();
    concurrency.adapt(Moment { over_requests: 50, ..full() });
    concurrency.adapt(Moment { over_part: 50, ..full() });
    assert_eq!(concurrency.limit(), START);
    // A busy service responds like one of which only a part is busy.
    concurrency.adapt(Moment { over_part: 101, ..full() });
    assert_eq!(concurrency.limit(), 24);
}

#[test]
fn long_copies_of_large_blobs_are_measured_by_their_blocks() {
    let mut concurrency = Concurrency::adaptive();
    let second = Duration::from_secs(1);
    let mut since_change = (0, Duration::ZERO);
    for _ in 0..200 {
        // A block takes 50 ms, and the service accepts 2,000 per second.
        let limit = concurrency.limit();
        let rate = (limit as u64 * 20).min(2_000);
        since_change = (since_change.0 + rate, since_change.1 + second);
        concurrency.adapt(Moment { accepted: rate, since_change, full: true, ..Moment::default() });
        if concurrency.limit() != limit {
            since_change = (0, Duration::ZERO);
        }
    }
    assert!((80..=160).contains(&concurrency.limit()), "{}", concurrency.limit());
}

#[test]
fn a_fixed_number_stays() {
    let mut concurrency = Concurrency::fixed(7);
    concurrency.adapt(Moment { over_bytes: 100, ..full() });
    assert_eq!(concurrency.limit(), 7);
}

proptest! {
    #[test]
    fn it_stays_within_its_bounds(
        moments in prop::collection::vec((0_u64..1_000_000, 0_u64..3, 0_u64..3, 0_u64..3, any::<bool>()), 0..300),
    ) {
        let mut concurrency = Concurrency::adaptive();
        for (took, over_requests, over_bytes, over_part, full) in moments {
            let (took, fresh) = (Duration::from_micros(took), took);
            concurrency.adapt(Moment { accepted: 1, fresh, took, over_requests, over_bytes, over_part, full, ..Moment::default() });
            prop_assert!((1..=MOST).contains(&concurrency.limit()));
        }
    }
}

/// What a limit of an account counts.
#[derive(Clone, Copy)]
enum Limited {
    Requests,
    Bytes,
}

#[test]
fn s1_a_short_job_meets_few_503s_too() {
    let (whole, _, throttled) = held(Limited::Requests, 4_000.0, Duration::from_millis(50), 30);
    assert!(whole >= 0.95 && throttled < 0.01, "held {whole:.4}, throttled {throttled:.4}");
}

/// A job at a service that accepts `rate` requests per second, or the bytes of so many, with a burst capacity of one second, and responds
/// after `latency`: the share of the rate that the job reaches from start to end and after a third of the time, and the share of throttled
/// attempts.
fn held(limited: Limited, rate: f64, latency: Duration, seconds: u32) -> (f64, f64, f64) {
    const STEP: Duration = Duration::from_millis(1);
    let start = Instant::now();
    let (end, settled) =
        (start + Duration::from_secs(seconds.into()), start + Duration::from_secs((seconds / 3).into()));
    let (mut concurrency, mut schedule, mut pace) =
        (Concurrency::adaptive(), Schedule::default(), AdaptiveRate::default());
    // When a copy started; and for each request when it started, when it was sent, and whether it is accepted.
    let mut waiting: VecDeque<Instant> = VecDeque::new();
    let mut in_flight: VecDeque<(Instant, Instant, bool)> = VecDeque::new();
    let (mut tokens, mut accepted, mut throttled, mut late) = (rate, 0_u32, 0_u32, 0_u32);
    let (mut now, mut moment_ends, mut moment) = (start, start + MOMENT, Moment::default());
    let (mut changed, mut fresh_time) = (start, Duration::ZERO);
    while now < end {
        now += STEP;
        tokens = (tokens + rate * STEP.as_secs_f64()).min(rate);
        while let Some((began, sent, ok)) = in_flight.front().copied().filter(|(_, sent, _)| *sent + latency <= now) {
            in_flight.pop_front();
            if ok {
                (accepted, late) = (accepted + 1, late + u32::from(now > settled));
                moment.accepted += 1;
                if began >= changed {
                    moment.fresh += 1;
                    fresh_time += now - began;
                }
                pace.accepted(1.0, now);
            } else {
                throttled += 1;
                match limited {
                    Limited::Requests => moment.over_requests += 1,
                    Limited::Bytes => moment.over_bytes += 1,
                }
                pace.throttled(sent, now);
            }
        }
        while waiting.len() + in_flight.len() < concurrency.limit() {
            waiting.push_back(now);
            schedule.request(1, 1.0);
        }
        schedule.set_rate(pace.limit(now), now);
        while schedule.admit(now).is_some() {
            let began = waiting.pop_front().expect("as many as requested");
            let ok = tokens >= 1.0;
            tokens -= if ok { 1.0 } else { 0.0 };
            in_flight.push_back((began, now, ok));
        }
        if now >= moment_ends {
            let before = concurrency.limit();
            let took = fresh_time.checked_div(u32::try_from(moment.fresh).expect("few")).unwrap_or_default();
            concurrency.adapt(Moment { took, full: true, ..moment });
            moment = Moment { fresh: moment.fresh, ..Moment::default() };
            if concurrency.limit() != before {
                (changed, fresh_time, moment.fresh) = (now, Duration::ZERO, 0);
            }
            moment_ends += MOMENT;
        }
    }
    let part = |accepted: u32, seconds: u32| f64::from(accepted) / (rate * f64::from(seconds));
    let throttled = f64::from(throttled) / f64::from(throttled + accepted);
    (part(accepted, seconds), part(late, seconds - seconds / 3), throttled)
}

#[test]
fn s1_a_fast_service_is_used_fully_with_few_503s() {
    let (whole, held, throttled) = held(Limited::Requests, 20_000.0, Duration::from_millis(50), 60);
    assert!(held >= 0.95 && throttled < 0.01, "held {held:.4}, throttled {throttled:.4}");
    assert!(whole >= 0.95, "held {whole:.4} from start to end");
}

#[test]
fn s1_slow_and_small_services_are_held_too() {
    for (rate, latency) in [(500.0, 20), (2_000.0, 5), (2_000.0, 200), (5_000.0, 50)] {
        let (whole, held, throttled) = held(Limited::Requests, rate, Duration::from_millis(latency), 90);
        assert!(held >= 0.95 && throttled < 0.01, "{rate} {latency}: held {held:.4}, throttled {throttled:.4}");
        assert!(whole >= 0.95, "{rate} {latency}: held {whole:.4} from start to end");
    }
}

#[test]
fn s2_the_bandwidth_of_an_account_is_used() {
    for (rate, latency) in [(715.0, 20), (715.0, 100), (150.0, 100), (5_000.0, 50)] {
        let (whole, held, throttled) = held(Limited::Bytes, rate, Duration::from_millis(latency), 120);
        assert!(held >= 0.95 && throttled < 0.01, "{rate} {latency}: held {held:.4}, throttled {throttled:.4}");
        assert!(whole >= 0.95, "{rate} {latency}: held {whole:.4} from start to end");
    }
    // Where each block takes long, much is in flight when the limit is met.
    for (rate, latency) in [(715.0, 300), (715.0, 1000), (150.0, 500)] {
        let (whole, held, throttled) = held(Limited::Bytes, rate, Duration::from_millis(latency), 120);
        assert!(held >= 0.9 && throttled < 0.02, "{rate} {latency}: held {held:.4}, throttled {throttled:.4}");
        assert!(whole >= 0.9, "{rate} {latency}: held {whole:.4} from start to end");
    }
}
