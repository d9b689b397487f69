//! The body of a request: bytes that are all available, or pieces that are supplied while it is sent. Either can be
//! sent again.
//!
//! The length is known before the first byte. So no body is sent in chunks, and an aborted one is never taken
//! for a complete one.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use hyper::body::{Body, Frame, SizeHint};

use crate::base::error::{Error, ErrorKind};
use crate::http::TransferProgress;
use crate::http::body_source::{BodyBroken, BodyReading, SLICE};
use crate::http::pieces::{PieceReader, Pieces};
use crate::http::structured_message::{StructuredMessageEncoder, message_length};
use crate::http::transfer_progress::AttemptProgress;

/// The body of a request.
#[derive(Clone)]
pub enum RequestBody {
    /// All bytes.
    Whole(Bytes),
    /// Bytes that are supplied, or read in place, while they are sent.
    Pieces(Pieces),
    /// Another body as a structured message: with a CRC-64 that the service checks.
    Structured(Box<RequestBody>),
}

impl RequestBody {
    /// The length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Pieces(pieces) => pieces.len(),
            Self::Structured(content) => message_length(content.len()),
        }
    }

    /// The body as a structured message.
    #[must_use]
    pub fn structured(self) -> Self {
        if let Self::Structured(_) = self { self } else { Self::Structured(Box::new(self)) }
    }

    /// The length of the content in a structured message.
    pub fn structured_content_length(&self) -> Option<u64> {
        if let Self::Structured(content) = self { Some(content.len()) } else { None }
    }

    /// The body that is supplied in pieces, if it is one.
    pub fn pieces(&self) -> Option<&Pieces> {
        match self {
            Self::Whole(_) => None,
            Self::Pieces(pieces) => Some(pieces),
            Self::Structured(content) => content.pieces(),
        }
    }

    /// Whether the body is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes as a stream, for code that sends the request instead of the transport.
    pub fn read(&self) -> BoxStream<'static, Result<Bytes, Error>> {
        let mut body = Box::pin(self.for_attempt(None, BodyReading::ByProcess));
        let frames = stream::poll_fn(move |context| body.as_mut().poll_frame(context));
        let pieces = frames.filter_map(|frame| async move {
            match frame {
                Ok(frame) => frame.into_data().ok().map(Ok),
                Err(broken) => Some(Err(Error::new(ErrorKind::Aborted, format!("{broken}")))),
            }
        });
        pieces.boxed()
    }

    /// The body for one attempt. `progress` counts the bytes that are taken.
    pub fn for_attempt(&self, progress: Option<&TransferProgress>, reading: BodyReading) -> AttemptBody {
        let content = match self {
            Self::Whole(bytes) => Content::Whole(bytes.clone()),
            Self::Pieces(pieces) => Content::Pieces(pieces.for_attempt(reading)),
            Self::Structured(content) => {
                // This process must read the bytes to hash them.
                let body = content.for_attempt(progress, BodyReading::ByProcess);
                return AttemptBody { encoder: Some(Box::new(StructuredMessageEncoder::new(content.len()))), ..body };
            }
        };
        let progress = progress.map(TransferProgress::begin_attempt);
        AttemptBody { content, left: self.len(), handed: 0, progress, encoder: None }
    }
}

#[cfg(test)]
impl RequestBody {
    /// The available bytes, for tests.
    pub fn whole(&self) -> Bytes {
        if let Self::Whole(bytes) = self { bytes.clone() } else { Bytes::new() }
    }
}

impl Default for RequestBody {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl<T: Into<Bytes>> From<T> for RequestBody {
    fn from(bytes: T) -> Self {
        Self::Whole(bytes.into())
    }
}

impl From<Pieces> for RequestBody {
    fn from(pieces: Pieces) -> Self {
        Self::Pieces(pieces)
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

enum Content {
    Whole(Bytes),
    Pieces(PieceReader),
}

/// A body in one attempt. Its length is known, and the taken bytes are counted.
pub struct AttemptBody {
    content: Content,
    left: u64,
    handed: u64,
    progress: Option<AttemptProgress>,
    /// Encodes the content as a structured message.
    encoder: Option<Box<StructuredMessageEncoder>>,
}

impl Body for AttemptBody {
    type Data = Bytes;
    type Error = BodyBroken;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyBroken>>> {
        let this = self.get_mut();
        loop {
            if let Some(bytes) = this.encoder.as_mut().and_then(|encoder| encoder.take()) {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            let Some(piece) = ready!(this.poll_content(context)).transpose()? else { return Poll::Ready(None) };
            let Some(encoder) = &mut this.encoder else { return Poll::Ready(Some(Ok(Frame::data(piece)))) };
            encoder.add(piece);
        }
    }

    fn is_end_stream(&self) -> bool {
        self.to_come() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.to_come())
    }
}

impl AttemptBody {
    /// The number of bytes that are still to be sent.
    fn to_come(&self) -> u64 {
        self.encoder.as_ref().map_or(self.left, |encoder| encoder.left())
    }

    /// The next bytes of the content.
    fn poll_content(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyBroken>>> {
        let this = self;
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let slice = match &mut this.content {
            // Progress needs parts. Otherwise everything is passed on at once.
            Content::Whole(rest) if this.progress.is_some() => rest.split_to(rest.len().min(SLICE)),
            Content::Whole(rest) => std::mem::take(rest),
            Content::Pieces(reader) => match reader.poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(broken)) => return Poll::Ready(Some(Err(broken))),
                Poll::Ready(Ok(piece)) => piece,
            },
        };
        let length = slice.len() as u64;
        this.left = this.left.saturating_sub(length);
        this.handed += length;
        if let Some(progress) = &this.progress {
            progress.handed(this.handed);
        }
        Poll::Ready(Some(Ok(slice)))
    }
}

impl fmt::Debug for AttemptBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes to send", self.to_come())
    }
}
