//! Throttling: token buckets, for each account or each blob.
//!
//! They fill by the service's clock. Usually that is real time; a test that stops the clock decides itself
//! when they fill again, and needs no sleep.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use http::header::RETRY_AFTER;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::failure::Failure;
use crate::interned::intern;
use crate::state::order::Order;

/// The number of buckets that are kept before the full ones, which equal new ones, are dropped.
const MOST_BUCKETS: usize = 100_000;

/// The limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Throttle {
    /// The number of requests per second in the long run; unlimited by default.
    pub requests_per_second: Option<f64>,
    /// The number of requests that are accepted at once; by default as many as in a second.
    pub burst: Option<f64>,
    /// The number of bytes per second, in and out, in the long run; a request is rejected if none are left, and
    /// a request of any size is accepted while any are left.
    pub bytes_per_second: Option<f64>,
    /// The scope of a limit.
    pub per: ThrottleScope,
    /// The account with the limits; by default each one.
    pub account: Option<String>,
    /// The status of the rejection.
    pub status: u16,
    /// The error code of the rejection.
    pub code: String,
    /// The message of the rejection; by default according to the limit.
    pub message: Option<String>,
    /// The `Retry-After` of the rejection.
    pub retry_after_seconds: Option<u64>,
    /// Where key ranges end, in the order of listings: names below the first are one range, and so on. For `per: range`.
    pub boundaries: Vec<String>,
}

/// The scope of a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ThrottleScope {
    /// Each account.
    #[default]
    Account,
    /// Each blob; requests to containers are not limited then.
    Blob,
    /// Each key range of a container, as partitions of the service are; requests to containers are not limited then.
    Range,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            requests_per_second: None,
            burst: None,
            bytes_per_second: None,
            per: ThrottleScope::Account,
            account: None,
            status: 503,
            code: "ServerBusy".to_owned(),
            message: None,
            retry_after_seconds: None,
            boundaries: Vec::new(),
        }
    }
}

/// The quantity that is over the limit.
#[derive(Debug, Clone, Copy)]
enum Over {
    Requests,
    Ingress,
    Egress,
}

/// The service's message for an account's limits. It does not name the limit of a partition.
fn message(per: ThrottleScope, over: Over) -> &'static str {
    match (per, over) {
        (ThrottleScope::Account, Over::Requests) => "Operations per second is over the account limit.",
        (ThrottleScope::Account, Over::Ingress) => "Ingress is over the account limit.",
        (ThrottleScope::Account, Over::Egress) => "Egress is over the account limit.",
        (ThrottleScope::Blob | ThrottleScope::Range, _) => "The server is busy.",
    }
}

impl Throttle {
    /// Why the limits are invalid, if they are.
    pub fn problem(&self) -> Option<&'static str> {
        let positive = |number: Option<f64>| number.is_none_or(|number| number > 0.0 && number.is_finite());
        if self.requests_per_second.is_none() && self.bytes_per_second.is_none() {
            Some("requestsPerSecond or bytesPerSecond: one of them is needed")
        } else if !positive(self.requests_per_second) {
            Some("requestsPerSecond: must be more than 0")
        } else if !positive(self.bytes_per_second) {
            Some("bytesPerSecond: must be more than 0")
        } else if self.burst.is_some_and(|burst| burst < 1.0 || !burst.is_finite()) {
            Some("burst: must be 1 or more")
        } else if self.per == ThrottleScope::Range
            && !self.boundaries.is_sorted_by(|one, other| Order::Flat.key(one) < Order::Flat.key(other))
        {
            Some("boundaries: must be in the order of listings")
        } else if !(400..=599).contains(&self.status) {
            Some("status: must be from 400 to 599")
        } else {
            None
        }
    }

    fn refusal(&self, over: Over) -> Failure {
        let text = self.message.clone().map_or(Cow::Borrowed(message(self.per, over)), Cow::Owned);
        let failure = Failure { message: text, ..Failure::new(self.status, intern(&self.code), "") };
        match self.retry_after_seconds {
            Some(seconds) => failure.with_header(RETRY_AFTER, seconds.to_string()),
            None => failure,
        }
    }

    fn most(&self) -> (f64, f64) {
        let requests = self.burst.or(self.requests_per_second).unwrap_or(f64::INFINITY);
        (requests.max(1.0), self.bytes_per_second.unwrap_or(f64::INFINITY))
    }
}

