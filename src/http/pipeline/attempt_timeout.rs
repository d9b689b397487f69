//! Limits the time of an attempt.

use std::time::Duration;

use tokio::time::timeout_at;

use crate::base::error::Result;
use crate::http::deadline::Deadline;
use crate::http::layer::Layer;
use crate::http::{Request, Response};

/// The layer that waits for the headers of a response no longer than an attempt may take. The time begins when the request is signed,
/// and goes on over redirects; what reads the body keeps to the same deadline.
pub struct AttemptTimeout<Next> {
    pub limit: Option<Duration>,
    pub next: Next,
}

impl<Next: Layer> Layer for AttemptTimeout<Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        if request.attempt.deadline.is_none() {
            request.attempt.deadline = self.limit.and_then(Deadline::after);
        }
        let Some(deadline) = request.attempt.deadline else { return self.next.send(request).await };
        match timeout_at(deadline.at, self.next.send(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(deadline.exceeded(&request.url)),
        }
    }
}
