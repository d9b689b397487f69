//! Keeps a job within its time limit. Pure.

use std::time::Duration;

use crate::base::error::{Error, ErrorKind};
use crate::bulk::options::purpose::Purpose;

/// The error code of a job that ended because its time was over.
pub const MAX_DURATION_REACHED: &str = "MaxDurationReached";

/// When a job stops starting copies, so that those in flight end within `limit`: earlier by 1.5 times the slowest recent copy.
pub fn takes_up_until(limit: Duration, slowest: Duration) -> Duration {
    let reserve = (slowest + slowest / 2).clamp(limit / 20, limit / 2);
    limit.saturating_sub(reserve)
}

/// Why the job ends.
pub fn time_is_over(limit: Duration, purpose: Purpose) -> Error {
    let rest = match purpose {
        Purpose::Copy => "What was copied stays; resume the job with \"resumeFrom\".",
        Purpose::Plan | Purpose::Comparison => purpose.stopped(),
    };
    let message = format!("The job stopped before \"maxDuration\" ({} ms) was over. {rest}", limit.as_millis());
    Error::new(ErrorKind::Copy, message).with_code(MAX_DURATION_REACHED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_in_flight_have_time_to_finish_and_most_of_the_time_is_used() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(takes_up_until(minutes(100), Duration::ZERO), minutes(95));
        assert_eq!(takes_up_until(minutes(100), minutes(10)), minutes(85));
        assert_eq!(takes_up_until(minutes(100), minutes(1000)), minutes(50));
    }
}
