//! What a pipeline does with the body of a response that it does not read itself.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};
use crate::http::ResponseBody;

/// What is read of a refused try's body, so that its connection can be used again; more costs more than a connection.
const DRAINED_LENGTH: usize = 64 * 1024;
/// How long that may take.
const DRAINED_TIME: Duration = Duration::from_millis(100);

/// The same pieces, which end with an error once the token is cancelled.
pub(crate) fn until_cancelled(
    pieces: BoxStream<'static, Result<Bytes>>,
    cancel: CancellationToken,
) -> BoxStream<'static, Result<Bytes>> {
    stream::unfold(Some((pieces, cancel)), |state| async move {
        let (mut pieces, cancel) = state?;
        match cancel.run_until_cancelled(pieces.next()).await {
            None => Some((Err(Error::aborted()), None)),
            Some(None) => None,
            Some(Some(piece)) => Some((piece, Some((pieces, cancel)))),
        }
    })
    .boxed()
}

/// Reads what is left of a small body, because a connection whose response was not read cannot be used again.
pub(crate) async fn drain(body: ResponseBody) {
    let ResponseBody::Stream(mut pieces) = body else { return };
    let reading = async {
        let mut length = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            length += piece.len();
            if length > DRAINED_LENGTH {
                break;
            }
        }
    };
    let _ = timeout(DRAINED_TIME, reading).await;
}
