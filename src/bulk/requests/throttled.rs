//! The kinds of throttling, and how long a job waits for each. Pure.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::http::Response;
use crate::http::retry_after::MAX_RETRY_AFTER;
use crate::http::retry_policy::source_was_busy;
use crate::http::throttling::Throttling;

/// How often a throttled request without effect is sent again before it counts as a failed attempt.
const TRIES: u32 = 20;

/// So many waits for the limit of a whole account count as one, and are so much shorter in the end: its pace is slower by then, and says
/// when the request has its turn. A longer wait would leave capacity of the account unused.
const PACED: u32 = 15;

/// The first wait and the longest one, as parts of those of the retry options: 100 ms and 30 s by default.
const FIRST_PART: u32 = 40;
const LONGEST_PART: u32 = 4;

/// Why an attempt was throttled, according to the service.
/// <https://learn.microsoft.com/azure/storage/blobs/scalability-targets>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrottleKind {
    /// "Operations per second is over the account limit."
    Operations,
    /// "Ingress is over the account limit."
    Ingress,
    /// "Egress is over the account limit."
    Egress,
    /// "The server is busy.": a partition, or unknown.
    ServerBusy,
    /// 500 `OperationTimedOut`, which a busy partition returns, too.
    TimedOut,
    /// The source's service was busy when the destination's service read it.
    CopySource,
}

impl ThrottleKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Operations, Self::Ingress, Self::Egress, Self::ServerBusy, Self::TimedOut, Self::CopySource];

    /// Whether the attempt was throttled according to this response, and why.
    pub fn of(response: &Response) -> Option<Self> {
        let headers = &response.headers;
        if response.status < 400 {
            return None;
        }
        if source_was_busy(headers) {
            return Some(Self::CopySource);
        }
        if response.status == 500 && headers.get("x-ms-error-code").is_some_and(|code| code == "OperationTimedOut") {
            return Some(Self::TimedOut);
        }
        Some(match Throttling::of(response)? {
            Throttling::Operations => Self::Operations,
            Throttling::Ingress => Self::Ingress,
            Throttling::Egress => Self::Egress,
            Throttling::Unspecified => Self::ServerBusy,
        })
    }

    /// The same for the account: throttling of only a part of it is unspecified.
    pub fn of_account(self) -> Throttling {
        match self {
            Self::Operations => Throttling::Operations,
            Self::Ingress => Throttling::Ingress,
            Self::Egress => Throttling::Egress,
            Self::ServerBusy | Self::TimedOut | Self::CopySource => Throttling::Unspecified,
        }
    }

    /// Its name for callers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operations => "operationsPerSecond",
            Self::Ingress => "ingress",
            Self::Egress => "egress",
            Self::ServerBusy => "serverBusy",
            Self::TimedOut => "operationTimedOut",
            Self::CopySource => "copySourceBusy",
        }
    }
}

/// The number of throttled attempts, by kind.
#[derive(Debug, Default)]
pub struct ThrottleCounts {
    counts: [AtomicU64; ThrottleKind::ALL.len()],
    /// The same, by limit.
    by_limit: [AtomicU64; Throttling::ALL.len()],
    /// The longest waits that the service requested, in milliseconds, until they are taken.
    waits: [AtomicU64; ThrottleKind::ALL.len()],
}

