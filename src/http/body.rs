//! How the body of a response is read: how much of it at most, for how long at most, and what is done with one that nobody wants.

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

/// What is read of a body that nobody wants, so that its connection can be used again; more costs more than a connection.
const DRAINED_LENGTH: usize = 64 * 1024;
/// How long that may take.
const DRAINED_TIME: Duration = Duration::from_millis(100);

/// The least that must arrive of a body that is read piece by piece, for each time that an attempt may take. It is less than one
/// packet of a network carries, so that nothing is slow enough to come by less but what means to.
pub const LEAST_PROGRESS: usize = 1024;

/// How long the body of a response may be that is read whole, and what such a body is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit {
    /// The most bytes. With none, the body is of no use: it is not kept, and there may be any.
    pub length: usize,
    /// What it is, after an article: "a block list".
    pub of: &'static str,
}

impl BodyLimit {
    /// An error's body: a code, a message, and details such as the text that a signature was made of, in which the URL and the
    /// headers of the request stand once more. What is longer is cut off, because the status counts more than the rest.
    /// <https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2>
    pub const ERROR: Self = Self { length: 64 * 1024, of: "an error" };

    /// A body of which no operation knows anything.
    pub const UNREAD: Self = Self { length: 0, of: "an answer without a body" };

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

    /// The error for a body that is longer. It names the limit, how much of the body had come, and from whom.
    #[must_use]
    pub fn exceeded(self, read: usize, peer: &str) -> Error {
        let Self { length, of } = self;
        let message = format!(
            "The answer of {peer} is longer than {length} bytes, which is more than {of} can be; {read} bytes of it had been \
             read when the connection was closed. Whoever answers there is not the Blob service, or is out of order."
        );
        Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR")
    }
}

/// What was read of a body.
#[derive(Debug)]
pub struct ReceivedBody {
    /// What came, within the limit.
    pub bytes: Bytes,
    /// Why that is all.
    pub end: BodyEnd,
}

/// Why a body was read no further.
#[derive(Debug)]
pub enum BodyEnd {
    /// It is whole.
    Whole,
    /// It goes on behind the limit. Its connection was closed.
    TooLong,
    /// The connection broke, the time was over, or there was no room for it.
    Broken(Error),
}

impl ReceivedBody {
    /// The bytes, if they are all.
    ///
    /// # Errors
    /// Why they are not, told about this peer.
    pub fn whole(self, limit: BodyLimit, peer: &str) -> Result<Bytes> {
        match self.end {
            BodyEnd::Whole => Ok(self.bytes),
            BodyEnd::TooLong => Err(limit.exceeded(self.bytes.len(), peer)),
            BodyEnd::Broken(error) => Err(error),
        }
    }
}

/// Reads a body to its end, but no further than `length` bytes, and not after `deadline`. It comes from `url`.
/// The room for it is asked for, and taken as the bytes come: what a peer announces costs nothing.
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

/// The pieces of a body so far: most have one only, which needs no copy.
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
    let message = format!("ENOMEM: there is no memory for an answer of {length} bytes and more");
    TransportFailure::new("ENOMEM", AttemptPhase::Body, false).into_error(message)
}

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

/// How long a body that is read piece by piece is waited for. While somebody waits, [`LEAST_PROGRESS`] bytes must come in each
/// time that an attempt may take: neither silence nor a byte now and then holds up for ever. The time in which nobody asks for a piece
/// does not count. Without a limit nothing but the caller's signal ends the waiting.
#[derive(Debug)]
pub struct PieceTimeout {
    limit: Option<Duration>,
    waited: Duration,
    received: usize,
}

impl PieceTimeout {
    /// For a body whose attempts are limited so.
    #[must_use]
    pub fn new(limit: Option<Duration>) -> Self {
        Self { limit, waited: Duration::ZERO, received: 0 }
    }

    /// Begins anew, with another body.
    pub fn renew(&mut self) {
        *self = Self::new(self.limit);
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// What the body ends with, or `ETIMEDOUT` when it came too slowly.
    pub async fn next(&mut self, body: &mut ResponseBody) -> Result<Option<Bytes>> {
        let stream = match body {
            ResponseBody::Full(bytes) => return Ok(Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty())),
            ResponseBody::Stream(stream) => stream,
        };
        let Some(limit) = self.limit else { return stream.next().await.transpose() };
        let start = Instant::now();
        let Ok(piece) = timeout(limit.saturating_sub(self.waited), stream.next()).await else {
            return Err(too_slow(limit, self.received));
        };
        let Some(piece) = piece.transpose()? else { return Ok(None) };
        self.waited += start.elapsed();
        self.received += piece.len();
        if self.received >= LEAST_PROGRESS {
            self.renew();
        }
        Ok(Some(piece))
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
