//! Throttling: token buckets, for each account or each blob.
//!
//! They fill by the service's clock. Usually that is real time; a test that stops the clock decides itself
//! when they fill again, and needs no sleep.

mod buckets;

use std::borrow::Cow;

use http::header::RETRY_AFTER;
use serde::{Deserialize, Serialize};

pub use self::buckets::{Incoming, Throttling};
use crate::failure::Failure;
use crate::interned::intern;
use crate::state::order::Order;

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

    fn rejection(&self, over: Over) -> Failure {
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
