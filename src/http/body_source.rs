//! What a body and its connection agree on: how the bytes are read, how many at once, and that they may break off.

use std::fmt;

/// How much of a body that is watched is handed to the connection in one go. A smaller body stays in one piece.
pub(crate) const SLICE: usize = 256 * 1024;

/// How the bytes of a body get to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyReading {
    /// The system takes them from where they are: a connection without TLS, whose writes are not gathered.
    BySystem,
    /// This process reads them, as it does to encrypt them.
    ByProcess,
}

/// The body of a request broke off: whoever had it could not give the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyBroken;

impl fmt::Display for BodyBroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body of the request broke off")
    }
}

impl std::error::Error for BodyBroken {}
