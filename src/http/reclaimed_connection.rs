//! The error of a download whose connection was reclaimed, because it was not being read and other requests waited.

use std::error::Error as StdError;
use std::fmt;

use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, TransportFailure};

/// The cause of the error at the end of its body. The reader requests the rest.
#[derive(Debug)]
pub struct ReclaimedConnection;

impl ReclaimedConnection {
    /// The error at the end of its body.
    #[must_use]
    pub fn error() -> Error {
        let message = "The connection of this response was closed, because it was not read from, and other requests waited for a connection";
        TransportFailure::new("ECONNRESET", AttemptPhase::Body, true).with_cause(Self).into_error(message)
    }

    /// Whether a body ended for this reason.
    #[must_use]
    pub fn caused(error: &Error) -> bool {
        TransportFailure::of(error).and_then(StdError::source).is_some_and(<dyn StdError>::is::<Self>)
    }
}

impl fmt::Display for ReclaimedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was not read from")
    }
}

impl StdError for ReclaimedConnection {}
