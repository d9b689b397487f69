//! The body of a request: bytes that are all available, or pieces that are supplied while it is sent. Either can be
//! sent again.
//!
//! The length is known before the first byte. So no body is sent in chunks, and one that is broken off is never taken
//! for a complete one.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use crate::http::UploadProgress;
use crate::http::body_source::{BodyBroken, BodyReading, SLICE};
use crate::http::pieces::{PieceReader, Pieces};
use crate::http::upload_progress::AttemptProgress;

/// The body of a request.
#[derive(Clone)]
pub enum RequestBody {
    /// All bytes.
    Whole(Bytes),
    /// Bytes that are supplied, or read in place, while they are sent.
    Pieces(Pieces),
}

impl RequestBody {
    /// The length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Pieces(pieces) => pieces.len(),
        }
    }

    /// Whether the body is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The body for one attempt. `progress` is told how much of it was taken.
    pub fn for_attempt(&self, progress: Option<&UploadProgress>, reading: BodyReading) -> AttemptBody {
        let content = match self {
            Self::Whole(bytes) => Content::Whole(bytes.clone()),
            Self::Pieces(pieces) => Content::Pieces(pieces.for_attempt(reading)),
        };
        AttemptBody { content, left: self.len(), handed: 0, progress: progress.map(UploadProgress::begin_attempt) }
    }
}

#[cfg(test)]
impl RequestBody {
    /// What is there of it, for tests that look at what is sent.
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

/// A body on its way in one attempt. Its length is known, and it is counted how much of it was taken.
pub struct AttemptBody {
    content: Content,
    left: u64,
    handed: u64,
    progress: Option<AttemptProgress>,
}

impl Body for AttemptBody {
    type Data = Bytes;
    type Error = BodyBroken;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyBroken>>> {
        let this = self.get_mut();
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let slice = match &mut this.content {
            // Who watches wants to know of parts; else the whole crosses at once.
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
        Poll::Ready(Some(Ok(Frame::data(slice))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl fmt::Debug for AttemptBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.handed, self.handed + self.left)
    }
}
