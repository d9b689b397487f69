//! Bytes that their owner supplies on demand: the caller's memory, of which only its own thread can confirm that it still exists,
//! or content that only the caller can read.

use std::collections::{HashMap, VecDeque};
use std::future::{pending, ready};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::http::RequestBody;
use crate::http::pieces::Pieces;
use crate::transfer::upload::source::{SourceRange, UploadSource};

/// The bytes that are requested from the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestedRange {
    /// The part, by its first byte.
    pub part: u64,
    /// The offset in the part.
    pub offset: u64,
    /// The number of bytes that fit.
    pub room: u64,
}

/// Bytes and their owner. Clones belong to the same upload.
#[derive(Clone)]
pub struct OwnedBytes(Arc<SharedBytes>);

struct SharedBytes {
    length: u64,
    /// The memory, if it can be read in place.
    in_place: Option<Bytes>,
    state: Mutex<OwnedBytesState>,
    /// Wakes the owner.
    wanted: Notify,
    /// The upload is over.
    over: CancellationToken,
    /// The owner has no more bytes.
    broken: CancellationToken,
}

#[derive(Default)]
struct OwnedBytesState {
    requested: VecDeque<RequestedRange>,
    open: HashMap<u64, OpenPart>,
}

/// A part that is being sent.
struct OpenPart {
    body: Pieces,
    supplied: Arc<Notify>,
}

impl OwnedBytes {
    /// This many bytes. `in_place` is all of them, if they can be read in place.
    pub fn new(length: u64, in_place: Option<Bytes>) -> Self {
        Self(Arc::new(SharedBytes {
            length,
            in_place,
            state: Mutex::default(),
            wanted: Notify::new(),
            over: CancellationToken::new(),
            broken: CancellationToken::new(),
        }))
    }

    /// The bytes that the owner should supply next. Nothing when the upload is over. [`OwnedBytes::supplied`] completes the supply of one request.
    pub async fn wanted(&self) -> Option<Vec<RequestedRange>> {
        loop {
            let wanted = self.0.wanted.notified();
            let requested: Vec<_> = self.0.lock().requested.drain(..).collect();
            if !requested.is_empty() {
                return Some(requested);
            }
            self.0.over.run_until_cancelled(wanted).await?;
        }
    }

    /// Takes a piece of a part. Returns false if it is no longer wanted.
    pub fn give(&self, part: u64, offset: u64, piece: Bytes) -> bool {
        let body = self.0.lock().open.get(&part).map(|open| open.body.clone());
        body.is_some_and(|body| offset.checked_sub(part).is_some_and(|offset| body.give(offset, piece)))
    }

    /// The owner has supplied everything for a range. More is requested if needed.
    pub fn supplied(&self, part: u64) {
        if let Some(open) = self.0.lock().open.get(&part) {
            open.supplied.notify_one();
        }
    }

    /// The owner cannot supply the rest.
    pub fn break_off(&self) {
        self.0.broken.cancel();
    }

    /// Resolves when the owner cannot supply the rest.
    pub async fn broken(&self) {
        self.0.broken.cancelled().await;
    }

    /// Ends the requests when it is dropped: the upload is over.
    pub fn ending(&self) -> DropGuard {
        self.0.over.clone().drop_guard()
    }

    async fn request(&self, part: SourceRange, body: &Pieces) {
        let supplied = Arc::new(Notify::new());
        let open = OpenPart { body: body.clone(), supplied: Arc::clone(&supplied) };
        self.0.lock().open.insert(part.offset, open);
        let _closing = ClosesPartOnDrop { shared: &self.0, part: part.offset };
        while let Some(wanted) = body.wanted().await {
            let room = (wanted.room as u64).min(part.length - wanted.offset);
            self.0.lock().requested.push_back(RequestedRange {
                part: part.offset,
                offset: part.offset + wanted.offset,
                room,
            });
            self.0.wanted.notify_one();
            supplied.notified().await;
        }
    }
}

impl SharedBytes {
    fn lock(&self) -> MutexGuard<'_, OwnedBytesState> {
        lock(&self.state)
    }
}

/// Closes a part when it was sent or abandoned.
struct ClosesPartOnDrop<'a> {
    shared: &'a SharedBytes,
    part: u64,
}

impl Drop for ClosesPartOnDrop<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.requested.retain(|range| range.part != self.part);
        state.open.remove(&self.part);
    }
}

impl UploadSource for OwnedBytes {
    fn length(&self) -> u64 {
        self.0.length
    }

    fn body(&self, part: SourceRange) -> RequestBody {
        let range = usize::try_from(part.offset).ok().zip(usize::try_from(part.offset + part.length).ok());
        let memory = self.0.in_place.as_ref().zip(range);
        let in_place =
            memory.and_then(|(memory, (start, end))| (end <= memory.len()).then(|| memory.slice(start..end)));
        Pieces::new(part.length, false, in_place).into()
    }

    fn supply<'a>(&'a self, part: SourceRange, body: &'a RequestBody) -> BoxFuture<'a, Error> {
        async move {
            if let RequestBody::Pieces(pieces) = body {
                self.request(part, pieces).await;
            }
            pending().await
        }
        .boxed()
    }

    fn confirm(&self) -> BoxFuture<'_, Result<()>> {
        // With the last piece of each part, the owner has confirmed that all of it existed.
        ready(Ok(())).boxed()
    }
}
