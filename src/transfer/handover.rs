//! Content for memory that only its owner can write to. It waits here until the owner takes it, no more than is
//! worth a turn of the owner's thread.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::{Notify, Semaphore};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::transfer::destination::Destination;

/// The maximum number of bytes that wait.
const MOST: usize = 4 * 1024 * 1024;

/// The number of bytes from which on the owner is notified, unless there will be no more.
const WORTH_A_TURN: usize = 1024 * 1024;

/// Pieces of content, each with its position.
pub struct Handover {
    state: Mutex<HandoverState>,
    room: Semaphore,
    news: Notify,
}

#[derive(Default)]
struct HandoverState {
    pieces: VecDeque<(u64, Bytes)>,
    length: usize,
    /// The part of the capacity that they take, at most all of it.
    room: usize,
    ended: bool,
    /// They will not be taken any more.
    closed: bool,
}

impl Default for Handover {
    fn default() -> Self {
        Self { state: Mutex::default(), room: Semaphore::new(MOST), news: Notify::new() }
    }
}

impl Handover {
    /// The number of bytes that can be taken, once there are enough or there will be no more. 0 at the end.
    pub async fn wait(&self) -> usize {
        loop {
            let news = self.news.notified();
            {
                let state = self.lock();
                if state.ended || state.length >= WORTH_A_TURN {
                    return state.length;
                }
            }
            news.await;
        }
    }

    /// Copies available bytes to their place in the target, and returns their number.
    pub fn take(&self, target: &mut [u8]) -> usize {
        let (pieces, length, room) = self.lock().take();
        for (place, piece) in &pieces {
            let start = usize::try_from(*place).unwrap_or(usize::MAX);
            let Some(place) = start.checked_add(piece.len()).and_then(|end| target.get_mut(start..end)) else {
                continue;
            };
            place.copy_from_slice(piece);
        }
        drop(pieces);
        self.room.add_permits(room);
        length
    }

    /// Drops available bytes and all later ones.
    pub fn close(&self) {
        let (dropped, _, room) = {
            let mut state = self.lock();
            state.closed = true;
            state.take()
        };
        drop(dropped);
        self.room.add_permits(room);
    }

    /// There will be no more.
    pub fn end(&self) {
        self.lock().ended = true;
        self.news.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, HandoverState> {
        lock(&self.state)
    }
}

impl HandoverState {
    fn take(&mut self) -> (VecDeque<(u64, Bytes)>, usize, usize) {
        (std::mem::take(&mut self.pieces), std::mem::take(&mut self.length), std::mem::take(&mut self.room))
    }
}

impl Destination for Handover {
    fn write(&self, place: u64, pieces: Vec<Bytes>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let length: usize = pieces.iter().map(Bytes::len).sum();
            let wanted = u32::try_from(length.min(MOST)).unwrap_or(u32::MAX);
            let room = self.room.acquire_many(wanted).await;
            room.map_err(|error| Error::new(ErrorKind::Internal, "The content is no longer read.").with_source(error))?
                .forget();
            let mut state = self.lock();
            if state.closed {
                return Ok(());
            }
            let mut place = place;
            for piece in pieces {
                let length = piece.len();
                state.pieces.push_back((place, piece));
                place += length as u64;
            }
            state.length += length;
            state.room += wanted as usize;
            let notifies = state.length >= WORTH_A_TURN;
            drop(state);
            if notifies {
                self.news.notify_one();
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn pieces_are_placed_by_offset() {
        let handover = Handover::default();
        for (place, text) in [(4, "efg"), (0, "abcd")] {
            handover.write(place, vec![Bytes::from(&text[..1]), Bytes::from(&text[1..])]).await.expect("there is room");
        }
        handover.end();
        let mut target = *b"........";
        assert_eq!((handover.wait().await, handover.take(&mut target), &target), (7, 7, b"abcdefg."));
        assert_eq!((handover.wait().await, handover.take(&mut target)), (0, 0));
    }

    #[tokio::test]
    async fn a_writer_faster_than_the_owner_waits() {
        let handover = Arc::new(Handover::default());
        handover.write(0, vec![vec![1; MOST].into()]).await.expect("there is room");
        let more = Arc::clone(&handover);
        let writing = tokio::spawn(async move { more.write(0, vec![vec![2; 1].into()]).await });
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        assert!(!writing.is_finished());
        assert_eq!((handover.wait().await, handover.take(&mut vec![0; MOST])), (MOST, MOST));
        writing.await.expect("no panic").expect("there is room");
    }

    #[tokio::test]
    async fn an_oversized_piece_does_not_grow_the_buffer() {
        let handover = Handover::default();
        handover.write(0, vec![vec![1; 2 * MOST].into()]).await.expect("there is room");
        assert_eq!(handover.take(&mut []), 2 * MOST);
        assert_eq!(handover.room.available_permits(), MOST);
    }

    #[tokio::test]
    async fn nothing_is_kept_after_the_owner_left() {
        let handover = Handover::default();
        handover.write(0, vec![vec![1; MOST].into()]).await.expect("there is room");
        let mut late = handover.write(MOST as u64, vec![Bytes::from("late")]);
        assert!(late.as_mut().now_or_never().is_none());
        handover.close();
        late.await.expect("it has no waiter");
        handover.end();
        assert_eq!(handover.wait().await, 0);
    }

    #[tokio::test]
    async fn shrunk_memory_receives_what_still_fits() {
        let handover = Handover::default();
        handover.write(0, vec![Bytes::from("ab"), Bytes::from("cd")]).await.expect("there is room");
        let mut target = [0; 3];
        assert_eq!((handover.take(&mut target), &target), (4, b"ab\0"));
    }
}