impl ThrottleCounts {
    /// Counts one more, and the limit that it exceeded.
    pub fn add(&self, kind: ThrottleKind, limit: Throttling) {
        self.counts[kind as usize].fetch_add(1, Ordering::Relaxed);
        self.by_limit[limit as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Those that exceeded one limit.
    pub fn that_met(&self, limit: Throttling) -> u64 {
        self.by_limit[limit as usize].load(Ordering::Relaxed)
    }

    /// All kinds.
    pub fn total(&self) -> u64 {
        Throttling::ALL.into_iter().map(|limit| self.that_met(limit)).sum()
    }

    /// The service requested a wait of this length.
    pub fn requested_wait(&self, kind: ThrottleKind, wait: Duration) {
        let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        self.waits[kind as usize].fetch_max(milliseconds, Ordering::Relaxed);
    }

    /// The longest wait that it requested since the last call, in milliseconds.
    pub fn take_wait(&self, kind: ThrottleKind) -> Option<u64> {
        Some(self.waits[kind as usize].swap(0, Ordering::Relaxed)).filter(|wait| *wait > 0)
    }

    /// Those of one kind.
    pub fn of(&self, kind: ThrottleKind) -> u64 {
        self.counts[kind as usize].load(Ordering::Relaxed)
    }

    /// All counts, by name.
    pub fn by_name(&self) -> BTreeMap<String, u64> {
        let counts = ThrottleKind::ALL.into_iter().map(|kind| (kind.name().to_owned(), self.of(kind)));
        // Collecting would sort, with code for this type alone.
        let mut all = BTreeMap::new();
        all.extend(counts.filter(|(_, count)| *count > 0));
        all
    }
}

/// The patience with one throttled request. It is independent of the attempts that a request has for failures.
#[derive(Debug)]
pub struct Patience {
    tries: u32,
    /// The used part, in parts of an attempt.
    spent: u32,
    first: Duration,
    longest: Duration,
}

impl Patience {
    /// That of a pipeline with these retry delays.
    pub fn new((delay, longest): (Duration, Duration)) -> Self {
        Self { tries: 0, spent: 0, first: delay / FIRST_PART, longest: longest / LONGEST_PART }
    }

    /// How long to wait before the request is sent again, at least as long as the service requests; `None` after the longest total wait.
    /// `random` is in [0, 1).
    pub fn wait(&mut self, limit: Throttling, retry_after: Option<Duration>, random: f64) -> Option<Duration> {
        if self.spent >= TRIES * PACED || retry_after.is_some_and(|retry_after| retry_after > MAX_RETRY_AFTER) {
            return None;
        }
        let (cost, longest) = if limit.is_of_account() { (1, self.longest / PACED) } else { (PACED, self.longest) };
        let own = self.first.saturating_mul(1 << self.tries.min(20)).min(longest);
        self.tries += 1;
        self.spent += cost;
        // Requests that were throttled together are not retried together.
        let own = own.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0);
        Some(match retry_after {
            None => own,
            Some(retry_after) => retry_after + own.min(retry_after / 4),
        })
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;
    use crate::http::ResponseBody;

    fn response(status: u16, header: Option<(&'static str, &'static str)>, body: &'static str) -> Response {
        let headers: HeaderMap = header
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Response::new(status, headers, ResponseBody::Full(body.into()))
    }

    #[test]
    fn s2_each_message_is_a_distinct_kind() {
        for (status, header, body, kind) in [
            (503, None, "Operations per second is over the account limit.", Some(ThrottleKind::Operations)),
            (503, None, "Ingress is over the account limit.", Some(ThrottleKind::Ingress)),
            (503, None, "Egress is over the account limit.", Some(ThrottleKind::Egress)),
            (503, None, "The server is busy.", Some(ThrottleKind::ServerBusy)),
            (500, Some(("x-ms-error-code", "OperationTimedOut")), "", Some(ThrottleKind::TimedOut)),
            (500, Some(("x-ms-error-code", "InternalError")), "", None),
            (409, Some(("x-ms-copy-source-error-code", "ServerBusy")), "", Some(ThrottleKind::CopySource)),
            (403, None, "", None),
            (202, None, "", None),
        ] {
            assert_eq!(ThrottleKind::of(&response(status, header, body)), kind, "{status} {header:?} {body}");
        }
    }

    #[test]
    fn counts_are_named_by_the_limits_met() {
        let counts = ThrottleCounts::default();
        counts.add(ThrottleKind::Ingress, Throttling::Ingress);
        counts.add(ThrottleKind::Ingress, Throttling::Ingress);
        counts.add(ThrottleKind::TimedOut, Throttling::Unspecified);
        let expected = [("ingress".to_owned(), 2), ("operationTimedOut".to_owned(), 1)];
        assert_eq!(counts.by_name(), expected.into());
    }

    #[test]
    fn waits_grow_end_and_are_never_shorter_than_retry_after() {
        let delays = (Duration::from_secs(4), Duration::from_secs(120));
        let mut patience = Patience::new(delays);
        let mut waits = Vec::new();
        while let Some(wait) = patience.wait(Throttling::Unspecified, None, 1.0) {
            waits.push(wait);
        }
        assert_eq!(waits.len(), TRIES as usize);
        assert_eq!(
            (waits[0], waits[1], waits[19]),
            (Duration::from_millis(100), Duration::from_millis(200), Duration::from_secs(30))
        );
        // Throttling with a pace is waited for as long, in shorter steps.
        let (mut patience, mut paced) = (Patience::new(delays), Vec::new());
        while let Some(wait) = patience.wait(Throttling::Egress, None, 1.0) {
            paced.push(wait);
        }
        assert_eq!((paced[0], paced[9]), (Duration::from_millis(100), Duration::from_secs(2)));
        assert!(paced.iter().sum::<Duration>() >= waits.iter().sum::<Duration>());
        // S1: a constant of the service is a minimum, and not the same wait for all.
        let retry_after = Duration::from_secs(17);
        let mut patience = Patience::new(delays);
        for _ in 0..TRIES {
            let wait = patience.wait(Throttling::Unspecified, Some(retry_after), 0.5).expect("a wait");
            assert!(wait >= retry_after && wait < retry_after * 3 / 2, "{wait:?}");
        }
        assert_eq!(Patience::new(delays).wait(Throttling::Unspecified, Some(MAX_RETRY_AFTER * 2), 0.0), None);
    }
}
