//! The longest piece that a connection receives at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A length that who reads a response shares with its connection.
///
/// Longer pieces take less time, and more memory: the connection receives into a buffer of that length, and its reader is one piece beyond its
/// own limit.
#[derive(Debug, Clone)]
pub struct PieceLength {
    longest: usize,
    current: Arc<AtomicUsize>,
}

impl PieceLength {
    /// At most this many bytes.
    #[must_use]
    pub fn new(longest: usize) -> Self {
        Self { longest, current: Arc::new(AtomicUsize::new(longest)) }
    }

    /// Limits the pieces of the current response.
    pub fn limit(&self, length: usize) {
        self.current.store(length.clamp(1, self.longest), Ordering::Relaxed);
    }

    /// Removes the limit, for the next response.
    pub fn reset(&self) {
        self.limit(self.longest);
    }

    /// The current limit. It is never zero.
    #[must_use]
    pub fn current(&self) -> usize {
        self.current.load(Ordering::Relaxed)
    }
}
