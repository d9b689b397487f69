//! How many blobs are copied at once: a pure decision from what the last moment brought.
//!
//! The number grows as long as growing pays, goes back when it does not, and is cut at once when the service throttles.

use std::time::Duration;

/// How many there are at the start.
pub const START: usize = 32;

/// The most there are by default. More requests than this wait for each other at the service.
pub const MOST: usize = 512;

/// How long a moment is over which the rate is measured.
pub const MOMENT: Duration = Duration::from_millis(500);

/// A rate that is better by less than this is the same.
const BETTER: f64 = 1.05;

/// After how many moments without a change a larger number is tried again: what the network or the service gives may have grown.
const TRY_AGAIN: u32 = 20;

/// How many moments a cut holds.
const AFTER_THROTTLING: u32 = 10;

/// The number of copies at once.
#[derive(Debug, Clone)]
pub struct Concurrency {
    limit: usize,
    most: usize,
    adapts: bool,
    /// The rate at the last smaller number, while it is not known whether the present one pays.
    tried_from: Option<(usize, f64)>,
    /// For how many moments the number stays.
    rests: u32,
}

impl Concurrency {
    /// A fixed number.
    pub fn fixed(limit: usize) -> Self {
        Self { limit, most: limit, adapts: false, tried_from: None, rests: 0 }
    }

    /// A number that adapts.
    pub fn adaptive() -> Self {
        Self { limit: START, most: MOST, adapts: true, tried_from: None, rests: 0 }
    }

    /// How many blobs may be copied at once now.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// A moment is over in which so many copies ended a second, and the service throttled so many requests. `full` says that the limit was
    /// reached; when it was not, it tells nothing.
    pub fn adapt(&mut self, rate: f64, throttled: u64, full: bool) {
        if !self.adapts {
            return;
        }
        if throttled > 0 {
            self.limit = (self.limit * 3 / 4).max(1);
            self.tried_from = None;
            self.rests = AFTER_THROTTLING;
            return;
        }
        if let Some((before, rate_before)) = self.tried_from.take()
            && full
            && rate < rate_before * BETTER
        {
            self.limit = before;
            self.rests = TRY_AGAIN;
            return;
        }
        if self.rests > 0 {
            self.rests -= 1;
            return;
        }
        if full && self.limit < self.most {
            self.tried_from = Some((self.limit, rate));
            self.limit = (self.limit + (self.limit / 4).max(1)).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_grows_to_where_growing_stops_to_pay() {
        let mut concurrency = Concurrency::adaptive();
        for _ in 0..200 {
            // A service that takes 100 at once.
            let rate = f64::from(u32::try_from(concurrency.limit().min(100)).expect("a small number")) * 50.0;
            concurrency.adapt(rate, 0, true);
        }
        assert!((80..=160).contains(&concurrency.limit()), "{}", concurrency.limit());
    }

    #[test]
    fn throttling_cuts_it_at_once_and_it_comes_back_slowly() {
        let mut concurrency = Concurrency::adaptive();
        concurrency.adapt(1000.0, 1, true);
        assert_eq!(concurrency.limit(), 24);
        for _ in 0..AFTER_THROTTLING {
            concurrency.adapt(1000.0, 0, true);
        }
        assert_eq!(concurrency.limit(), 24);
        concurrency.adapt(1000.0, 0, true);
        assert_eq!(concurrency.limit(), 30);
    }

    #[test]
    fn a_fixed_number_stays() {
        let mut concurrency = Concurrency::fixed(7);
        concurrency.adapt(1.0, 100, true);
        assert_eq!(concurrency.limit(), 7);
    }

    proptest! {
        #[test]
        fn it_stays_within_its_bounds(moments in prop::collection::vec((0.0_f64..1e6, 0_u64..3, any::<bool>()), 0..300)) {
            let mut concurrency = Concurrency::adaptive();
            for (rate, throttled, full) in moments {
                concurrency.adapt(rate, throttled, full);
                prop_assert!((1..=MOST).contains(&concurrency.limit()));
            }
        }
    }
}
