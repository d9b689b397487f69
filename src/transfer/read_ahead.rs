//! Content that is read as it arrives. The byte threads receive ahead, up to a limit, so that the network does not
//! wait for the reader's thread, and that thread takes many pieces in one turn.

mod state;

use std::sync::{Arc, Mutex, MutexGuard};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio::time::{Instant, timeout};

use self::state::{MOST, ReadAheadState, Source};
use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::http::byte_threads::byte_threads;
use crate::transfer::blob_reader::BlobReader;
use crate::transfer::incoming::Incoming;

/// Up to this many bytes are received by the caller's thread.
const SHORT: u64 = 64 * 1024;

/// Content that is read as it arrives.
pub struct ReadAhead {
    incoming: Incoming,
    state: Mutex<ReadAheadState>,
    /// Only one caller waits at a time.
    turns: AsyncMutex<()>,
    /// Notifies the waiting caller of news.
    news: Notify,
    /// Notifies the receiving task that the response is late.
    late: Notify,
    /// The threads that receive.
    threads: fn() -> Option<Handle>,
}

/// The result of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// The number of bytes that can be taken.
    pub length: usize,
    /// Whether no more will arrive.
    pub is_end: bool,
}

impl ReadAhead {
    /// Nothing is received before the first wait.
    pub fn new(reader: BlobReader) -> Self {
        Self {
            incoming: Incoming::default(),
            state: Mutex::new(ReadAheadState::new(reader)),
            turns: AsyncMutex::new(()),
            news: Notify::new(),
            late: Notify::new(),
            threads: byte_threads,
        }
    }

    /// Waits until this many bytes have arrived, or no more will. If another request is needed, it is sent within this call, so that its
    /// token is requested for this caller.
    ///
    /// # Errors
    /// The error that ended the content, once the bytes before it have been taken.
    pub async fn wait(self: &Arc<Self>, wanted: usize) -> Result<Arrived> {
        let _turn = self.turns.lock().await;
        if self.state().keep_pace() {
            self.incoming.shrink();
        }
        loop {
            let turn = {
                let mut state = self.state();
                if matches!(state.source, Source::Closed) {
                    return Err(Error::aborted());
                }
                let is_end = matches!(state.source, Source::Ended);
                if is_end || self.incoming.available() >= wanted.min(MOST) {
                    state.wanted = 0;
                    let length = self.incoming.available();
                    state.taken = Some((Instant::now(), length));
                    let turn = self.turn(&mut state);
                    drop(state);
                    self.receive_ahead(turn);
                    return Ok(Arrived { length, is_end });
                }
                state.wanted = wanted.min(MOST);
                // One piece is received sooner here.
                let is_long = matches!(&state.source, Source::Idle(reader) if reader.remaining() > SHORT);
                if is_long { self.turn(&mut state) } else { None }
            };
            self.receive_ahead(turn);
            match self.reader_for(wanted) {
                Some(reader) => self.receive(reader).await?,
                None => self.wait_for_news().await,
            }
        }
    }

    /// Moves available bytes to the target, as many as fit, and returns their number.
    pub fn take(&self, target: &mut [u8]) -> usize {
        self.incoming.take(target)
    }

    /// Takes the reader, to read the content in another way. Nothing arrives here any more, unless it is [put back](Self::put_back).
    pub fn take_reader(&self) -> Option<Box<BlobReader>> {
        let mut state = self.state();
        let reader = state.source.take_if(|_| true)?;
        state.source = Source::Ended;
        Some(reader)
    }

    /// The opposite of [`Self::take_reader`], for a reader that nothing was read from. It is dropped if the content was closed in the meantime.
    pub fn put_back(&self, reader: Box<BlobReader>) {
        let mut state = self.state();
        if !matches!(state.source, Source::Closed) {
            state.source = Source::Idle(reader);
        }
    }

    /// Drops the bytes that have arrived. They will not be taken.
    pub fn close(&self) {
        self.state().source = Source::Closed;
        self.incoming.close();
        self.news.notify_one();
    }

    /// The reader, if it is here and has to receive more for this wait.
    fn reader_for(&self, wanted: usize) -> Option<Box<BlobReader>> {
        let mut state = self.state();
        let is_short = self.incoming.available() < wanted.min(MOST);
        state.source.take_if(|_| is_short)
    }