/// The current limits, if any.
#[derive(Debug, Default)]
pub struct Throttling {
    /// The only check of requests while there are none.
    any: AtomicBool,
    limits: Mutex<Option<Limits>>,
}

#[derive(Debug)]
struct Limits {
    throttle: Throttle,
    buckets: HashMap<(String, Option<(String, String)>), Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    requests: f64,
    /// Negative if the last request was larger than the rest.
    bytes: f64,
    filled: SystemTime,
}

impl Bucket {
    fn fill(&mut self, throttle: &Throttle, now: SystemTime) {
        let (requests, bytes) = throttle.most();
        let seconds = now.duration_since(self.filled).unwrap_or_default().as_secs_f64();
        self.requests = (self.requests + seconds * throttle.requests_per_second.unwrap_or(0.0)).min(requests);
        self.bytes = (self.bytes + seconds * throttle.bytes_per_second.unwrap_or(0.0)).min(bytes);
        // A request that waited comes here after later ones; what was filled for those is not filled again.
        self.filled = self.filled.max(now);
    }
}

impl Throttling {
    /// Sets or removes the limits.
    pub fn set(&self, throttle: Option<Throttle>) -> Result<(), String> {
        if let Some(problem) = throttle.as_ref().and_then(Throttle::problem) {
            return Err(problem.to_owned());
        }
        let any = throttle.is_some();
        *self.lock() = throttle.map(|throttle| Limits { throttle, buckets: HashMap::new() });
        self.any.store(any, Ordering::Release);
        Ok(())
    }

    /// The limits.
    pub fn get(&self) -> Option<Throttle> {
        self.lock().as_ref().map(|limits| limits.throttle.clone())
    }

    /// Accepts a request with a body of this many bytes, or rejects it.
    pub fn admit(&self, address: &Address, bytes: u64, now: SystemTime) -> Result<(), Failure> {
        if !self.any.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut limits = self.lock();
        let Some(limits) = limits.as_mut() else { return Ok(()) };
        let Some((throttle, bucket)) = limits.bucket(address, now) else { return Ok(()) };
        if bucket.requests < 1.0 {
            return Err(throttle.refusal(Over::Requests));
        }
        if bucket.bytes <= 0.0 {
            return Err(throttle.refusal(if bytes > 0 { Over::Ingress } else { Over::Egress }));
        }
        bucket.requests -= 1.0;
        bucket.spend(bytes);
        Ok(())
    }

