//! The remaining capacity: a bucket for each scope, which fills by the service's clock.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{Over, Throttle, ThrottleScope};
use crate::address::Address;
use crate::failure::Failure;
use crate::state::order::Order;

/// The number of buckets that are kept before the full ones, which equal new ones, are dropped.
const MOST_BUCKETS: usize = 100_000;

/// The ingress of a request.
#[derive(Debug, Clone, Copy)]
pub enum Incoming {
    /// Its body, with this number of bytes.
    Body(u64),
    /// The content that the service reads for it, whose size is not known yet.
    Copied,
}

/// The current limits, if any.
#[derive(Debug, Default)]
pub struct Throttling {
    /// Without limits, this is the only check of a request.
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

    /// Accepts a request that brings this, or rejects it.
    pub fn admit(&self, address: &Address, incoming: Incoming, now: SystemTime) -> Result<(), Failure> {
        if !self.any.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut limits = self.lock();
        let Some(limits) = limits.as_mut() else { return Ok(()) };
        let Some((throttle, bucket)) = limits.bucket(address, now) else { return Ok(()) };
        if bucket.requests < 1.0 {
            return Err(throttle.rejection(Over::Requests));
        }
        if bucket.bytes <= 0.0 {
            let over = if matches!(incoming, Incoming::Body(0)) { Over::Egress } else { Over::Ingress };
            return Err(throttle.rejection(over));
        }
        bucket.requests -= 1.0;
        if let Incoming::Body(bytes) = incoming {
            bucket.spend(bytes);
        }
        Ok(())
    }

    /// Counts the bytes of a response, or of what a copy has read.
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
    fn accepted(throttling: &Throttling, name: &str, bytes: u64, now: SystemTime) -> usize {
        (0..10).filter(|_| throttling.admit(&blob(name), Incoming::Body(bytes), now).is_ok()).count()
    }

    #[test]
    fn a_burst_is_followed_by_the_rate() {
        let throttling = Throttling::default();
        let throttle = Throttle { requests_per_second: Some(2.0), burst: Some(5.0), ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let mut now = SystemTime::UNIX_EPOCH;
        assert_eq!(accepted(&throttling, "x", 0, now), 5);
        assert_eq!(accepted(&throttling, "y", 0, now), 0);
        now += Duration::from_secs(1);
        assert_eq!(accepted(&throttling, "x", 0, now), 2);
        now += Duration::from_secs(100);
        assert_eq!(accepted(&throttling, "x", 0, now), 5);
        throttling.set(None).unwrap();
        assert_eq!(accepted(&throttling, "x", 0, now), 10);
    }

    #[test]
    fn requests_out_of_order_refill_the_bucket_once() {
        let throttling = Throttling::default();
        throttling.set(Some(Throttle { requests_per_second: Some(2.0), ..Throttle::default() })).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(9);
        assert_eq!(accepted(&throttling, "x", 0, now), 2);
        for _ in 0..10 {
            assert_eq!(accepted(&throttling, "x", 0, now - Duration::from_secs(1)), 0);
            assert_eq!(accepted(&throttling, "x", 0, now), 0);
        }
    }

    #[test]
    fn limits_can_apply_to_one_account() {
        let throttling = Throttling::default();
        let throttle = |account: &str| {
            let account = Some(account.to_owned());
            throttling.set(Some(Throttle { requests_per_second: Some(2.0), account, ..Throttle::default() })).unwrap();
            accepted(&throttling, "x", 0, SystemTime::UNIX_EPOCH)
        };
        assert_eq!((throttle("a"), throttle("b")), (2, 10));
    }

    #[test]
    fn each_blob_can_have_its_own_limit() {
        let throttling = Throttling::default();
        let throttle = Throttle { requests_per_second: Some(3.0), per: ThrottleScope::Blob, ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!((accepted(&throttling, "x", 0, now), accepted(&throttling, "y", 0, now)), (3, 3));
    }

    #[test]
    fn each_key_range_can_have_its_own_limit() {
        let throttling = Throttling::default();
        let boundaries = vec!["b".to_owned(), "c/".to_owned()];
        let throttle =
            Throttle { requests_per_second: Some(3.0), per: ThrottleScope::Range, boundaries, ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!((accepted(&throttling, "a", 0, now), accepted(&throttling, "azz", 0, now)), (3, 0));
        assert_eq!((accepted(&throttling, "b", 0, now), accepted(&throttling, "c", 0, now)), (3, 0));
        assert_eq!(accepted(&throttling, "c/1", 0, now), 3);
    }

    #[test]
    fn a_throttling_error_names_the_account_limit() {
        let throttling = Throttling::default();
        let limited = |requests, bytes, per| Throttle {
            requests_per_second: requests,
            bytes_per_second: bytes,
            burst: requests,
            per,
            ..Throttle::default()
        };
        let rejection = |throttle, bytes| {
            throttling.set(Some(throttle)).unwrap();
            let admit = || throttling.admit(&blob("x"), Incoming::Body(bytes), SystemTime::UNIX_EPOCH);
            admit().unwrap();
            admit().unwrap_err().message
        };
        let operations = rejection(limited(Some(1.0), None, ThrottleScope::Account), 0);
        assert_eq!(operations, "Operations per second is over the account limit.");
        assert_eq!(
            rejection(limited(None, Some(1.0), ThrottleScope::Account), 9),
            "Ingress is over the account limit."
        );
        assert_eq!(rejection(limited(Some(1.0), None, ThrottleScope::Blob), 0), "The server is busy.");
    }

    #[test]
    fn excess_bytes_delay_later_requests() {
        let throttling = Throttling::default();
        let throttle = Throttle { bytes_per_second: Some(100.0), ..Throttle::default() };
        throttling.set(Some(throttle)).unwrap();
        let mut now = SystemTime::UNIX_EPOCH;
        assert_eq!(accepted(&throttling, "x", 250, now), 1);
        now += Duration::from_secs(1);
        assert_eq!(accepted(&throttling, "x", 250, now), 0);
        now += Duration::from_secs(1);
        assert_eq!(accepted(&throttling, "x", 250, now), 1);
        throttling.spend(&blob("x"), 1000, now);
        now += Duration::from_secs(5);
        assert_eq!(accepted(&throttling, "x", 0, now), 0);
    }
}
