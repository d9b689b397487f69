//! Content that is read as it arrives. The byte threads receive ahead, up to a limit, so that the network does not
//! wait for the reader's thread, and that thread takes many pieces in one turn.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::{Mutex as AsyncMutex, Notify};
use tokio::time::timeout;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::http::PieceTimeout;
use crate::http::byte_threads::byte_threads;
use crate::transfer::blob_reader::BlobReader;
use crate::transfer::incoming::Incoming;

/// The number of bytes that are received ahead.
const AHEAD: usize = 512 * 1024;

/// Content that is read as it arrives.
pub struct ReadAhead {
    incoming: Incoming,
    state: Mutex<State>,
    /// Only one caller waits at a time.
    turns: AsyncMutex<()>,
    /// Notifies the waiting caller of news.
    news: Notify,
    /// Notifies the receiving task that the response is late.
    late: Notify,
    /// The threads that receive.
    threads: fn() -> Option<Handle>,
}

struct State {
    source: Source,
    /// The number of bytes that a caller waits for.
    wanted: usize,
    /// The time limit of the waiting caller.
    limit: PieceTimeout,
    /// Whether that was exceeded.
    is_late: bool,
}

/// Where the reader is.
enum Source {
    /// Here.
    Idle(Box<BlobReader>),
    /// In a task that receives.
    Receiving,
    /// Nowhere: it was dropped.
    Ended,
    /// Nowhere: the content was closed.
    Closed,
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
        let limit = reader.piece_timeout();
        let state = State { source: Source::Idle(Box::new(reader)), wanted: 0, limit, is_late: false };
        Self {
            incoming: Incoming::default(),
            state: Mutex::new(state),
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
        loop {
            let reader = {
                let mut state = self.state();
                if matches!(state.source, Source::Closed) {
                    return Err(Error::aborted());
                }
                let is_end = matches!(state.source, Source::Ended);
                if is_end || self.incoming.has(wanted) {
                    state.wanted = 0;
                    self.receive_ahead(&mut state);
                    return Ok(Arrived { length: self.incoming.available(), is_end });
                }
                state.wanted = wanted;
                state.source.take_if(|_| true)
            };
            match reader {
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

    /// The opposite of [`Self::take_reader`], for a reader that nothing was read from. It is dropped if the content was closed meanwhile.
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

    /// Receives the next piece, whatever it takes.
    async fn receive(self: &Arc<Self>, mut reader: Box<BlobReader>) -> Result<()> {
        let turn = Turn { of: self, is_over: false };
        match reader.next().await {
            Ok(Some(piece)) => {
                self.incoming.push(piece);
                let mut state = self.state();
                state.limit.renew();
                turn.give_back(&mut state, reader);
                self.receive_ahead(&mut state);
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

    /// Makes the byte threads receive ahead, if the limit allows it.
    fn receive_ahead(self: &Arc<Self>, state: &mut State) {
        if self.incoming.has(AHEAD.max(state.wanted)) {
            return;
        }
        let Some(threads) = (self.threads)() else { return };
        let Some(reader) = state.source.take_if(BlobReader::goes_on) else { return };
        let own = Arc::clone(self);
        threads.spawn(async move { own.ahead(reader).await });
    }

    /// Receives until there is enough, or another request is needed.
    async fn ahead(&self, mut reader: Box<BlobReader>) {
        let turn = Turn { of: self, is_over: false };
        loop {
            let piece = tokio::select! {
                biased;
                piece = reader.next_of_response() => piece,
                () = self.late.notified() => {
                    let mut state = self.state();
                    if !state.is_late {
                        continue;
                    }
                    reader.ends(Err(state.limit.too_slow()));
                    return turn.give_back(&mut state, reader);
                }
            };
            if let Some(piece) = piece {
                self.incoming.push(piece);
            }
            let mut state = self.state();
            let is_wanted = matches!(state.source, Source::Receiving) && !self.incoming.has(AHEAD.max(state.wanted));
            if !is_wanted || !reader.goes_on() {
                return turn.give_back(&mut state, reader);
            }
            drop(state);
            self.news.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Source {
    /// The reader, if it is here and fits. It must be given back.
    fn take_if(&mut self, wanted: impl FnOnce(&BlobReader) -> bool) -> Option<Box<BlobReader>> {
        if !matches!(self, Self::Idle(reader) if wanted(reader)) {
            return None;
        }
        match std::mem::replace(self, Self::Receiving) {
            Self::Idle(reader) => Some(reader),
            Self::Receiving | Self::Ended | Self::Closed => None,
        }
    }
}

/// The turn of the receiving task. If it ends without the reader, the content ends.
struct Turn<'a> {
    of: &'a ReadAhead,
    is_over: bool,
}

impl Turn<'_> {
    fn give_back(mut self, state: &mut State, reader: Box<BlobReader>) {
        self.is_over = true;
        state.is_late = false;
        if matches!(state.source, Source::Receiving) {
            state.source = if reader.is_complete() { Source::Ended } else { Source::Idle(reader) };
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            let mut state = self.of.state();
            if matches!(state.source, Source::Receiving) {
                state.source = Source::Ended;
            }
        }
        self.of.news.notify_one();
    }
}

#[cfg(test)]
#[path = "read_ahead_tests.rs"]
mod tests;
