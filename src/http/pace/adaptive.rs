//! How fast an account takes what it is sent, found out from when it throttles. Pure: the clock is passed in.
//!
//! Nothing is held back until the account throttles. Then the rate is that at which it accepted requests, less some percent, at once. It
//! comes back slowly: quickly at first, hardly at all about where it was throttled, and faster again beyond, in case there is room now.

use std::time::Duration;

use tokio::time::Instant;

/// How much is left after a cut, of what was accepted.
const LEFT: f64 = 0.92;

/// How much is left at the first cut: what an account saved up for a burst hides what it takes for long.
const LEFT_AT_FIRST: f64 = 0.7;

/// How long it takes to come back to where it was throttled.
const RETURN: Duration = Duration::from_secs(5);

/// The same, when the rate before was a guess.
const RETURN_FROM_GUESS: Duration = Duration::from_secs(1);

/// Over how long acceptance is measured.
const WINDOW: Duration = Duration::from_millis(250);

/// So many times what was throttled is no limit any more.
const LIFTED: f64 = 2.0;

/// The lowest rate, a second.
const LEAST: f64 = 1.0;

/// The rate.
#[derive(Debug, Default)]
pub struct AdaptiveRate {
    cut: Option<Cut>,
    measured: Measured,
}

#[derive(Debug, Clone, Copy)]
struct Cut {
    /// When it was.
    at: Instant,
    /// The rate at which the account throttled, as far as is known.
    ceiling: f64,
    /// The rate right after it.
    left: f64,
    /// How long it takes to come back to that.
    returns: Duration,
}

impl AdaptiveRate {
    /// The account accepted this amount.
    pub fn accepted(&mut self, amount: f64, now: Instant) {
        self.measured.add(amount, now);
    }

    /// The account throttled a request that was sent then. What was sent before the last cut says nothing new.
    pub fn throttled(&mut self, sent: Instant, now: Instant) {
        if self.cut.is_some_and(|cut| sent <= cut.at) {
            return;
        }
        let accepted = self.measured.rate(now);
        let (ceiling, left, returns) = match (self.limit(now), accepted) {
            (None, Some(accepted)) => (accepted, LEFT_AT_FIRST, RETURN),
            // Whoever is throttled before anything was accepted knows nothing, and is sent again later.
            (None, None) if self.measured.amount <= 0.0 => return,
            (None, None) => (self.measured.of_a_burst(now), LEFT_AT_FIRST, RETURN_FROM_GUESS),
            // What was accepted tells the truth only if it was the limit that held it back, and not that there was little to send.
            (Some(limit), Some(accepted)) => (accepted.clamp(limit / 2.0, limit), LEFT, RETURN),
            (Some(limit), None) => (limit, LEFT, RETURN_FROM_GUESS),
        };
        self.cut = Some(Cut { at: now, ceiling: ceiling.max(LEAST), left, returns });
        // What was saved up before does not count for what comes now.
        self.measured.restart(now);
    }

    /// How much a second may be sent; nothing for any amount.
    pub fn limit(&self, now: Instant) -> Option<f64> {
        let Cut { at, ceiling, left, returns } = self.cut?;
        let since = now.saturating_duration_since(at).as_secs_f64() / returns.as_secs_f64();
        let factor = 1.0 + (1.0 - left) * (since - 1.0).powi(3);
        (factor < LIFTED).then(|| (ceiling * factor).max(LEAST))
    }
}

/// What was accepted lately.
#[derive(Debug, Default)]
struct Measured {
    began: Option<Instant>,
    amount: f64,
    last: f64,
}

impl Measured {
    fn add(&mut self, amount: f64, now: Instant) {
        let began = *self.began.get_or_insert(now);
        let time = now.saturating_duration_since(began);
        if time >= WINDOW && self.amount > 0.0 {
            self.last = self.amount / time.as_secs_f64();
            self.restart(now);
        }
        self.amount += amount;
    }

    /// The rate, if it was measured for long enough.
    fn rate(&self, now: Instant) -> Option<f64> {
        let time = self.time(now);
        // When nothing was accepted, the account may have been busy with what was sent before.
        if time >= WINDOW / 2 && self.amount > 0.0 {
            return Some(self.amount / time.as_secs_f64());
        }
        (self.last > 0.0).then_some(self.last)
    }

    /// A guess at the rate, when all there was is a short burst.
    fn of_a_burst(&self, now: Instant) -> f64 {
        self.amount / self.time(now).max(WINDOW / 4).as_secs_f64()
    }

    fn time(&self, now: Instant) -> Duration {
        self.began.map_or(Duration::ZERO, |began| now.saturating_duration_since(began))
    }

    fn restart(&mut self, now: Instant) {
        (self.began, self.amount) = (Some(now), 0.0);
    }
}

#[cfg(test)]
#[path = "adaptive_tests.rs"]
mod tests;
