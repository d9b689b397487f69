//! How many attempts were throttled, by the remedy.

use crate::bulk::requests::attempts::Attempts;
use crate::http::throttling::Throttling;

/// The number of attempts that were throttled so far, by the remedy, and of those that were not.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThrottledAttempts {
    /// Those that were not.
    pub accepted: u64,
    pub requests: u64,
    pub bytes: u64,
    pub part: u64,
}

impl ThrottledAttempts {
    pub fn of(attempts: &Attempts) -> Self {
        let counts = &attempts.throttled;
        Self {
            accepted: attempts.sent().saturating_sub(counts.total()),
            requests: counts.that_met(Throttling::Operations),
            bytes: counts.that_met(Throttling::Ingress) + counts.that_met(Throttling::Egress),
            part: counts.that_met(Throttling::Unspecified),
        }
    }
}