    /// Counts the bytes of a response.
    pub fn spend(&self, address: &Address, bytes: u64, now: SystemTime) {
        if self.any.load(Ordering::Acquire)
            && let Some(limits) = self.lock().as_mut()
            && let Some((_, bucket)) = limits.bucket(address, now)
        {
            bucket.spend(bytes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Limits>> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no last bit")]
    fn spend(&mut self, bytes: u64) {
        self.bytes -= bytes as f64;
    }
}

impl Limits {
    fn bucket(&mut self, address: &Address, now: SystemTime) -> Option<(&Throttle, &mut Bucket)> {
        if self.throttle.account.as_ref().is_some_and(|account| *account != address.account) {
            return None;
        }
        let blob = match self.throttle.per {
            ThrottleScope::Account => None,
            ThrottleScope::Blob => Some((address.container.clone()?, address.blob.clone()?)),
            ThrottleScope::Range => {
                let key = Order::Flat.key(address.blob.as_deref()?);
                let range = self.throttle.boundaries.partition_point(|boundary| *Order::Flat.key(boundary) <= *key);
                Some((address.container.clone()?, range.to_string()))
            }
        };
        let (requests, bytes) = self.throttle.most();
        if self.buckets.len() >= MOST_BUCKETS {
            let throttle = &self.throttle;
            self.buckets.retain(|_, bucket| {
                bucket.fill(throttle, now);
                bucket.requests < requests || bucket.bytes < bytes
            });
        }
        let new = Bucket { requests, bytes, filled: now };
        let bucket = self.buckets.entry((address.account.clone(), blob)).or_insert(new);
        bucket.fill(&self.throttle, now);
        Some((&self.throttle, bucket))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn blob(name: &str) -> Address {
        Address { account: "a".to_owned(), container: Some("c".to_owned()), blob: Some(name.to_owned()) }
    }

    /// The number of ten requests that are accepted.
    fn let_in(throttling: &Throttling, name: &str, bytes: u64, now: SystemTime) -> usize {
        (0..10).filter(|_| throttling.admit(&blob(name), bytes, now).is_ok()).count()
    }

    #[test]
    fn a_burst_and_then_a_rate() {
        let throttling = Throttling::default();
        let throttle = Throttle { requests_per_second: Some(2.0), burst: Some(5.0), ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let mut now = SystemTime::UNIX_EPOCH;
        assert_eq!(let_in(&throttling, "x", 0, now), 5);
        assert_eq!(let_in(&throttling, "y", 0, now), 0);
        now += Duration::from_secs(1);
        assert_eq!(let_in(&throttling, "x", 0, now), 2);
        now += Duration::from_secs(100);
        assert_eq!(let_in(&throttling, "x", 0, now), 5);
        throttling.set(None).unwrap();
        assert_eq!(let_in(&throttling, "x", 0, now), 10);
    }

    #[test]
    fn requests_that_come_out_of_their_order_fill_nothing_twice() {
        let throttling = Throttling::default();
        throttling.set(Some(Throttle { requests_per_second: Some(2.0), ..Throttle::default() })).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(9);
        assert_eq!(let_in(&throttling, "x", 0, now), 2);
        for _ in 0..10 {
            assert_eq!(let_in(&throttling, "x", 0, now - Duration::from_secs(1)), 0);
            assert_eq!(let_in(&throttling, "x", 0, now), 0);
        }
    }

    #[test]
    fn one_account_alone_may_have_limits() {
        let throttling = Throttling::default();
        let throttle = |account: &str| {
            let account = Some(account.to_owned());
            throttling.set(Some(Throttle { requests_per_second: Some(2.0), account, ..Throttle::default() })).unwrap();
            let_in(&throttling, "x", 0, SystemTime::UNIX_EPOCH)
        };
        assert_eq!((throttle("a"), throttle("b")), (2, 10));
    }

    #[test]
    fn each_blob_may_have_a_limit_of_its_own() {
        let throttling = Throttling::default();
        let throttle = Throttle { requests_per_second: Some(3.0), per: ThrottleScope::Blob, ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!((let_in(&throttling, "x", 0, now), let_in(&throttling, "y", 0, now)), (3, 3));
    }

    #[test]
    fn each_key_range_may_have_a_limit_of_its_own() {
        let throttling = Throttling::default();
        let boundaries = vec!["b".to_owned(), "c/".to_owned()];
        let throttle =
            Throttle { requests_per_second: Some(3.0), per: ThrottleScope::Range, boundaries, ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!((let_in(&throttling, "a", 0, now), let_in(&throttling, "azz", 0, now)), (3, 0));
        assert_eq!((let_in(&throttling, "b", 0, now), let_in(&throttling, "c", 0, now)), (3, 0));
        assert_eq!(let_in(&throttling, "c/1", 0, now), 3);
    }

    #[test]
    fn a_rejection_names_the_limit_of_an_account() {
        let throttling = Throttling::default();
        let limited = |requests, bytes, per| Throttle {
            requests_per_second: requests,
            bytes_per_second: bytes,
            burst: requests,
            per,
            ..Throttle::default()
        };
        let refused = |throttle, bytes| {
            throttling.set(Some(throttle)).unwrap();
            let admit = || throttling.admit(&blob("x"), bytes, SystemTime::UNIX_EPOCH);
            admit().unwrap();
            admit().unwrap_err().message
        };
        let operations = refused(limited(Some(1.0), None, ThrottleScope::Account), 0);
        assert_eq!(operations, "Operations per second is over the account limit.");
        assert_eq!(refused(limited(None, Some(1.0), ThrottleScope::Account), 9), "Ingress is over the account limit.");
        assert_eq!(refused(limited(Some(1.0), None, ThrottleScope::Blob), 0), "The server is busy.");
    }

    #[test]
    fn bytes_that_were_let_through_are_paid_for_later() {
        let throttling = Throttling::default();
        let throttle = Throttle { bytes_per_second: Some(100.0), ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let mut now = SystemTime::UNIX_EPOCH;
        assert_eq!(let_in(&throttling, "x", 250, now), 1);
        now += Duration::from_secs(1);
        assert_eq!(let_in(&throttling, "x", 250, now), 0);
        now += Duration::from_secs(1);
        assert_eq!(let_in(&throttling, "x", 250, now), 1);
        throttling.spend(&blob("x"), 1000, now);
        now += Duration::from_secs(5);
        assert_eq!(let_in(&throttling, "x", 0, now), 0);
    }
}
