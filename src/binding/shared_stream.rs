//! A body that two sides may read, and one does.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::transfer::Closable;

/// A stream that whoever comes first reads: the engine, or JavaScript.
pub type SharedStream = Closable<BoxStream<'static, Result<Bytes>>>;

/// A stream that nobody reads yet.
pub fn shared_stream(pieces: BoxStream<'static, Result<Bytes>>) -> SharedStream {
    Closable::new(pieces, CancellationToken::new())
}
