//! How the body of a response is read: how much of it, for how long, and what happens to an unwanted one.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::ResponseBody;
use crate::http::deadline::Deadline;
use crate::http::failure::{AttemptPhase, TransportFailure};

/// How much of an unwanted body is read so that its connection can be reused. More costs more than a new connection.
const DRAINED_LENGTH: usize = 64 * 1024;
/// The time limit for that.
const DRAINED_TIME: Duration = Duration::from_millis(100);

/// The least that must arrive of a streamed body within the time of an attempt. It is less than one network packet, so
/// that only a server that means to is slower.
pub const LEAST_PROGRESS: usize = 1024;

/// The maximum length of a body that is read completely, and the name of such a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit {
    /// The maximum number of bytes. At 0, a body of any length is dropped.
    pub length: usize,
    /// Its name with an article: "a block list".
    pub of: &'static str,
}

impl BodyLimit {
    /// An error body: a code, a message, and details such as the string-to-sign, which repeats the URL and the headers
    /// of the request. A longer one is cut off, because the status counts more than the rest.
    /// <https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2>
    pub const ERROR: Self = Self { length: 64 * 1024, of: "an error" };

    /// The body of an operation that has none.
    pub const UNREAD: Self = Self { length: 0, of: "a response without a body" };

    /// A limit in KiB.
    #[must_use]
    pub const fn kibibytes(count: usize, of: &'static str) -> Self {
        Self { length: count * 1024, of }
    }

    /// A limit in MiB.
    #[must_use]
    pub const fn mebibytes(count: usize, of: &'static str) -> Self {
        Self::kibibytes(count * 1024, of)
    }

    /// The error for a longer body. It names the limit, how much had arrived, and the peer.
    #[must_use]
    pub fn exceeded(self, read: usize, peer: &str) -> Error {
        let Self { length, of } = self;
        let message = format!(
            "The response of {peer} is longer than {length} bytes, which is more than {of} can be; {read} bytes of it had been \
             read when the connection was closed. The server is not the Blob service, or is out of order."
        );
        Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR")
    }
}

/// The received part of a body.
#[derive(Debug)]
pub struct ReceivedBody {
    /// The bytes, within the limit.
    pub bytes: Bytes,
    /// How the body ended.
    pub end: BodyEnd,
}

/// How a body ended.
#[derive(Debug)]
pub enum BodyEnd {
    /// It is complete.
    Whole,
    /// It is longer than the limit. Its connection was closed.
    TooLong,
    /// The connection broke, the time was over, or there was no memory.
    Broken(Error),
}

impl ReceivedBody {
    /// The bytes, if the body is complete.
    ///
    /// # Errors
    /// Why it is not complete, for this peer.
    pub fn whole(self, limit: BodyLimit, peer: &str) -> Result<Bytes> {
        match self.end {
            BodyEnd::Whole => Ok(self.bytes),
            BodyEnd::TooLong => Err(limit.exceeded(self.bytes.len(), peer)),
            BodyEnd::Broken(error) => Err(error),
        }
    }
}

/// Reads a body to its end, but at most `length` bytes, and not beyond `deadline`. It comes from `url`. Memory is
/// allocated as the bytes arrive, so an announced length costs nothing.
pub async fn read(body: ResponseBody, length: usize, deadline: Option<&Deadline>, url: &Url) -> ReceivedBody {
    let mut stream = match body {
        ResponseBody::Full(mut bytes) => {
            let end = if bytes.len() > length { BodyEnd::TooLong } else { BodyEnd::Whole };
            bytes.truncate(length);
            return ReceivedBody { bytes, end };
        }
        ResponseBody::Stream(stream) => stream,
    };
    let mut read = BodyBuffer::default();
    let gathering = async {
        while let Some(piece) = stream.next().await {
            let mut piece = match piece {
                Ok(piece) => piece,
                Err(error) => return BodyEnd::Broken(error),
            };
            let room = length - read.len();
            let too_long = piece.len() > room;
            piece.truncate(room);
            if let Err(error) = read.push(piece) {
                return BodyEnd::Broken(error);
            }
            if too_long {
                return BodyEnd::TooLong;
            }
        }
        BodyEnd::Whole
    };
    let end = match deadline {
        None => gathering.await,
        Some(deadline) => tokio::select! {
            biased;
            end = gathering => end,
            () = deadline.passed() => BodyEnd::Broken(deadline.exceeded(url)),
        },
    };
    ReceivedBody { bytes: read.finish(), end }
}

