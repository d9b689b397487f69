//! The number of blobs that are copied at once: a pure decision from the last interval.
//!
//! The number grows as long as that makes copies faster, and shrinks as long as that does not make them slower. The effect of throttling
//! depends on its kind: by bytes, it reduces the number; by requests, it slows the pace ([`crate::http::pace`]) at the same number; and
//! a busy part of the service has no effect, as long as others continue.

use std::time::Duration;

/// The number at the start.
pub const START: usize = 32;

/// The minimum after throttling. The pace of requests and bytes does the rest.
const FEWEST: usize = 8;

/// The default maximum: enough for 20,000 requests per second of 100 ms each.
/// <https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account>
pub const MOST: usize = 2048;

/// The length of an interval, after which the number may change.
pub const MOMENT: Duration = Duration::from_millis(500);

/// A rate that is better by less than this counts as the same.
const BETTER: f64 = 1.05;

/// A rate that is worse by less than this counts as the same.
const WORSE: f64 = 0.97;

/// The number of intervals without a change after which another number is tried, because the network or the service may have changed.
const TRY_AGAIN: u32 = 20;

/// The number of intervals that a cut lasts.
const AFTER_THROTTLING: u32 = 10;

/// The smallest number of completed copies, and the smallest part of the number, that show how fast a number of concurrent copies is.
const SIGNIFICANT: u64 = 8;
const SIGNIFICANT_PART: u64 = 4;

/// Copies of large blobs end rarely. This number of attempts for each one in flight also shows how fast a number is.
const SIGNIFICANT_ATTEMPTS: u64 = 16;

/// The measurements of an interval.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moment {
    /// The number of attempts that were not throttled.
    pub accepted: u64,
    /// Their number since the limit last changed, and the time since then.
    pub since_change: (u64, Duration),
    /// The number of copies that started and ended since the limit last changed.
    pub fresh: u64,
    /// Their average duration.
    pub took: Duration,
    /// The number of attempts that were throttled for the account's requests.
    pub over_requests: u64,
    /// For its bytes.
    pub over_bytes: u64,
    /// For another reason, which may concern only a part of the account.
    pub over_part: u64,
    /// The average number of requests that one copy counts as. The limit changes by at least that.
    pub each: usize,
    /// Whether the limit was reached. If not, the interval shows nothing about it.
    pub full: bool,
}

/// A limit that is tried, and the one before.
#[derive(Debug, Clone, Copy)]
struct LimitTrial {
    limit: usize,
    rate: Rate,
    grows: bool,
}

/// The rate with a limit. Copies and attempts are not compared with each other.
#[derive(Debug, Clone, Copy)]
enum Rate {
    Copies(f64),
    Attempts(f64),
}

impl Rate {
    /// What an interval shows about the current limit, if anything.
    fn of(moment: &Moment, limit: usize) -> Option<Self> {
        let (attempts, time) = moment.since_change;
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (limit_as_rate, attempts_as_rate) = (limit as f64, attempts as f64);
        let limit = limit as u64;
        if moment.fresh >= SIGNIFICANT.max(limit / SIGNIFICANT_PART) && !moment.took.is_zero() {
            // Computed from the limit and the duration. Counting those that ended would depend on when a round of them ended.
            return Some(Self::Copies(limit_as_rate / moment.took.as_secs_f64()));
        }
        (attempts >= limit.saturating_mul(SIGNIFICANT_ATTEMPTS) && !time.is_zero())
            .then(|| Self::Attempts(attempts_as_rate / time.as_secs_f64()))
    }

    /// The ratio of both rates; `None` if it is unknown.
    fn ratio_to(self, other: Self) -> Option<f64> {
        match (self, other) {
            (Self::Copies(one), Self::Copies(other)) | (Self::Attempts(one), Self::Attempts(other)) => {
                Some(one / other)
            }
            _ => None,
        }
    }
}

/// The limit on concurrent copies.
#[derive(Debug, Clone)]
pub struct Concurrency {
    limit: usize,
    most: usize,
    adapts: bool,
    /// The previous limit, while it is not known whether the current one is better.
    trial: Option<LimitTrial>,
    /// Whether the next trial is a larger limit.
    grows: bool,
    /// The number of intervals without changes.
    rests: u32,
    /// Whether it is new, and grows faster: until that does not make copies faster, or until the service throttles.
    is_new: bool,
}

impl Concurrency {
    /// A fixed limit.
    pub fn fixed(limit: usize) -> Self {
        Self { limit, most: limit, adapts: false, trial: None, grows: true, rests: 0, is_new: false }
    }

    /// A limit that adapts.
    pub fn adaptive() -> Self {
        Self { limit: START, most: MOST, adapts: true, trial: None, grows: true, rests: 0, is_new: true }
    }

    /// Whether the caller has set it.
    pub fn is_fixed(&self) -> bool {
        !self.adapts
    }

    /// The current limit.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// An interval has ended.
    pub fn adapt(&mut self, moment: Moment) {
        if !self.adapts {
            return;
        }
        let Moment { accepted, over_requests, over_bytes, over_part, full, .. } = moment;
        // Once: what is rejected soon afterwards was mostly sent before the cut, and the pace of bytes is slower by then.
        let over_bytes_again = self.rests > 0 && over_bytes <= accepted;
        if (over_bytes > 0 && !over_bytes_again) || over_part > accepted {
            self.limit = (self.limit * 3 / 4).max(FEWEST.min(self.limit));
            self.rest(AFTER_THROTTLING);
            return;
        }
        if over_requests > 0 || over_bytes > 0 || over_part > 0 {
            self.rest(AFTER_THROTTLING);
            return;
        }
        if self.rests > 0 {
            self.rests -= 1;
            return;
        }
        let Some(rate) = Rate::of(&moment, self.limit).filter(|_| full) else { return };
        if let Some(before) = self.trial.take() {
            let least = if before.grows { BETTER } else { WORSE };
            if rate.ratio_to(before.rate).is_some_and(|ratio| ratio < least) {
                self.limit = before.limit;
                // After a large step, a small one may still be better.
                self.grows = before.grows == self.is_new;
                self.rests = if self.is_new { 0 } else { TRY_AGAIN };
                self.is_new = false;
                return;
            }
        }
        self.try_another(rate, moment.each.max(1));
    }

    fn try_another(&mut self, rate: Rate, each: usize) {
        // Fewer copies than at the start were not slower.
        self.grows |= self.limit <= START;
        let limit = if self.grows {
            let step = self.limit / if self.is_new { 2 } else { 4 };
            (self.limit + step.max(each)).min(self.most)
        } else {
            (self.limit * 7 / 8).min(self.limit.saturating_sub(each)).max(START)
        };
        if limit == self.limit {
            self.grows = !self.grows;
            self.rests = TRY_AGAIN;
            return;
        }
        self.trial = Some(LimitTrial { limit: self.limit, rate, grows: self.grows });
        self.limit = limit;
    }

    fn rest(&mut self, moments: u32) {
        self.is_new = false;
        self.trial = None;
        self.rests = self.rests.max(moments);
    }
}

#[cfg(test)]
#[path = "concurrency_tests.rs"]
mod tests;
