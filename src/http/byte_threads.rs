//! The byte threads: TLS and sockets of connections that carry large bodies, and work on bytes, such as hashing. They
//! keep both off the engine thread, where hundreds of small requests would wait behind one piece.

use std::sync::OnceLock;

use tokio::runtime::Handle;

use crate::base::error::{Error, ErrorKind, Result};

/// Up to this many bytes are processed in place: passing them to another thread would take as long.
const FEW: usize = 16 * 1024;

/// Returns the byte threads, and starts them on the first call.
static THREADS: OnceLock<fn() -> Option<Handle>> = OnceLock::new();

/// Sets where the byte threads come from. Without any, everything runs on the engine thread.
pub fn set_byte_threads(threads: fn() -> Option<Handle>) {
    // Set once, when the addon is loaded.
    let _ = THREADS.set(threads);
}

/// The byte threads, if there are any.
pub fn byte_threads() -> Option<Handle> {
    THREADS.get().and_then(|threads| threads())
}

/// Runs work on this many bytes, on a thread that is not used for requests or TLS.
///
/// # Errors
/// The threads have ended, because the process ends.
pub async fn on_blocking_thread<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    run_on(byte_threads, bytes, work).await
}

async fn run_on<T: Send + 'static>(
    threads: impl FnOnce() -> Option<Handle>,
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let Some(threads) = (if bytes > FEW { threads() } else { None }) else { return Ok(work()) };
    threads.spawn_blocking(work).await.map_err(|error| {
        Error::new(ErrorKind::Internal, "The work on a blob's content was given up: the engine is shutting down.")
            .with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use std::thread::{self, ThreadId};

    use super::*;

    async fn thread_for(bytes: usize, threads: Option<Handle>) -> ThreadId {
        run_on(|| threads, bytes, || thread::current().id()).await.expect("no panic")
    }

    #[test]
    fn large_amounts_of_bytes_are_processed_by_other_threads() {
        let bytes = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        let calls = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (here, threads) = (thread::current().id(), || Some(bytes.handle().clone()));
        calls.block_on(async {
            assert_ne!(thread_for(FEW + 1, threads()).await, here);
            assert_eq!(thread_for(FEW, threads()).await, here);
            assert_eq!(thread_for(FEW + 1, None).await, here);
        });
        // A blocked thread blocks nothing here.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        calls.block_on(async {
            let stuck = tokio::spawn(run_on(threads_of(&bytes), FEW + 1, move || wait.recv().is_ok()));
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
            }
            assert!(!stuck.is_finished());
            go.send(()).expect("it waits");
            assert!(stuck.await.expect("no panic").expect("done"));
        });
    }

    fn threads_of(runtime: &tokio::runtime::Runtime) -> impl FnOnce() -> Option<Handle> + use<> {
        let handle = runtime.handle().clone();
        move || Some(handle)
    }
}
