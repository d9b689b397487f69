//! Where the reader of content is, and how much is received ahead of whoever takes it.

use std::time::Duration;

use tokio::time::Instant;

use crate::http::PieceTimeout;
use crate::transfer::blob_reader::BlobReader;

/// The time for which the bytes received ahead last the reader. So a fast reader takes much in one turn, and many slow readers hold little memory.
const LASTS: Duration = Duration::from_millis(5);

/// The most and the least that is received ahead. One piece may exceed it. The rest stays in the system's buffers.
pub const MOST: usize = 1024 * 1024;
pub const LEAST: usize = 64 * 1024;

/// The longest piece for a slow reader. It is no power of two: the buffer that hyper receives into would grow to the next one once a piece fills it.
pub const SLOW_PIECE: usize = 48 * 1024;

/// The state that the waiting caller and the receiving task share.
pub struct ReadAheadState {
    pub source: Source,
    /// The number of bytes that are received ahead.
    pub ahead: usize,
    /// The number of bytes that a caller waits for, at most [`MOST`].
    pub wanted: usize,
    /// When the last wait ended, and the number of bytes that could be taken.
    pub taken: Option<(Instant, usize)>,
    /// The time limit of the waiting caller.
    pub limit: PieceTimeout,
    /// Whether that was exceeded.
    pub is_late: bool,
}

/// Where the reader is.
pub enum Source {
    /// Here.
    Idle(Box<BlobReader>),
    /// In a task that receives.
    Receiving,
    /// Nowhere: it was dropped.
    Ended,
    /// Nowhere: the content was closed.
    Closed,
}

impl ReadAheadState {
    /// Nothing has been received.
    pub fn new(reader: BlobReader) -> Self {
        let limit = reader.piece_timeout();
        let source = Source::Idle(Box::new(reader));
        Self { source, ahead: LEAST, wanted: 0, taken: None, limit, is_late: false }
    }

    /// The number of bytes at which receiving pauses.
    pub fn bound(&self) -> usize {
        self.ahead.max(self.wanted)
    }

    /// The longest piece that is received. What is received ahead is exceeded by one.
    pub fn piece(&self) -> usize {
        if self.bound() > LEAST { usize::MAX } else { SLOW_PIECE }
    }

    /// Adapts what is received ahead to the time that the reader took for what was last reported to it. Returns whether the
    /// reader has become a slow one.
    pub fn keep_pace(&mut self) -> bool {
        let Some((at, length)) = self.taken.take().filter(|(_, length)| *length > 0) else { return false };
        let took = at.elapsed().as_micros().max(1);
        let lasting = usize::try_from(length as u128 * LASTS.as_micros() / took).unwrap_or(MOST);
        let before = self.ahead;
        // One time says little: a reader takes its first bytes at once, catches up after a pause, or waits for others of its thread.
        self.ahead = lasting.clamp(before / 2, before * 2).clamp(LEAST, MOST);
        self.ahead == LEAST && before > LEAST
    }
}

impl Source {
    /// The reader, if it is here and fits. It must be given back.
    pub fn take_if(&mut self, wanted: impl FnOnce(&BlobReader) -> bool) -> Option<Box<BlobReader>> {
        if !matches!(self, Self::Idle(reader) if wanted(reader)) {
            return None;
        }
        match std::mem::replace(self, Self::Receiving) {
            Self::Idle(reader) => Some(reader),
            Self::Receiving | Self::Ended | Self::Closed => None,
        }
    }
}