    /// Receives the next piece, also by a request for the rest.
    async fn receive(self: &Arc<Self>, mut reader: Box<BlobReader>) -> Result<()> {
        let turn = ReceivingTurn { of: Arc::clone(self), reader: None, is_over: false };
        reader.limit_pieces(self.state().piece());
        match reader.next().await {
            Ok(Some(piece)) => {
                self.incoming.push(&piece);
                let mut state = self.state();
                state.limit.renew();
                turn.give_back(&mut state, Some(reader));
                let next = self.turn(&mut state);
                drop(state);
                self.receive_ahead(next);
                Ok(())
            }
            // The content ends with the turn.
            Ok(None) => Ok(()),
            Err(error) => {
                self.incoming.close();
                Err(error)
            }
        }
    }

    /// Waits for the receiving task, but no longer than an attempt may take.
    async fn wait_for_news(&self) {
        let (left, before) = (self.state().limit.left(), self.incoming.available());
        let Some(left) = left else { return self.news.notified().await };
        let start = Instant::now();
        if timeout(left, self.news.notified()).await.is_ok() {
            let received = self.incoming.available().saturating_sub(before);
            return self.state().limit.count(start.elapsed(), received);
        }
        if self.says_it_is_late() {
            self.news.notified().await;
        }
    }

    /// Whether a task is receiving. It is notified to stop.
    fn says_it_is_late(&self) -> bool {
        let mut state = self.state();
        state.is_late = matches!(state.source, Source::Receiving);
        if state.is_late {
            self.late.notify_one();
        }
        state.is_late
    }

    /// A turn to receive ahead, if the limit allows it.
    fn turn(self: &Arc<Self>, state: &mut ReadAheadState) -> Option<ReceivingTurn> {
        if self.incoming.available() >= state.bound() {
            return None;
        }
        let reader = state.source.take_if(BlobReader::may_receive)?;
        reader.limit_pieces(state.piece());
        Some(ReceivingTurn { of: Arc::clone(self), reader: Some(reader), is_over: false })
    }

    /// Makes the byte threads receive ahead. The state must not be locked: they drop the turn if they have ended.
    fn receive_ahead(&self, turn: Option<ReceivingTurn>) {
        let Some(turn) = turn else { return };
        let Some(threads) = (self.threads)() else { return };
        let task = turn.reader.as_ref().and_then(|reader| reader.task());
        let receiving = turn.receive().boxed();
        // It runs where the connection does.
        let left = match task {
            Some(task) => task.run(receiving).err(),
            None => Some(receiving),
        };
        if let Some(receiving) = left {
            threads.spawn(receiving);
        }
    }

    fn state(&self) -> MutexGuard<'_, ReadAheadState> {
        lock(&self.state)
    }
}

/// A turn to receive. If it ends without giving the reader back, the content ends, unless it has the reader still: its task may be dropped at
/// any time, also before it runs.
struct ReceivingTurn {
    of: Arc<ReadAhead>,
    reader: Option<Box<BlobReader>>,
    is_over: bool,
}

impl ReceivingTurn {
    /// Receives until there is enough, or another request is needed.
    async fn receive(mut self) {
        let of = Arc::clone(&self.of);
        loop {
            let Some(reader) = &mut self.reader else { return };
            let piece = tokio::select! {
                biased;
                piece = reader.next_of_response() => piece,
                () = of.late.notified() => {
                    let mut state = of.state();
                    if !state.is_late {
                        continue;
                    }
                    reader.ends(Err(state.limit.too_slow()));
                    return self.give_back(&mut state, None);
                }
            };
            if let Some(piece) = piece {
                of.incoming.push(&piece);
            }
            let mut state = of.state();
            let is_wanted = matches!(state.source, Source::Receiving) && of.incoming.available() < state.bound();
            if !is_wanted || !reader.may_receive() {
                return self.give_back(&mut state, None);
            }
            reader.limit_pieces(state.piece());
            drop(state);
            of.news.notify_one();
        }
    }

    /// Gives back the reader that it has, or this one.
    fn give_back(mut self, state: &mut ReadAheadState, reader: Option<Box<BlobReader>>) {
        self.end(state, reader);
    }

    fn end(&mut self, state: &mut ReadAheadState, reader: Option<Box<BlobReader>>) {
        self.is_over = true;
        state.is_late = false;
        if matches!(state.source, Source::Receiving) {
            state.source = match reader.or_else(|| self.reader.take()) {
                Some(reader) if !reader.is_complete() => Source::Idle(reader),
                _ => Source::Ended,
            };
        }
    }
}

impl Drop for ReceivingTurn {
    fn drop(&mut self) {
        if !self.is_over {
            let of = Arc::clone(&self.of);
            self.end(&mut of.state(), None);
        }
        self.of.news.notify_one();
    }
}

#[cfg(test)]
#[path = "read_ahead_tests.rs"]
mod tests;
