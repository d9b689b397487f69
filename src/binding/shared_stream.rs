//! A body that one of two sides reads.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::transfer::Closable;

/// A stream that belongs to the first reader: the engine, or JavaScript.
pub type SharedStream = Closable<BoxStream<'static, Result<Bytes>>>;

/// A stream without a reader.
pub fn shared_stream(pieces: BoxStream<'static, Result<Bytes>>) -> SharedStream {
    Closable::new(pieces, CancellationToken::new())
}
