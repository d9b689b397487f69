//! The common interface of sources of a known length.

use futures_util::future::BoxFuture;

use crate::base::error::{Error, Result};
use crate::http::RequestBody;

/// A part of a source that one request sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceRange {
    /// Its first byte.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
}

/// The source of an upload's bytes. Any part can be read at any time, and more than once.
pub trait UploadSource: Send + Sync {
    /// The number of bytes.
    fn length(&self) -> u64;

    /// The body that sends a part.
    fn body(&self, part: SourceRange) -> RequestBody;

    /// Supplies the bytes of a body while it is sent. It resolves when that fails, and never otherwise.
    fn supply<'a>(&'a self, part: SourceRange, body: &'a RequestBody) -> BoxFuture<'a, Error>;

    /// Whether all parts are of the same state. Called before the commit.
    fn confirm(&self) -> BoxFuture<'_, Result<()>>;
}
