//! The rate that an account accepts, measured by its throttling. Pure: the clock is passed in.
//!
//! There is no limit until the account throttles. Then the rate drops at once to that at which it accepted requests, less some percent. It
//! recovers slowly: quickly at first, hardly at all near the rate that was throttled, and faster beyond, in case the limit has risen.
//!
//! Services reject single requests at any rate, and slowing down does not help then. So the rate drops only if a share of the recent
//! requests was throttled, and a larger share below a rate that the account has accepted before.

use std::time::Duration;

use tokio::time::Instant;

/// The factor for a cut, applied to the accepted rate.
const LEFT: f64 = 0.92;

/// The factor for the first cut. An account's burst capacity hides its lasting rate.
const LEFT_AT_FIRST: f64 = 0.7;

/// The factor for a cut of a rate that was a guess, while nothing has been measured since.
const LEFT_OF_GUESS: f64 = 0.8;

/// The time to recover to the rate that was throttled.
const RETURN: Duration = Duration::from_secs(5);

/// The same, if the rate before was a guess.
const RETURN_FROM_GUESS: Duration = Duration::from_secs(1);

/// The period over which accepted requests are measured.
const WINDOW: Duration = Duration::from_millis(250);

/// Beyond this multiple of the throttled rate, there is no limit any more.
const LIFTED: f64 = 2.0;

/// The number and the share of recent requests that must have been throttled to slow down: at first, beyond the rate that
/// the account has taken before, and below it.
const AT_FIRST: (f64, f64) = (8.0, 0.015);
const BEYOND: (f64, f64) = (3.0, 0.01);
const BELOW: (f64, f64) = (8.0, 0.02);

/// The number of recent requests. Earlier ones count for less.
const LATELY: f64 = 1000.0;

/// The lowest rate, per second.
const LEAST: f64 = 1.0;

/// The rate.
#[derive(Debug, Default)]
pub struct AdaptiveRate {
    cut: Option<Reduction>,
    measured: MeasuredRate,
}

#[derive(Debug, Clone, Copy)]
struct Reduction {
    /// When it was set.
    at: Instant,
    /// The rate at which the account throttled, if it is known.
    ceiling: f64,
    /// The rate right after it.
    left: f64,
    /// The time to recover to that rate.
    returns: Duration,
}

impl AdaptiveRate {
    /// The account accepted this amount.
    pub fn accepted(&mut self, amount: f64, now: Instant) {
        self.measured.add(amount, now);
    }

    /// The account throttled a request that was sent then. Requests that were sent before the last cut do not count.
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
            // A request that is throttled before any was accepted says nothing about the rate, and is retried later.
            (None, None) if self.measured.amount <= 0.0 => return,
            (None, None) => (self.measured.of_a_burst(now), LEFT_AT_FIRST, RETURN_FROM_GUESS),
            // The accepted rate is meaningful only if the limit caused it, and not a lack of requests.
            (Some(limit), Some(accepted)) => (accepted.clamp(limit / 2.0, limit), LEFT, RETURN),
            (Some(limit), None) => (limit, LEFT_OF_GUESS, RETURN_FROM_GUESS),
        };
        self.cut = Some(Reduction { at: now, ceiling: ceiling.max(LEAST), left, returns });
        // Burst capacity from before does not count from now on, nor does the rate that it allowed.
        self.measured.restart(now);
        self.measured.last = 0.0;
        (self.measured.accepted, self.measured.throttled) = (0.0, 0.0);
    }

    /// The amount per second that may be sent; `None` for no limit.
    pub fn limit(&self, now: Instant) -> Option<f64> {
        let Reduction { at, ceiling, left, returns } = self.cut?;
        let since = now.saturating_duration_since(at).as_secs_f64() / returns.as_secs_f64();
        let factor = 1.0 + (1.0 - left) * (since - 1.0).powi(3);
        (factor < LIFTED).then(|| (ceiling * factor).max(LEAST))
    }
}

/// The amount that was accepted recently.
#[derive(Debug, Default)]
struct MeasuredRate {
    began: Option<Instant>,
    amount: f64,
    /// The numbers of accepted and of throttled requests.
    accepted: f64,
    throttled: f64,
    last: f64,
}

impl MeasuredRate {
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
        // If nothing was accepted, the account may have been busy with earlier requests.
        if time >= WINDOW / 2 && self.amount > 0.0 {
            return Some(self.amount / time.as_secs_f64());
        }
        (self.last > 0.0).then_some(self.last)
    }

    /// An estimate of the rate, after only a short burst.
    fn of_a_burst(&self, now: Instant) -> f64 {
        self.amount / self.time(now).max(WINDOW / 4).as_secs_f64()
    }

    fn time(&self, now: Instant) -> Duration {
        self.began.map_or(Duration::ZERO, |began| now.saturating_duration_since(began))
    }

    fn restart(&mut self, now: Instant) {
        (self.began, self.amount) = (Some(now), 0.0);
    }

    /// Counts one more request, throttled or accepted.
    fn judge(&mut self, throttled: bool) {
        if self.accepted + self.throttled >= LATELY {
            (self.accepted, self.throttled) = (self.accepted / 2.0, self.throttled / 2.0);
        }
        *(if throttled { &mut self.throttled } else { &mut self.accepted }) += 1.0;
    }

    /// Whether enough requests were throttled for the rate to be the reason.
    fn is_over(&self, (fewest, share): (f64, f64)) -> bool {
        self.throttled >= fewest && self.throttled >= share * (self.accepted + self.throttled)
    }
}

#[cfg(test)]
#[path = "adaptive_tests.rs"]
mod tests;
