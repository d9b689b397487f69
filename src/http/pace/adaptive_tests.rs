use proptest::prelude::*;

use super::*;

#[test]
fn nothing_is_held_back_before_the_first_throttling_nor_long_after_the_last() {
    let (mut rate, start) = (AdaptiveRate::default(), Instant::now());
    (0..1000).for_each(|at| rate.accepted(1.0, start + Duration::from_millis(at)));
    let now = start + Duration::from_secs(1);
    assert_eq!(rate.limit(now), None);
    rate.throttled(now, now);
    let cut = rate.limit(now).expect("a limit");
    assert!((600.0..=800.0).contains(&cut), "{cut}");
    assert_eq!(rate.limit(now + RETURN * 4), None, "it has come back");
}

#[test]
fn what_was_sent_before_a_cut_does_not_cut_again() {
    let (mut rate, start) = (AdaptiveRate::default(), Instant::now());
    (0..1000).for_each(|at| rate.accepted(1.0, start + Duration::from_millis(at)));
    let now = start + Duration::from_secs(1);
    rate.throttled(now, now);
    let cut = rate.limit(now);
    (0..500).for_each(|_| rate.throttled(now - WINDOW, now));
    assert_eq!(rate.limit(now), cut);
}

proptest! {
    #[test]
    fn it_never_falls_below_the_least_nor_rises_while_it_is_throttled(
        steps in prop::collection::vec((0_u64..500, any::<bool>(), 0_u32..1000), 1..300),
    ) {
        let (mut rate, mut now) = (AdaptiveRate::default(), Instant::now());
        for (after, throttles, accepted) in steps {
            now += Duration::from_millis(after);
            let before = rate.limit(now);
            if throttles {
                rate.throttled(now, now);
                let limit = rate.limit(now).expect("a limit");
                prop_assert!(before.is_none_or(|before| limit <= before.max(LEAST)), "{before:?} {limit}");
                prop_assert!(limit >= LEAST && limit.is_finite());
            } else {
                rate.accepted(f64::from(accepted), now);
                prop_assert_eq!(rate.limit(now), before);
            }
        }
    }
}
