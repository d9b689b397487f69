//! Adapts the number of concurrent copies to the measurements.

use std::time::Duration;

use tokio::time::Instant;

use crate::bulk::decisions::concurrency::Moment;
use crate::bulk::job::running::{Running, SYNCED_EVERY};
use crate::bulk::requests::attempts::Attempts;
use crate::http::throttling::Throttling;

/// The number of attempts that were throttled so far, by the remedy, and of those that were not.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThrottledAttempts {
    /// Those that were not.
    accepted: u64,
    requests: u64,
    bytes: u64,
    part: u64,
}

impl ThrottledAttempts {
    pub(super) fn of(attempts: &Attempts) -> Self {
        let counts = &attempts.throttled;
        Self {
            accepted: attempts.sent().saturating_sub(counts.total()),
            requests: counts.that_met(Throttling::Operations),
            bytes: counts.that_met(Throttling::Ingress) + counts.that_met(Throttling::Egress),
            part: counts.that_met(Throttling::Unspecified),
        }
    }
}

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
