//! The turns that the requests to one container of a job take: those of its account, and, for a copy, those of the account whose blob the
//! service reads for it.

use std::sync::Arc;

use tokio::time::Instant;

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
}

impl Turns {
    /// Those of requests whose copies read from the same account, or from accounts that nobody knows.
    pub fn of(own: Arc<PaceMember>) -> Self {
        Self { own, source: None }
    }

    /// Those of requests whose copies read from another account.
    #[must_use]
    pub fn reading(self, source: &Arc<PaceMember>) -> Self {
        Self { source: Some(Arc::clone(source)), ..self }
    }

    /// Waits until the request may be sent, and returns when that was: what became of it is judged by what had happened until then.
    pub async fn wait(&self, request: &Request) -> Instant {
        if let Some(source) = self.of_source(request) {
            source.read().await;
        }
        self.own.request().await
    }

    /// The request was accepted.
    pub fn accepted(&self, request: &Request) {
        self.own.accepted();
        if let Some(source) = self.of_source(request) {
            source.accepted_read();
        }
    }

    /// The request was throttled that was sent then. What concerns a part of an account alone does not slow down the rest.
    pub fn throttled(&self, kind: ThrottleKind, request: &Request, response: &Response, sent: Instant) {
        if kind != ThrottleKind::CopySource {
            return self.own.throttled(kind.of_account(), sent);
        }
        // The service repeats what the source's service said.
        match Throttling::in_message(response) {
            // Bytes count where they are copied to.
            kind @ (Throttling::Ingress | Throttling::Egress) => self.own.throttled(kind, sent),
            Throttling::Unspecified => {}
            kind @ Throttling::Operations => match self.of_source(request) {
                Some(source) => source.throttled_read(sent),
                None => self.own.throttled(kind, sent),
            },
        }
    }

    fn of_source(&self, request: &Request) -> Option<&PaceMember> {
        self.source.as_deref().filter(|_| request.headers.contains_key("x-ms-copy-source"))
    }
}
