//! How long a connection may be idle, by what the other side says of it. Pure.

use std::time::Duration;

use http::HeaderMap;

/// How long an idle connection is kept: less than the service keeps it, so that no request is sent into a closing one. A server that
/// says how long it waits (`Keep-Alive`) may make it shorter.
/// <https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset>
pub const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How much earlier than the other side we stop using a connection: so long may a request be on its way, and its clock go wrong.
const MARGIN: Duration = Duration::from_secs(1);

/// What a response says of its connection (`Keep-Alive: timeout=5, max=100`).
/// <https://httpwg.org/specs/rfc2068.html#rfc.section.19.7.1.1>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeepAlive {
    /// How long the other side keeps it.
    pub timeout: Option<Duration>,
    /// How many requests it takes from now on.
    pub max: Option<u64>,
}

impl KeepAlive {
    /// Reads the headers of a response. Of several values the least counts.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut found = Self::default();
        for value in headers.get_all("keep-alive").iter().filter_map(|value| value.to_str().ok()) {
            for (name, number) in value.split([',', ';']).filter_map(|part| part.split_once('=')) {
                let Ok(number) = number.trim().trim_matches('"').parse::<u64>() else { continue };
                let name = name.trim();
                if name.eq_ignore_ascii_case("timeout") {
                    let timeout = Duration::from_secs(number);
                    found.timeout = Some(found.timeout.map_or(timeout, |other| other.min(timeout)));
                } else if name.eq_ignore_ascii_case("max") {
                    found.max = Some(found.max.map_or(number, |other| other.min(number)));
                }
            }
        }
        found
    }

    /// How long the connection may be idle, when nobody keeps one for longer than `longest`. Nothing: it is not used again.
    pub fn idle(self, longest: Duration) -> Duration {
        if self.max == Some(0) {
            return Duration::ZERO;
        }
        self.timeout.map_or(longest, |timeout| timeout.saturating_sub(MARGIN).min(longest))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const LONGEST: Duration = Duration::from_secs(60);

    fn idle(values: &[&'static str]) -> Duration {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("keep-alive", HeaderValue::from_static(value));
        }
        KeepAlive::of(&headers).idle(LONGEST)
    }

    #[test]
    fn the_other_sides_limit_counts_with_a_margin() {
        for (values, seconds) in [
            (&[][..], 60),
            (&["timeout=5"], 4),
            (&["timeout=5, max=100"], 4),
            (&["max=3; Timeout = 20"], 19),
            (&["timeout=\"9\""], 8),
            (&["timeout=30", "timeout=3"], 2),
            (&["timeout=600"], 60),
            (&["timeout=1"], 0),
            (&["timeout=0"], 0),
            (&["max=0"], 0),
            (&["max=0, timeout=50"], 0),
            (&["timeout=-1"], 60),
            (&["timeout=soon, max"], 60),
            (&["timeout=18446744073709551615"], 60),
        ] {
            assert_eq!(idle(values), Duration::from_secs(seconds), "{values:?}");
        }
    }
}
