//! Why the service throttles, and when each throttled request may be sent again. Pure: the clock is passed in.

use std::time::Duration;

use tokio::time::Instant;

use crate::http::{Response, ResponseBody};

/// The shortest interval between retries of throttled requests. A thousand per second are far below what an account
/// takes, and far from all at once.
/// <https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account>
const SHORTEST_INTERVAL: Duration = Duration::from_millis(1);
/// The longest interval, however often requests are throttled again.
const LONGEST_INTERVAL: Duration = Duration::from_millis(64);
/// How long responses to requests that were throttled together keep arriving. They count once.
const ROUND: Duration = Duration::from_secs(1);

/// Why a request was throttled. The service says it in the message of a 503.
/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttling {
    /// Too many requests per second, of the whole account.
    Operations,
    /// Too much ingress, of the whole account.
    Ingress,
    /// Too much egress, of the whole account.
    Egress,
    /// The service does not say why. It may be a single partition.
    Unspecified,
}

impl Throttling {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Operations, Self::Ingress, Self::Egress, Self::Unspecified];

    /// Whether the request was throttled according to this response, and why.
    #[must_use]
    pub fn of(response: &Response) -> Option<Self> {
        matches!(response.status, 429 | 503).then(|| Self::in_message(response))
    }

    /// Why a request was throttled, by the message of the response.
    #[must_use]
    pub fn in_message(response: &Response) -> Self {
        let ResponseBody::Full(body) = &response.body else { return Self::Unspecified };
        let says = |words: &str| body.windows(words.len()).any(|part| part.eq_ignore_ascii_case(words.as_bytes()));
        match () {
            () if says("Operations per second is over the account limit") => Self::Operations,
            () if says("Ingress is over the account limit") => Self::Ingress,
            () if says("Egress is over the account limit") => Self::Egress,
            () => Self::Unspecified,
        }
    }

    /// Whether it concerns the whole account, so that one response counts for all its requests.
    #[must_use]
    pub fn is_of_account(self) -> bool {
        self != Self::Unspecified
    }
}

/// The retry turns of one kind of throttling. Each request waits for its own delay first, and then for its turn. A lone
/// request gets its turn at once.
#[derive(Debug, Default)]
pub struct Backoff {
    /// The interval between turns.
    interval: Duration,
    /// The next turn.
    next: Option<Instant>,
    /// No turn is earlier than this, because the service requested it.
    not_before: Option<Instant>,
    /// When the interval was last increased.
    grown: Option<Instant>,
}

impl Backoff {
    /// The service throttled a request, and requested this delay for the whole account.
    pub fn throttled(&mut self, now: Instant, wait: Option<Duration>) {
        if self.grown.is_none_or(|grown| now.saturating_duration_since(grown) >= ROUND) {
            self.interval = (self.interval * 2).clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL);
            self.grown = Some(now);
        }
        if let Some(end) = wait.and_then(|wait| now.checked_add(wait)) {
            self.not_before = self.not_before.max(Some(end));
        }
    }

    /// A throttled request succeeded.
    pub fn recovered(&mut self) {
        self.interval = (self.interval / 2).max(SHORTEST_INTERVAL);
    }

    /// When the calling request may be sent.
    pub fn turn(&mut self, now: Instant) -> Instant {
        let turn = Some(now).max(self.next).max(self.not_before).unwrap_or(now);
        self.next = turn.checked_add(self.interval);
        turn
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn the_kind_is_read_from_the_message() {
        let kind = |status, body: &'static str| {
            Throttling::of(&Response::new(status, HeaderMap::new(), ResponseBody::Full(body.into())))
        };
        assert_eq!(kind(503, "<Message>Ingress is over the account limit.\nRequestId:1"), Some(Throttling::Ingress));
        assert_eq!(kind(503, "Egress is over the account limit."), Some(Throttling::Egress));
        assert_eq!(kind(429, "operations per second is over the account limit."), Some(Throttling::Operations));
        assert_eq!(kind(503, "The server is busy."), Some(Throttling::Unspecified));
        assert_eq!(kind(503, ""), Some(Throttling::Unspecified));
        assert_eq!(kind(500, "Ingress is over the account limit."), None);
        assert_eq!(kind(200, ""), None);
    }

    #[test]
    fn a_single_request_has_its_turn_at_once() {
        let (mut backoff, now) = (Backoff::default(), Instant::now());
        backoff.throttled(now, None);
        assert_eq!(backoff.turn(now), now);
        let later = now + SHORTEST_INTERVAL;
        assert_eq!(backoff.turn(later), later);
    }

    #[test]
    fn many_requests_have_consecutive_turns() {
        let (mut backoff, now) = (Backoff::default(), Instant::now());
        (0..5_000).for_each(|_| backoff.throttled(now, None));
        let last = (0..5_000).map(|_| backoff.turn(now)).last();
        assert_eq!(last, Some(now + SHORTEST_INTERVAL * 4_999), "they were throttled once, together");
    }

    #[test]
    fn the_distance_grows_with_each_round_and_shrinks_with_each_success() {
        let (mut backoff, mut now) = (Backoff::default(), Instant::now());
        for expected in [1, 2, 4, 8, 16, 32, 64, 64] {
            backoff.throttled(now, None);
            assert_eq!(backoff.interval, Duration::from_millis(expected));
            now += ROUND;
        }
        for expected in [32, 16, 8, 4, 2, 1, 1] {
            backoff.recovered();
            assert_eq!(backoff.interval, Duration::from_millis(expected));
        }
    }

    #[test]
    fn retry_after_applies_to_all_requests() {
        let (mut backoff, now) = (Backoff::default(), Instant::now());
        backoff.throttled(now, Some(Duration::from_secs(5)));
        backoff.throttled(now, Some(Duration::from_secs(2)));
        backoff.throttled(now, Some(Duration::MAX));
        assert_eq!(backoff.turn(now), now + Duration::from_secs(5));
        assert_eq!(backoff.turn(now + Duration::from_secs(9)), now + Duration::from_secs(9));
    }
}
