//! Reads files on separate threads, because a disk, and even more a network file system, may block.

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::byte_threads::byte_threads;

/// The maximum number of threads that wait for disks. A disk that hangs delays only files.
pub const DISK_THREADS: usize = 8;

static TURNS: Semaphore = Semaphore::const_new(DISK_THREADS);

/// Runs work that may wait for a disk.
///
/// # Errors
/// The threads have ended: the process ends.
pub async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await;
    let work = move || {
        let done = work();
        drop(turn);
        done
    };
    let working = match byte_threads() {
        Some(threads) => threads.spawn_blocking(work),
        None => spawn_blocking(work),
    };
    working.await.map_err(|error| {
        Error::new(ErrorKind::Internal, "The work on a file was given up: the engine is shutting down.")
            .with_source(error)
    })
}
