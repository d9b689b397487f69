//! How fast an account takes what it is sent, found out from when it throttles. Pure: the clock is passed in.
//!
//! Nothing is held back until the account throttles. Then the rate is that at which it accepted requests, less some percent, at once. It
//! comes back slowly: quickly at first, hardly at all about where it was throttled, and faster again beyond, in case there is room now.
//!
//! Services reject single requests at any rate, and to slow down does not help then. So only a share of what was sent lately is a reason to
//! slow down, and a larger one below the rate that the account has taken before.

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

/// So many of those that were judged lately, and such a share of them, must have been throttled to slow down: at first, beyond the rate that
/// the account has taken before, and below it.
const AT_FIRST: (f64, f64) = (8.0, 0.015);
const BEYOND: (f64, f64) = (3.0, 0.01);
const BELOW: (f64, f64) = (8.0, 0.02);

/// How many that are. Of more, the earlier ones count for less.
const LATELY: f64 = 1000.0;

/// The lowest rate, a second.
const LEAST: f64 = 1.0;

/// The rate.
#[derive(Debug, Default)]
pub struct AdaptiveRate {
    cut: Option<Reduction>,
    measured: Measured,
}

#[derive(Debug, Clone, Copy)]
struct Reduction {
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
        self.measured.judge(true);
        let enough = match self.cut.zip(self.limit(now)) {
            None => AT_FIRST,
            Some((cut, limit)) if limit < cut.ceiling => BELOW,
            Some(_) => BEYOND,
        };
        if !self.measured.is_over(enough) {
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
        self.cut = Some(Reduction { at: now, ceiling: ceiling.max(LEAST), left, returns });
        // What was saved up before does not count for what comes now.
        self.measured.restart(now);
        (self.measured.accepted, self.measured.throttled) = (0.0, 0.0);
    }

    /// How much a second may be sent; nothing for any amount.
    pub fn limit(&self, now: Instant) -> Option<f64> {
        let Reduction { at, ceiling, left, returns } = self.cut?;
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
    /// How many were accepted, and throttled.
    accepted: f64,
    throttled: f64,
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
        self.judge(false);
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

    /// One more was throttled, or accepted.
    fn judge(&mut self, throttled: bool) {
        if self.accepted + self.throttled >= LATELY {
            (self.accepted, self.throttled) = (self.accepted / 2.0, self.throttled / 2.0);
        }
        *(if throttled { &mut self.throttled } else { &mut self.accepted }) += 1.0;
    }

    /// Whether enough were throttled for that to be a matter of the rate.
    fn is_over(&self, (fewest, share): (f64, f64)) -> bool {
        self.throttled >= fewest && self.throttled >= share * (self.accepted + self.throttled)
    }
}

#[cfg(test)]
#[path = "adaptive_tests.rs"]
mod tests;
