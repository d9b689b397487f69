//! Bytes that have arrived and that JavaScript has not taken yet: few enough to keep, many enough that a turn of its thread is worth it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::{Buf, Bytes};
use tokio::sync::Notify;

use crate::copy::BlobReader;
use crate::error::{Error, ErrorKind, Result};

/// How many bytes are kept at most for a reader that is slower than the service. One piece may go beyond.
const READ_AHEAD: usize = 512 * 1024;

/// The bytes between a connection and whoever reads.
#[derive(Default)]
pub struct Incoming {
    state: Mutex<State>,
    arrived: Notify,
    room: Notify,
}

#[derive(Default)]
struct State {
    pieces: VecDeque<Bytes>,
    length: usize,
    /// What came after the last piece.
    end: Option<Result<()>>,
}

impl Incoming {
    /// Reads to the end, as fast as there is room.
    pub async fn fill(&self, mut reader: BlobReader) {
        loop {
            let piece = reader.next().await;
            match piece {
                Ok(Some(piece)) => self.push(piece),
                Ok(None) => return self.end(Ok(())),
                Err(error) => return self.end(Err(error)),
            }
            while self.lock().length >= READ_AHEAD {
                self.room.notified().await;
            }
        }
    }

    /// How many bytes are there, once there are so many or the end has come. None at the end.
    ///
    /// # Errors
    /// What the reading ended with, once all that came before is taken.
    pub async fn wait(&self, wanted: usize) -> Result<usize> {
        loop {
            if let Some(ready) = self.lock().ready(wanted.min(READ_AHEAD)) {
                return ready;
            }
            self.arrived.notified().await;
        }
    }

    /// Moves bytes to where they belong, as many as are there and fit, and gives their number.
    pub fn take(&self, target: &mut [u8]) -> usize {
        let mut state = self.lock();
        let mut taken = 0;
        while taken < target.len()
            && let Some(piece) = state.pieces.front_mut()
        {
            let length = piece.len().min(target.len() - taken);
            piece.copy_to_slice(&mut target[taken..taken + length]);
            if piece.is_empty() {
                state.pieces.pop_front();
            }
            taken += length;
        }
        state.length -= taken;
        drop(state);
        self.room.notify_one();
        taken
    }

    /// Nobody reads any more.
    pub fn close(&self) {
        self.end(Err(Error::aborted()));
    }

    fn push(&self, piece: Bytes) {
        let mut state = self.lock();
        state.length += piece.len();
        state.pieces.push_back(piece);
        drop(state);
        self.arrived.notify_one();
    }

    fn end(&self, end: Result<()>) {
        let mut state = self.lock();
        // Who gave up wants no more of what came before, either.
        if end.as_ref().is_err_and(|error| error.kind() == ErrorKind::Aborted) {
            state.pieces.clear();
            state.length = 0;
        }
        state.end.get_or_insert(end);
        drop(state);
        self.arrived.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn ready(&self, wanted: usize) -> Option<Result<usize>> {
        if self.length > 0 && (self.length >= wanted || self.end.is_some()) {
            return Some(Ok(self.length));
        }
        self.end.clone().filter(|_| self.length == 0).map(|end| end.map(|()| 0))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn waited(incoming: &Incoming, wanted: usize) -> Option<usize> {
        incoming.wait(wanted).now_or_never().map(|ready| ready.expect("no error"))
    }

    #[test]
    fn bytes_are_taken_across_pieces() {
        let incoming = Incoming::default();
        assert_eq!(waited(&incoming, 1), None);
        incoming.push(Bytes::from_static(b"abc"));
        incoming.push(Bytes::from_static(b"defg"));
        assert_eq!(waited(&incoming, 8), None, "more was wanted");
        assert_eq!(waited(&incoming, 7), Some(7));
        let mut target = [0; 5];
        assert_eq!((incoming.take(&mut target), &target), (5, b"abcde"));
        assert_eq!((incoming.take(&mut []), waited(&incoming, 1)), (0, Some(2)));
        assert_eq!((incoming.take(&mut target), &target), (2, b"fgcde"));
        assert_eq!(waited(&incoming, 1), None);
    }

    #[test]
    fn the_end_comes_after_all_that_was_before() {
        for failure in [None, Some(Error::new(ErrorKind::Transport, "broken"))] {
            let incoming = Incoming::default();
            incoming.push(Bytes::from_static(b"abc"));
            incoming.end(failure.clone().map_or(Ok(()), Err));
            assert_eq!(waited(&incoming, 100), Some(3));
            incoming.take(&mut [0; 3]);
            let end = incoming.wait(100).now_or_never().expect("the end");
            assert_eq!(end.err().map(|error| error.kind()), failure.map(|error| error.kind()));
        }
    }

    #[test]
    fn nothing_comes_after_the_reader_has_given_up() {
        let incoming = Incoming::default();
        incoming.push(Bytes::from_static(b"abc"));
        incoming.close();
        let end = incoming.wait(1).now_or_never().expect("the end");
        assert_eq!(end.expect_err("aborted").kind(), ErrorKind::Aborted);
        assert_eq!(incoming.take(&mut [0; 3]), 0);
    }

    #[tokio::test]
    async fn no_more_than_the_read_ahead_has_to_be_waited_for() {
        let incoming = Incoming::default();
        incoming.push(vec![0; READ_AHEAD].into());
        assert_eq!(incoming.wait(usize::MAX).await.expect("no error"), READ_AHEAD);
    }
}
