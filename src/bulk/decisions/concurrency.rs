//! How many blobs are copied at once: a pure decision from what the last moment brought.
//!
//! The number grows as long as growing pays, and shrinks as long as shrinking costs nothing. What the service throttles has an effect by
//! its kind: too many bytes are answered with fewer at once, too many requests with a slower pace ([`crate::http::pace`]) at the same
//! number, and a busy part of the service with nothing, as long as others continue.

use std::time::Duration;

/// How many there are at the start.
pub const START: usize = 32;

/// The fewest that throttling leaves. The pace of requests and bytes does the rest.
const FEWEST: usize = 8;

/// The most there are by default: what keeps 20,000 requests a second in flight when each takes 100 ms.
/// <https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account>
pub const MOST: usize = 2048;

/// How long a moment is, after which the number may change.
pub const MOMENT: Duration = Duration::from_millis(500);

/// A rate that is better by less than this is the same.
const BETTER: f64 = 1.05;

/// A rate that is worse by less than this is the same.
const WORSE: f64 = 0.97;

/// After how many moments without a change another number is tried: what the network or the service gives may have changed.
const TRY_AGAIN: u32 = 20;

/// How many moments a cut holds.
const AFTER_THROTTLING: u32 = 10;

/// The smallest number of completed copies, and the smallest part of the number, that show how fast a number of concurrent copies is.
const TELLING: u64 = 8;
const TELLING_PART: u64 = 4;

/// Copies of large blobs end rarely. This number of attempts for each one in flight also shows how fast a number is.
const TELLING_ATTEMPTS: u64 = 16;

/// What a moment brought.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moment {
    /// How many attempts were made that were not throttled.
    pub accepted: u64,
    /// How many since the number changed last, and how long ago that was.
    pub since_change: (u64, Duration),
    /// How many of those have ended that began since the number changed last.
    pub fresh: u64,
    /// How long these took on average.
    pub took: Duration,
    /// How many attempts were throttled for the account's requests.
    pub over_requests: u64,
    /// For its bytes.
    pub over_bytes: u64,
    /// For something else, which may concern a part of the account alone.
    pub over_part: u64,
    /// How many requests one copy counts as, on average: by fewer, the number does not change.
    pub each: usize,
    /// Whether the limit was reached. If not, the moment shows nothing about the limit.
    pub full: bool,
}

/// A number that is tried, and what there was before.
#[derive(Debug, Clone, Copy)]
struct Trial {
    limit: usize,
    rate: Rate,
    grows: bool,
}

/// How fast a number was. Copies and attempts are not compared with each other.
#[derive(Debug, Clone, Copy)]
enum Rate {
    Copies(f64),
    Attempts(f64),
}

impl Rate {
    /// What a moment shows about the present number, if anything.
    fn of(moment: &Moment, limit: usize) -> Option<Self> {
        let (attempts, time) = moment.since_change;
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (limit_as_rate, attempts_as_rate) = (limit as f64, attempts as f64);
        let limit = limit as u64;
        if moment.fresh >= TELLING.max(limit / TELLING_PART) && !moment.took.is_zero() {
            // So many that each take so long. To count those that ended would depend on whether a round of them ended just before.
            return Some(Self::Copies(limit_as_rate / moment.took.as_secs_f64()));
        }
        (attempts >= limit.saturating_mul(TELLING_ATTEMPTS) && !time.is_zero())
            .then(|| Self::Attempts(attempts_as_rate / time.as_secs_f64()))
    }

    /// How many times as fast this is; nothing if that is unknown.
    fn beside(self, other: Self) -> Option<f64> {
        match (self, other) {
            (Self::Copies(one), Self::Copies(other)) | (Self::Attempts(one), Self::Attempts(other)) => {
                Some(one / other)
            }
            _ => None,
        }
    }
}

/// The number of copies at once.
#[derive(Debug, Clone)]
pub struct Concurrency {
    limit: usize,
    most: usize,
    adapts: bool,
    /// The number before, while it is not known whether the present one is better.
    trial: Option<Trial>,
    /// Whether the next trial is a larger number.
    grows: bool,
    /// For how many moments the number stays.
    rests: u32,
}

impl Concurrency {
    /// A fixed number.
    pub fn fixed(limit: usize) -> Self {
        Self { limit, most: limit, adapts: false, trial: None, grows: true, rests: 0 }
    }

    /// A number that adapts.
    pub fn adaptive() -> Self {
        Self { limit: START, most: MOST, adapts: true, trial: None, grows: true, rests: 0 }
    }

    /// Whether the caller said it.
    pub fn is_fixed(&self) -> bool {
        !self.adapts
    }

    /// How many blobs may be copied at once now.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// A moment is over.
    pub fn adapt(&mut self, moment: Moment) {
        if !self.adapts {
            return;
        }
        let Moment { accepted, over_requests, over_bytes, over_part, full, .. } = moment;
        if over_bytes > 0 || over_part > accepted {
            self.limit = (self.limit * 3 / 4).max(FEWEST.min(self.limit));
            self.rest(AFTER_THROTTLING);
            return;
        }
        if over_requests > 0 || over_part > 0 {
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
            if rate.beside(before.rate).is_some_and(|ratio| ratio < least) {
                self.limit = before.limit;
                self.grows = !before.grows;
                self.rests = TRY_AGAIN;
                return;
            }
        }
        self.try_another(rate, moment.each.max(1));
    }

    fn try_another(&mut self, rate: Rate, each: usize) {
        // Fewer than at the start cost nothing.
        self.grows |= self.limit <= START;
        let limit = if self.grows {
            (self.limit + (self.limit / 4).max(each)).min(self.most)
        } else {
            (self.limit * 7 / 8).min(self.limit.saturating_sub(each)).max(START)
        };
        if limit == self.limit {
            self.grows = !self.grows;
            self.rests = TRY_AGAIN;
            return;
        }
        self.trial = Some(Trial { limit: self.limit, rate, grows: self.grows });
        self.limit = limit;
    }

    fn rest(&mut self, moments: u32) {
        self.trial = None;
        self.rests = self.rests.max(moments);
    }
}

#[cfg(test)]
#[path = "concurrency_tests.rs"]
mod tests;
