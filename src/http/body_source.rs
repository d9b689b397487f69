//! The state that a request body and its connection share: how the bytes are read, how many at once, and that the body may be
//! aborted.

use std::fmt;

/// The size of the pieces in which a body with progress is passed to the connection. A smaller body stays in one piece.
pub(crate) const SLICE: usize = 256 * 1024;

/// How the bytes of a body are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyReading {
    /// The system reads them in place: a connection without TLS, with vectored writes.
    BySystem,
    /// This process reads them, for example to encrypt them.
    ByProcess,
}

/// The body of a request was aborted, because its owner had no more bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyBroken;

impl fmt::Display for BodyBroken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body of the request broke off")
    }
}

impl std::error::Error for BodyBroken {}
