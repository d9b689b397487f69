//! What sources of a known length have in common.

use futures_util::future::BoxFuture;

use crate::base::error::{Error, Result};
use crate::http::RequestBody;

/// A part of a source that one request sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceRange {
    /// Its first byte.
    pub offset: u64,
    /// How many bytes it has.
    pub length: u64,
}

/// Where the bytes of an upload come from. Any part can be had at any time, and more than once.
pub trait UploadSource: Send + Sync {
    /// How many bytes there are.
    fn length(&self) -> u64;

    /// The body that sends a part.
    fn body(&self, part: SourceRange) -> RequestBody;

    /// Supplies the bytes of a body while it is sent. It resolves when that fails, and never otherwise.
    fn supply<'a>(&'a self, part: SourceRange, body: &'a RequestBody) -> BoxFuture<'a, Error>;

    /// Whether all parts are of one and the same state. Asked before the blob is made.
    fn confirm(&self) -> BoxFuture<'_, Result<()>>;
}
