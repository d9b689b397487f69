//! The turns that the requests to one container of a job take: those of its account, and, for a copy, those of the account whose blob the
//! service reads for it.

use std::sync::Arc;

use tokio::time::Instant;

use crate::bulk::requests::stragglers::{AttemptKind, Effort};
use crate::bulk::requests::tally::COPY_BLOB;
use crate::bulk::requests::throttled::ThrottleKind;
use crate::http::pace::PaceMember;
use crate::http::throttling::Throttling;
use crate::http::{Request, Response};

/// The turns of the requests to one container.
#[derive(Debug, Clone)]
pub struct Turns {
    own: Arc<PaceMember>,
    /// Those of the source's account, if it is another one.
    source: Option<Arc<PaceMember>>,
    /// Whether bytes that are read count: those of a source in another account.
    counts_reads: bool,
    /// Whether Copy Blob moves no bytes, because the source is in the same account.
    is_within_account: bool,
}

/// What one attempt counts as.
#[derive(Debug, Clone, Copy)]
pub struct AttemptBytes {
    /// The bytes that it moves.
    bytes: u64,
    /// Whether the service reads them from the source.
    reads_source: bool,
}

impl Turns {
    /// Those of requests whose copies read from the same account, or from unknown accounts.
    pub fn of(own: Arc<PaceMember>) -> Self {
        Self { own, source: None, counts_reads: false, is_within_account: false }
    }

    /// Those of requests whose sources are all known to be in the same account.
    #[must_use]
    pub fn within_account(self, is_within_account: bool) -> Self {
        Self { is_within_account, ..self }
    }

    /// Those of requests to a source in another account.
    pub fn of_source(own: Arc<PaceMember>) -> Self {
        Self { counts_reads: true, ..Self::of(own) }
    }

    /// Those of requests whose copies read from another account.
    #[must_use]
    pub fn reading(self, source: &Arc<PaceMember>) -> Self {
        Self { source: Some(Arc::clone(source)), ..self }
    }

    /// What an attempt counts as. `operation` shows whether it writes a blob or a part of one, and how.
    pub fn taken(&self, request: &Request, effort: Effort, operation: Option<&str>) -> AttemptBytes {
        let moves_content = operation.is_some_and(|operation| operation != COPY_BLOB || !self.is_within_account);
        let counts = moves_content || (self.counts_reads && effort.kind == AttemptKind::Read);
        let reads_source = self.source.is_some() && request.headers.contains_key("x-ms-copy-source");
        AttemptBytes { bytes: if counts { effort.bytes } else { 0 }, reads_source }
    }

    /// Waits until the attempt may be sent, and returns the time: its result is judged by the state at that time.
    pub async fn wait(&self, taken: AttemptBytes) -> Instant {
        if let Some(source) = self.source_of(taken) {
            source.bytes(taken.bytes).await;
            source.read().await;
        }
        self.own.bytes(taken.bytes).await;
        self.own.request().await
    }

    /// The attempt was not throttled, and the response has this status. The account counts a request either way; no bytes moved with one that it
    /// rejected. It is unknown what a failed service has moved: the attempt keeps its turn, but is not measured.
    pub fn responded(&self, taken: AttemptBytes, status: u16) {
        let moved = if status < 400 { taken.bytes } else { 0 };
        self.own.accepted(moved);
        if let Some(source) = self.source_of(taken) {
            source.accepted_read(moved);
        }
        if matches!(status, 400..=499) {
            self.moved_nothing(taken);
        }
    }

    /// The attempt moved nothing.
    pub fn moved_nothing(&self, taken: AttemptBytes) {
        self.own.give_back_bytes(taken.bytes);
        if let Some(source) = self.source_of(taken) {
            source.give_back_bytes(taken.bytes);
        }
    }

    /// Records that an attempt sent then was throttled, and returns the limit that it exceeded. Throttling of only a part of an account does not slow
    /// down the rest.
    pub fn throttled(&self, kind: ThrottleKind, taken: AttemptBytes, response: &Response, sent: Instant) -> Throttling {
        if kind != ThrottleKind::CopySource {
            let limit = kind.of_account();
            self.own.throttled(limit, sent);
            return limit;
        }
        // The service repeats the message of the source's service.
        let limit = Throttling::in_message(response);
        match self.source_of(taken) {
            Some(source) if limit == Throttling::Operations => source.throttled_read(sent),
            Some(source) => source.throttled(limit, sent),
            None => self.own.throttled(limit, sent),
        }
        limit
    }

    /// A throttled attempt moved nothing. If the whole account is over a limit, no other attempt takes its turn: all that
    /// wait would be sent at once, one after the other, and be rejected.
    pub fn rejected(&self, taken: AttemptBytes, limit: Throttling) {
        if !limit.is_of_account() {
            self.moved_nothing(taken);
        }
    }

    /// The job has ended: its limits no longer apply.
    pub fn end(&self) {
        self.own.end();
    }

    fn source_of(&self, taken: AttemptBytes) -> Option<&PaceMember> {
        self.source.as_deref().filter(|_| taken.reads_source)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::pace::{Pace, PaceLimits};

    const BYTES: u64 = 10_000_000;
    const COPY: AttemptBytes = AttemptBytes { bytes: BYTES, reads_source: true };

    fn limited() -> (Turns, Arc<PaceMember>) {
        let limits = PaceLimits { requests: None, bytes: Some(1e6) };
        let own = Arc::new(Arc::<Pace>::default().join(limits));
        (Turns::of(Arc::clone(&own)), own)
    }

    /// How long a copy waits for its turn after one that ended with this status.
    async fn wait_after(status: u16) -> Duration {
        let (turns, _) = limited();
        turns.wait(COPY).await;
        turns.responded(COPY, status);
        let sent = Instant::now();
        turns.wait(COPY).await;
        sent.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn rejected_requests_use_no_bytes() {
        for status in [400, 403, 404, 409, 412] {
            let wait = wait_after(status).await;
            assert!(wait < Duration::from_millis(50), "{status}: {wait:?}");
        }
        // It is unknown what a failed service has moved.
        for status in [201, 202, 500, 503] {
            let wait = wait_after(status).await;
            assert!(wait > Duration::from_secs(9), "{status}: {wait:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_over_its_limit_gets_no_attempt_in_place_of_a_rejected_one() {
        for limit in Throttling::ALL {
            let (turns, _) = limited();
            turns.wait(COPY).await;
            turns.rejected(COPY, limit);
            let sent = Instant::now();
            turns.wait(COPY).await;
            let wait = sent.elapsed();
            assert_eq!(wait > Duration::from_secs(9), limit.is_of_account(), "{limit:?}: {wait:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_moved_bytes_measure_the_rate_of_an_account() {
        for (status, is_measure) in [(201, true), (412, false), (500, false)] {
            let source = Arc::new(Arc::<Pace>::default().join(PaceLimits::default()));
            let own = Arc::new(Arc::<Pace>::default().join(PaceLimits::default()));
            let turns = Turns::of(Arc::clone(&own)).reading(&source);
            for _ in 0..1000 {
                tokio::time::sleep(Duration::from_millis(1)).await;
                turns.responded(COPY, status);
            }
            for member in [&own, &source] {
                (0..31).for_each(|_| member.throttled(Throttling::Egress, Instant::now()));
                let began = Instant::now();
                for _ in 0..2000 {
                    member.bytes(BYTES).await;
                }
                assert_eq!(began.elapsed() > Duration::from_millis(100), is_measure, "{status}: {:?}", began.elapsed());
            }
        }
    }
}
