//! Limits the time of an attempt.

use std::time::Duration;

use crate::base::error::Result;
use crate::http::deadline::Deadline;
use crate::http::layer::Layer;
use crate::http::{Request, Response};

/// The layer that limits the time until the headers of a response. The time begins when the request is signed, stands
/// still while the request waits for a connection, and includes redirects. Reading the body uses the same deadline.
pub struct AttemptTimeout<Next> {
    pub limit: Option<Duration>,
    pub next: Next,
}

impl<Next: Layer> Layer for AttemptTimeout<Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
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
        Err(passed.exceeded(&request.url))
    }
}
