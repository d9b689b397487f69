//! How long to wait between polls: a pure function of durations, without a clock.

use std::time::Duration;

use crate::copy::progress::CopyProgress;

/// The shortest wait between two polls. A small copy between accounts ends within a few of these.
pub const SHORTEST_WAIT: Duration = Duration::from_millis(100);

/// The longest wait between two polls: the fixed interval of `@azure/storage-blob`.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// How much the shortest wait grows with each copy that this process waits for. A thousand polls per second are enough, however
/// many copies are pending.
pub const WAIT_FOR_EACH_COPY: Duration = Duration::from_millis(1);

/// The wait is this part of the time that the copy has run, so that its end is noticed at most a quarter of that time late.
const PARTS_OF_ELAPSED: u32 = 4;

/// How long to wait between polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollTimer {
    /// The caller's interval, exactly.
    Fixed(Duration),
    /// Short at first, longer as the copy takes longer, and never past the expected end.
    Adaptive,
}

impl PollTimer {
    /// The wait after a poll of a copy that has run for `elapsed`, one of `copies` that this process waits for.
    pub fn wait(self, elapsed: Duration, progress: Option<CopyProgress>, copies: u32) -> Duration {
        match self {
            Self::Fixed(interval) => interval,
            Self::Adaptive => {
                let shortest = WAIT_FOR_EACH_COPY.saturating_mul(copies).clamp(SHORTEST_WAIT, LONGEST_WAIT);
                let wait = (elapsed / PARTS_OF_ELAPSED).clamp(shortest, LONGEST_WAIT);
                match progress.and_then(|progress| remaining(elapsed, progress)) {
                    Some(remaining) => wait.min(remaining.max(shortest)),
                    None => wait,
                }
            }
        }
    }
}

/// The remaining time at the average rate so far.
fn remaining(elapsed: Duration, progress: CopyProgress) -> Option<Duration> {
    if progress.copied == 0 || progress.copied > progress.total {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "an estimate; 53 bits of a byte count are plenty")]
    let ratio = (progress.total - progress.copied) as f64 / progress.copied as f64;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * ratio).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_fixed_interval_is_obeyed_exactly() {
        let timer = PollTimer::Fixed(ms(7));
        assert_eq!(timer.wait(ms(0), None, 1), ms(7));
        assert_eq!(timer.wait(ms(1_000_000), Some(CopyProgress { copied: 9, total: 10 }), 1), ms(7));
    }

    #[test]
    fn the_wait_grows_with_the_duration_up_to_the_maximum() {
        assert_eq!(PollTimer::Adaptive.wait(ms(0), None, 1), SHORTEST_WAIT);
        assert_eq!(PollTimer::Adaptive.wait(ms(300), None, 1), SHORTEST_WAIT);
        assert_eq!(PollTimer::Adaptive.wait(ms(4_000), None, 1), ms(1_000));
        assert_eq!(PollTimer::Adaptive.wait(ms(3_600_000), None, 1), LONGEST_WAIT);
    }

    #[test]
    fn many_copies_share_the_polls_of_a_second() {
        for (copies, shortest) in [(1, 100), (100, 100), (101, 101), (5_000, 5_000), (u32::MAX, 15_000)] {
            assert_eq!(PollTimer::Adaptive.wait(ms(0), None, copies), ms(shortest), "{copies}");
            let nearly = Some(CopyProgress { copied: 99, total: 100 });
            assert_eq!(PollTimer::Adaptive.wait(ms(1_000), nearly, copies), ms(shortest), "{copies}");
            assert_eq!(PollTimer::Fixed(ms(7)).wait(ms(0), None, copies), ms(7), "an explicit interval");
        }
    }

    #[test]
    fn the_wait_never_exceeds_the_expected_end() {
        let nearly = Some(CopyProgress { copied: 99, total: 100 });
        assert_eq!(PollTimer::Adaptive.wait(ms(40_000), nearly, 1), ms(40_000) / 99);
        let early = Some(CopyProgress { copied: 1, total: 100 });
        assert_eq!(PollTimer::Adaptive.wait(ms(40_000), early, 1), ms(10_000));
        let done = Some(CopyProgress { copied: 100, total: 100 });
        assert_eq!(PollTimer::Adaptive.wait(ms(40_000), done, 1), SHORTEST_WAIT);
    }

    /// The whole sequence of polls of a copy that ends after a given time: how late the end is noticed, and how many
    /// polls it took.
    fn lateness(ends_after: Duration) -> (Duration, u32) {
        let mut now = Duration::ZERO;
        let mut polls = 0;
        while now < ends_after {
            now += PollTimer::Adaptive.wait(now, None, 1);
            polls += 1;
        }
        (now.checked_sub(ends_after).unwrap(), polls)
    }

    proptest! {
        #[test]
        fn the_end_is_noticed_early_with_few_polls(milliseconds in 1u64..7_200_000) {
            let (late, polls) = lateness(ms(milliseconds));
            let allowed = (ms(milliseconds) / 4).clamp(SHORTEST_WAIT, LONGEST_WAIT);
            prop_assert!(late <= allowed, "{late:?} late after {milliseconds} ms");
            let most = 30 + u32::try_from(milliseconds / 15_000).unwrap_or(u32::MAX);
            prop_assert!(polls <= most, "{polls} polls in {milliseconds} ms");
        }

        #[test]
        fn waits_are_within_bounds_for_any_progress(
            elapsed in 0u64..u64::MAX / 2, copied: u64, total: u64, copies: u32
        ) {
            let wait = PollTimer::Adaptive.wait(ms(elapsed), Some(CopyProgress { copied, total }), copies);
            prop_assert!((SHORTEST_WAIT..=LONGEST_WAIT).contains(&wait));
        }
    }
}
