//! When an attempt must have its response, and the error for one that has not.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, TransportFailure, peer};

/// The end of an attempt. All that belongs to the attempt shares it: redirects, and a body that is read whole.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    /// When the time is over.
    pub at: Instant,
    limit: Duration,
}

impl Deadline {
    /// So long from now on. `None` when that is later than the clock can tell.
    #[must_use]
    pub fn after(limit: Duration) -> Option<Self> {
        Some(Self { at: Instant::now().checked_add(limit)?, limit })
    }

    /// The error for a server that has not responded in time.
    #[must_use]
    pub fn exceeded(self, url: &Url) -> Error {
        let limit = self.limit.as_millis();
        let message = format!("ETIMEDOUT: {} did not answer within {limit} ms", peer(url));
        TransportFailure::new("ETIMEDOUT", AttemptPhase::Exchange, true).into_error(message)
    }
}
