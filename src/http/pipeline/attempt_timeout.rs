//! Limits the time of an attempt.

use std::time::Duration;

use tokio::time::timeout;

use crate::base::error::Result;
use crate::http::deadline::Deadline;
use crate::http::layer::Layer;
use crate::http::{Request, Response};

/// The layer that limits the time until the headers of a response. The time begins when the request is signed, stands
/// still while the request waits for a connection, and includes redirects. Reading the body uses the same deadline.
///
/// The limit that a caller puts on a request aborts it, which ends the request. It counts all time until the headers of the response.
pub struct AttemptTimeout<Next> {
    pub limit: Option<Duration>,
    pub next: Next,
}

impl<Next: Layer> Layer for AttemptTimeout<Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        let Some(limit) = request.time_limit else { return self.send_in_time(request).await };
        match timeout(limit, self.send_in_time(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(request.aborted()),
        }
    }
}

impl<Next: Layer> AttemptTimeout<Next> {
    async fn send_in_time(&self, request: &mut Request) -> Result<Response> {
        if request.attempt.deadline.is_none() {
            let limit = [self.limit, request.attempt.limit].into_iter().flatten().min();
            request.attempt.deadline = limit.and_then(Deadline::after);
        }
        let Some(deadline) = request.attempt.deadline.clone() else { return self.next.send(request).await };
        let passed = tokio::select! {
            biased;
            outcome = self.next.send(request) => return outcome,
            () = deadline.passed() => deadline,
        };
        request.attempt.in_flight = false;
        Err(passed.exceeded(&request.url))
    }
}
