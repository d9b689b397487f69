//! How long a connection may be idle, according to the other side. Pure.

use std::time::Duration;

use http::HeaderMap;

/// How long an idle connection is kept: shorter than the service keeps it, so that no request is sent into a closing
/// one. A server that announces its own limit (`Keep-Alive`) may shorten it.
/// <https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset>
pub const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How much earlier than the other side we stop using a connection: for the time of a request in flight, and clock
/// errors.
const MARGIN: Duration = Duration::from_secs(1);

/// The information in a response about its connection (`Keep-Alive: timeout=5, max=100`).
/// <https://httpwg.org/specs/rfc2068.html#rfc.section.19.7.1.1>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeepAlive {
    /// How long the other side keeps it idle.
    pub timeout: Option<Duration>,
    /// The number of further requests that it accepts.
    pub max: Option<u64>,
}

impl KeepAlive {
    /// Reads the headers of a response. The smallest of several values counts.
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

    /// How long the connection may be idle, at most `longest`. `None`: it is not reused.
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
    fn the_keep_alive_limit_of_the_server_is_applied_with_a_margin() {
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
