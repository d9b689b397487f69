//! Reads content with several requests at once, each from the same state of the blob.
//!
//! The first response is read from the start. In parallel, further requests read blocks from the end. Where they meet, the first
//! response is abandoned. So short content takes one request, and the caller gets the response to the first request.

use std::iter;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use tokio::task::JoinSet;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::http::byte_threads::byte_threads;
use crate::http::transfer_progress::AttemptProgress;
use crate::http::{TransferProgress, caller};
use crate::transfer::blob_reader::{BlobReader, Ranges};
use crate::transfer::claims::Claims;
use crate::transfer::destination::Destination;

/// The number of bytes of a block that are collected before they are written, because each write takes a turn.
const GATHERED: usize = 1024 * 1024;

/// Up to this length, content is read on the engine's thread.
const SHORT: u64 = 64 * 1024;

/// How content is read.
#[derive(Debug, Clone, Copy)]
pub struct Division {
    /// The length of a block.
    pub block: u64,
    /// The number of requests at once, at least one.
    pub concurrency: usize,
}

/// The shared state of all readers of one content.
struct DownloadState {
    destination: Arc<dyn Destination>,
    claims: Mutex<Claims>,
    written: AtomicU64,
    progress: Option<AttemptProgress>,
}

/// Reads the rest of the content of `front`.
///
/// # Errors
/// The first failure of a request, of a check or of the destination. All others are canceled then.
pub async fn download(
    front: BlobReader,
    division: Division,
    destination: Arc<dyn Destination>,
    progress: Option<&TransferProgress>,
) -> Result<()> {
    let length = front.remaining();
    let shared = Arc::new(DownloadState {
        destination,
        claims: Mutex::new(Claims::new(length, division.block)),
        written: AtomicU64::new(0),
        progress: progress.map(TransferProgress::begin_attempt),
    });
    let threads = byte_threads().filter(|_| length > SHORT);
    let Some(threads) = threads else { return shared.read_front(front).await };
    let mut tasks = JoinSet::new();
    let call = caller::current();
    let blocks = usize::try_from(shared.claims().blocks()).unwrap_or(usize::MAX);
    let ranges = front.ranges();
    for ranges in iter::repeat_n(ranges, blocks.min(division.concurrency).saturating_sub(1)).flatten() {
        // Claimed here, so that the number of requests does not depend on which task runs first.
        let first = shared.claims().back();
        let shared = Arc::clone(&shared);
        tasks.spawn_on(caller::inherited(call, async move { shared.read_back(&ranges, first).await }), &threads);
    }
    tasks.spawn_on(caller::inherited(call, async move { shared.read_front(front).await }), &threads);
    while let Some(end) = tasks.join_next().await {
        end.unwrap_or_else(|error| {
            let message = "The download was given up: it panicked, or the engine is shutting down.";
            Err(Error::new(ErrorKind::Internal, message).with_source(error))
        })?;
    }
    Ok(())
}

impl DownloadState {
    fn claims(&self) -> MutexGuard<'_, Claims> {
        lock(&self.claims)
    }

    async fn read_front(&self, mut reader: BlobReader) -> Result<()> {
        let mut carried = Bytes::new();
        loop {
            let range = self.claims().front();
            let Some(range) = range else { break };
            self.read(&mut reader, range, &mut carried).await?;
        }
        // A part of a segment is valid only once the checksum at its end has been checked.
        while !reader.is_checked() {
            reader.next().await?;
        }
        if reader.remaining() == 0 {
            reader.next().await?;
        }
        Ok(())
    }

    async fn read_back(&self, ranges: &Ranges, first: Option<Range<u64>>) -> Result<()> {
        let mut next = first;
        while let Some(range) = next {
            let mut reader = ranges.open(range.clone()).await?;
            self.read(&mut reader, range, &mut Bytes::new()).await?;
            reader.next().await?;
            next = self.claims().back();
        }
        Ok(())
    }

    /// Reads a range to its place. Bytes beyond it are kept for the next range.
    async fn read(&self, reader: &mut BlobReader, range: Range<u64>, carried: &mut Bytes) -> Result<()> {
        let Range { start: mut place, end } = range;
        while place < end {
            let (mut pieces, mut gathered) = (Vec::new(), 0);
            while gathered < GATHERED && place + (gathered as u64) < end {
                if carried.is_empty() {
                    *carried = reader.next().await?.ok_or_else(too_short)?;
                }
                let room = usize::try_from(end - place).unwrap_or(usize::MAX).min(GATHERED) - gathered;
                let piece = carried.split_to(carried.len().min(room));
                gathered += piece.len();
                pieces.push(piece);
            }
            self.destination.write(place, pieces).await?;
            place += gathered as u64;
            let written = self.written.fetch_add(gathered as u64, Ordering::Relaxed) + gathered as u64;
            if let Some(progress) = &self.progress {
                progress.handed(written);
            }
        }
        Ok(())
    }
}

fn too_short() -> Error {
    let message = "The service sent less than it announced.";
    Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR")
}