/// The pieces of a body. Most have only one, which needs no copy.
#[derive(Default)]
struct BodyBuffer {
    first: Bytes,
    all: Vec<u8>,
}

impl BodyBuffer {
    fn len(&self) -> usize {
        self.first.len().max(self.all.len())
    }

    fn push(&mut self, piece: Bytes) -> Result<()> {
        if self.len() == 0 {
            self.first = piece;
            return Ok(());
        }
        if self.all.is_empty() {
            let first = std::mem::take(&mut self.first);
            self.append(&first)?;
        }
        self.append(&piece)
    }

    fn append(&mut self, piece: &[u8]) -> Result<()> {
        self.all.try_reserve(piece.len()).map_err(|_| no_room(self.all.len() + piece.len()))?;
        self.all.extend_from_slice(piece);
        Ok(())
    }

    fn finish(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.into() }
    }
}

fn no_room(length: usize) -> Error {
    let message = format!("ENOMEM: there is no memory for a response of {length} bytes and more");
    TransportFailure::new("ENOMEM", AttemptPhase::Body, false).into_error(message)
}

/// The same pieces, which end with an error once the token is canceled.
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

/// Reads the rest of a small body, because a connection with an unread response cannot be reused.
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

/// The time limit for the pieces of a streamed body. While a reader waits, [`LEAST_PROGRESS`] bytes must arrive in each
/// period as long as an attempt may take, so that neither silence nor a trickle of bytes blocks forever. The time between
/// reads does not count. Without a limit, only the caller's signal ends the waiting.
#[derive(Debug)]
pub struct PieceTimeout {
    limit: Option<Duration>,
    waited: Duration,
    received: usize,
}

impl PieceTimeout {
    /// For a body whose attempts have this limit.
    #[must_use]
    pub fn new(limit: Option<Duration>) -> Self {
        Self { limit, waited: Duration::ZERO, received: 0 }
    }

    /// Starts again, with another body.
    pub fn renew(&mut self) {
        *self = Self::new(self.limit);
    }

    /// The next piece. `None` at the end.
    ///
    /// # Errors
    /// The error of the body, or `ETIMEDOUT` if it was too slow.
    pub async fn next(&mut self, body: &mut ResponseBody) -> Result<Option<Bytes>> {
        let stream = match body {
            ResponseBody::Full(bytes) => return Ok(Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty())),
            ResponseBody::Stream(stream) => stream,
        };
        let Some(left) = self.left() else { return stream.next().await.transpose() };
        let start = Instant::now();
        let Ok(piece) = timeout(left, stream.next()).await else { return Err(self.too_slow()) };
        let Some(piece) = piece.transpose()? else { return Ok(None) };
        self.count(start.elapsed(), piece.len());
        Ok(Some(piece))
    }

    /// The remaining time for the next piece, if it is limited.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        self.limit.map(|limit| limit.saturating_sub(self.waited))
    }

    /// Counts bytes that arrived after a wait.
    pub fn count(&mut self, waited: Duration, received: usize) {
        self.waited += waited;
        self.received += received;
        if self.received >= LEAST_PROGRESS {
            self.renew();
        }
    }

    /// The error of a body that was too slow.
    #[must_use]
    pub fn too_slow(&self) -> Error {
        too_slow(self.limit.unwrap_or_default(), self.received)
    }
}

fn too_slow(limit: Duration, received: usize) -> Error {
    let limit = limit.as_millis();
    let message = if received == 0 {
        format!("The service stopped sending in the middle of the content: nothing came for {limit} ms.")
    } else {
        format!(
            "The service all but stopped sending in the middle of the content: {received} bytes came in {limit} ms, \
             where {LEAST_PROGRESS} are the least."
        )
    };
    TransportFailure::new("ETIMEDOUT", AttemptPhase::Body, true).into_error(message)
}

#[cfg(test)]
#[expect(clippy::missing_panics_doc, reason = "it is for tests")]
impl ResponseBody {
    /// Reads the body of a test to its end.
    pub async fn collect(self) -> Result<Bytes> {
        let limit = BodyLimit::mebibytes(1, "a test");
        let url = Url::parse("http://a.test/").expect("a URL");
        read(self, limit.length, None, &url).await.whole(limit, "a test")
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
