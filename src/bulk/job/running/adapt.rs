//! Adapts the number of concurrent copies to the measurements.

use std::time::Duration;

use tokio::time::Instant;

use crate::bulk::decisions::concurrency::Moment;
use crate::bulk::job::running::throttled_attempts::ThrottledAttempts;
use crate::bulk::job::running::work::Running;

/// The number of intervals after which files are synced to the disk: two seconds.
const SYNCED_EVERY: u32 = 4;

impl Running<'_> {
    pub(super) fn adapt(&mut self) {
        self.moments += 1;
        if self.moments.is_multiple_of(SYNCED_EVERY) {
            self.record(true);
        }
        if self.ended_in_moment == 0 && !self.copies.is_empty() {
            // What the job waits for is reported, too.
            self.shared.changes.send_replace(());
        }
        let throttled = ThrottledAttempts::of(&self.shared.worker.attempts);
        let (before, (changed, fresh, took)) = (self.concurrency.limit(), self.fresh);
        self.concurrency.adapt(Moment {
            accepted: throttled.accepted.saturating_sub(self.throttled.accepted),
            since_change: (throttled.accepted.saturating_sub(self.accepted_before), changed.elapsed()),
            fresh: u64::from(fresh),
            took: took.checked_div(fresh).unwrap_or_default(),
            over_requests: throttled.requests - self.throttled.requests,
            over_bytes: throttled.bytes - self.throttled.bytes,
            over_part: throttled.part - self.throttled.part,
            each: self.weight.div_ceil(self.copies.len().max(1)),
            full: self.was_full,
        });
        (self.throttled, self.ended_in_moment, self.was_full) = (throttled, 0, false);
        if self.concurrency.limit() != before {
            self.fresh = (Instant::now(), 0, Duration::ZERO);
            self.accepted_before = throttled.accepted;
        }
        self.slowest = self.slowest * 9 / 10;
        // Copies that take that long need not delay the others.
        self.probes = false;
    }
}
