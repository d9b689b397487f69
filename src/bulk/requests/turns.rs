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

/// What one attempt counts for.
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

    /// What an attempt takes. `operation` says whether it is to write a blob or a part of one, and how.
    pub fn taken(&self, request: &Request, effort: Effort, operation: Option<&str>) -> AttemptBytes {
        let moves_content = operation.is_some_and(|operation| operation != COPY_BLOB || !self.is_within_account);
        let counts = moves_content || (self.counts_reads && effort.kind == AttemptKind::Read);
        let reads_source = self.source.is_some() && request.headers.contains_key("x-ms-copy-source");
        AttemptBytes { bytes: if counts { effort.bytes } else { 0 }, reads_source }
    }

    /// Waits until the attempt may be sent, and returns the time: its result is judged by what had happened until then.
    pub async fn wait(&self, taken: AttemptBytes) -> Instant {
        if let Some(source) = self.source_of(taken) {
            source.bytes(taken.bytes).await;
            source.read().await;
        }
        self.own.bytes(taken.bytes).await;
        self.own.request().await
    }

    /// The attempt was accepted.
    pub fn accepted(&self, taken: AttemptBytes) {
        self.own.accepted(taken.bytes);
        if let Some(source) = self.source_of(taken) {
            source.accepted_read(taken.bytes);
        }
    }

    /// The attempt moved nothing.
    pub fn moved_nothing(&self, taken: AttemptBytes) {
        self.own.give_back_bytes(taken.bytes);
        if let Some(source) = self.source_of(taken) {
            source.give_back_bytes(taken.bytes);
        }
    }

    /// The attempt was throttled that was made then; returns the limit that it met. What concerns a part of an account alone does not slow
    /// down the rest.
    pub fn throttled(&self, kind: ThrottleKind, taken: AttemptBytes, response: &Response, sent: Instant) -> Throttling {
        if kind != ThrottleKind::CopySource {
            let met = kind.of_account();
            self.own.throttled(met, sent);
            return met;
        }
        // The service repeats what the source's service said.
        let met = Throttling::in_message(response);
        match self.source_of(taken) {
            Some(source) if met == Throttling::Operations => source.throttled_read(sent),
            Some(source) => source.throttled(met, sent),
            None => self.own.throttled(met, sent),
        }
        met
    }

    fn source_of(&self, taken: AttemptBytes) -> Option<&PaceMember> {
        self.source.as_deref().filter(|_| taken.reads_source)
    }
}
