//! How long one attempt of a job may take before it is abandoned and retried: a pure decision from how long others of its kind and size
//! took. Without it, a single missing response would delay a job of millions.
//!
//! A request that may have taken effect is sent again only if that does no harm: [`crate::http::Repeat`].

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;

use crate::http::Request;
use crate::rest::Operation;
use crate::rest::container::{ContainerListBlobFlatSegmentOptions, ListBlobsByHierarchy};
use crate::rest::service::ServiceListContainersOptions;

/// The number of attempts of a kind and size that show how long one takes.
const SIGNIFICANT: u32 = 16;

/// A straggler takes this many times as long as the slowest recent attempt.
const TIMES: u32 = 20;

/// The decay of the slowest duration with each attempt, so that old ones do not count.
const FADES: f64 = 0.99;

/// The shortest limit, and the limit while the usual duration is unknown.
const LEAST: Duration = Duration::from_secs(2);
const UNKNOWN: Duration = Duration::from_secs(60);

/// The minimum rate of copied bytes, if the usual rate is known, and if not.
const SLOW: u64 = 16 << 20;
const SLOWEST: u64 = 256 << 10;

/// The same for a page of a listing, on which the service works up to two minutes for each megabyte.
/// <https://learn.microsoft.com/rest/api/storageservices/setting-timeouts-for-blob-service-operations>
const LEAST_OF_LISTING: Duration = Duration::from_secs(20);
const UNKNOWN_LISTING: Duration = Duration::from_secs(600);

/// The operations that list blobs or containers.
const LISTINGS: [&str; 3] = [
    ContainerListBlobFlatSegmentOptions::DECLARATION.name,
    ListBlobsByHierarchy::DECLARATION.name,
    ServiceListContainersOptions::DECLARATION.name,
];

/// The kind of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttemptKind {
    /// A page of a listing.
    List,
    /// Properties, or a range of bytes.
    Read,
    /// Everything else.
    Write,
}

/// The attempts that can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttemptClass {
    kind: AttemptKind,
    /// The size in powers of four.
    size: u32,
}

/// What determines how long an attempt may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// What it is for.
    pub kind: AttemptKind,
    /// The maximum number of bytes that it moves.
    pub bytes: u64,
}

impl Effort {
    /// That of a request about a blob of this size.
    pub fn of(request: &Request, of_blob: u64) -> Self {
        let kind = match (request.operation, &request.method) {
            (Some(operation), _) if LISTINGS.contains(&operation) => AttemptKind::List,
            (_, &Method::GET | &Method::HEAD) => AttemptKind::Read,
            _ => AttemptKind::Write,
        };
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
        let range = || ["x-ms-source-range", "x-ms-range", "range"].into_iter().find_map(header).and_then(length_of);
        let sent = request.body.len();
        let bytes = match (kind, sent) {
            (AttemptKind::List, _) => 0,
            (AttemptKind::Read, _) if request.method == Method::HEAD => 0,
            (_, 0) => range().unwrap_or(of_blob),
            (_, sent) => sent,
        };
        Self { kind, bytes }
    }

    fn class(self) -> AttemptClass {
        AttemptClass { kind: self.kind, size: self.bytes.checked_ilog(4).map_or(0, |power| power + 1) }
    }
}

/// The number of bytes of a range.
fn length_of(range: &str) -> Option<u64> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    last.parse::<u64>().ok()?.checked_sub(first.parse().ok()?)?.checked_add(1)
}

/// The durations of one kind and size.
#[derive(Debug, Clone, Copy, Default)]
struct ObservedDurations {
    count: u32,
    slowest: Duration,
}

/// How long attempts took.
#[derive(Debug, Default)]
pub struct Stragglers {
    seen: BTreeMap<AttemptClass, ObservedDurations>,
}

impl Stragglers {
    /// An attempt took this long, or was abandoned after this time.
    pub fn took(&mut self, effort: Effort, time: Duration) {
        let seen = self.seen.entry(effort.class()).or_default();
        seen.count = seen.count.saturating_add(1);
        seen.slowest = seen.slowest.mul_f64(FADES).max(time);
    }

