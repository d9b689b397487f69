//! Reports events of the job as a whole: each change once, and throttling in sums, so that there are few events.

use crate::bulk::report::job_event::JobEvent;
use crate::bulk::requests::renewal::{NeededCredential, Renewal};
use crate::bulk::requests::throttled::{ThrottleCounts, ThrottleKind};

/// The last reported state.
#[derive(Debug, Default)]
pub struct Notices {
    is_paused: bool,
    needed: Option<NeededCredential>,
    throttled: [u64; ThrottleKind::ALL.len()],
}

impl Notices {
    /// The event for a change in whether the job continues.
    pub fn pauses(&mut self, is_paused: bool, renewal: &Renewal) -> Vec<JobEvent> {
        let needed = renewal.needed().or_else(|| renewal.lacking());
        let mut events = Vec::new();
        if is_paused && !self.is_paused {
            events.push(JobEvent::Paused);
        }
        if needed != self.needed
            && let Some(needed) = needed.clone()
        {
            events.push(JobEvent::NeedsCredentials { needed });
        }
        let (waited, waits) = (self.is_paused || self.needed.is_some(), is_paused || needed.is_some());
        if waited && !waits {
            events.push(JobEvent::Resumed);
        }
        (self.is_paused, self.needed) = (is_paused, needed);
        events
    }

    /// The events for throttling since the last call.
    pub fn throttled(&mut self, counts: &ThrottleCounts) -> Vec<JobEvent> {
        let mut events = Vec::new();
        for (kind, reported) in ThrottleKind::ALL.into_iter().zip(&mut self.throttled) {
            let count = counts.of(kind);
            if count > *reported {
                let wait_milliseconds = counts.take_wait(kind);
                events.push(JobEvent::Throttled { kind: kind.name(), attempts: count - *reported, wait_milliseconds });
                *reported = count;
            }
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::throttling::Throttling;

    #[test]
    fn throttling_is_reported_in_sums_and_nothing_twice() {
        let (mut notices, counts) = (Notices::default(), ThrottleCounts::default());
        assert_eq!(notices.throttled(&counts), []);
        for _ in 0..3 {
            counts.add(ThrottleKind::Operations, Throttling::Operations);
        }
        counts.requested_wait(ThrottleKind::Operations, std::time::Duration::from_secs(17));
        counts.requested_wait(ThrottleKind::Operations, std::time::Duration::from_secs(1));
        let expected =
            JobEvent::Throttled { kind: "operationsPerSecond", attempts: 3, wait_milliseconds: Some(17_000) };
        assert_eq!(notices.throttled(&counts), [expected]);
        assert_eq!(notices.throttled(&counts), []);
        counts.add(ThrottleKind::Operations, Throttling::Operations);
        let expected = JobEvent::Throttled { kind: "operationsPerSecond", attempts: 1, wait_milliseconds: None };
        assert_eq!(notices.throttled(&counts), [expected]);
    }

    #[test]
    fn each_pause_is_reported_once() {
        let (mut notices, renewal) = (Notices::default(), Renewal::default());
        assert_eq!(notices.pauses(false, &renewal), []);
        assert_eq!(notices.pauses(true, &renewal), [JobEvent::Paused]);
        assert_eq!(notices.pauses(true, &renewal), []);
        assert_eq!(notices.pauses(false, &renewal), [JobEvent::Resumed]);
    }
}