    /// How long an attempt may take.
    pub fn limit(&self, effort: Effort) -> Duration {
        let at = |rate: u64| Duration::from_secs(effort.bytes / rate);
        let (least, most) = match effort.kind {
            AttemptKind::List => (LEAST_OF_LISTING, UNKNOWN_LISTING),
            AttemptKind::Read | AttemptKind::Write => (LEAST + at(SLOW), UNKNOWN + at(SLOWEST)),
        };
        match self.seen.get(&effort.class()) {
            Some(seen) if seen.count >= SIGNIFICANT => seen.slowest.saturating_mul(TIMES).clamp(least, most),
            _ => most,
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn write(bytes: u64) -> Effort {
        Effort { kind: AttemptKind::Write, bytes }
    }

    fn after(count: u32, effort: Effort, time: Duration) -> Stragglers {
        let mut stragglers = Stragglers::default();
        for _ in 0..count {
            stragglers.took(effort, time);
        }
        stragglers
    }

    #[test]
    fn s4_the_time_limit_is_long_until_durations_are_known() {
        assert_eq!(after(SIGNIFICANT - 1, write(10), ms(5)).limit(write(10)), UNKNOWN);
        let known = after(SIGNIFICANT, write(10), ms(5));
        assert_eq!(known.limit(write(10)), LEAST);
        assert_eq!(known.limit(write(1 << 30)), UNKNOWN + Duration::from_secs(4096), "others say nothing of this one");
        assert_eq!(known.limit(Effort { kind: AttemptKind::Read, bytes: 10 }), UNKNOWN);
        assert_eq!(after(SIGNIFICANT, write(10), ms(500)).limit(write(10)), ms(10_000));
    }

    #[test]
    fn s4_the_time_limit_grows_with_the_size() {
        let large = write(256 << 20);
        assert_eq!(after(SIGNIFICANT, large, ms(5)).limit(large), LEAST + Duration::from_secs(16));
        assert_eq!(Stragglers::default().limit(large), UNKNOWN + Duration::from_secs(1024));
    }

    #[test]
    fn s4_if_all_attempts_become_slow_the_limit_grows() {
        let mut stragglers = after(100, write(10), ms(5));
        let given_up = stragglers.limit(write(10));
        stragglers.took(write(10), given_up);
        assert_eq!(stragglers.limit(write(10)), ms(40_000));
        stragglers.took(write(10), ms(40_000));
        assert_eq!(stragglers.limit(write(10)), UNKNOWN, "but there is always a limit");
        // Slow attempts of long ago do not count.
        for _ in 0..1000 {
            stragglers.took(write(10), ms(5));
        }
        assert_eq!(stragglers.limit(write(10)), LEAST);
    }

    #[test]
    fn s4_a_listing_has_a_long_time_limit() {
        let page = Effort { kind: AttemptKind::List, bytes: 0 };
        assert_eq!(after(100, page, ms(5)).limit(page), LEAST_OF_LISTING);
        assert_eq!(Stragglers::default().limit(page), UNKNOWN_LISTING);
    }

    #[test]
    fn the_effort_is_the_bytes_of_a_request() {
        let request = |method: Method, query: &str, header: Option<(&'static str, &'static str)>| {
            let url = Url::parse(&format!("https://one.blob.core.windows.net/c/x{query}")).expect("a URL");
            let mut request = Request::new(method, url);
            if let Some((name, value)) = header {
                request.headers.insert(name, http::HeaderValue::from_static(value));
            }
            request
        };
        for (request, expected) in [
            (request(Method::PUT, "", Some(("x-ms-copy-source", "https://x"))), write(1000)),
            (request(Method::PUT, "?comp=block", Some(("x-ms-source-range", "bytes=100-199"))), write(100)),
            (request(Method::HEAD, "", None), Effort { kind: AttemptKind::Read, bytes: 0 }),
            (
                request(Method::GET, "", Some(("x-ms-range", "bytes=0-9"))),
                Effort { kind: AttemptKind::Read, bytes: 10 },
            ),
            (
                Request { operation: Some("ContainerListBlobFlatSegment"), ..request(Method::GET, "?comp=list", None) },
                Effort { kind: AttemptKind::List, bytes: 0 },
            ),
        ] {
            assert_eq!(Effort::of(&request, 1000), expected, "{request:?}");
        }
        assert_eq!(length_of("bytes=5-"), None);
    }
}
