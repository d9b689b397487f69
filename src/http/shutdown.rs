//! The shutdown of an owner. Work that the owner started ends with it.

use std::future::Future;

use tokio_util::sync::CancellationToken;

/// Ends the work of an owner. Clones share one shutdown. It costs the work only a check on each poll.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    signal: CancellationToken,
}

impl Shutdown {
    /// Starts the shutdown: everything that runs under it is dropped.
    pub fn start(&self) {
        self.signal.cancel();
    }

    /// Whether the shutdown has started.
    pub fn has_started(&self) -> bool {
        self.signal.is_cancelled()
    }

    /// Runs work until its end or the shutdown, and returns `None` after a shutdown. Dropped work does not even clean
    /// up: its pending requests are aborted and their connections closed.
    pub async fn run<Work: Future>(&self, work: Work) -> Option<Work::Output> {
        tokio::select! {
            biased;
            () = self.signal.cancelled() => None,
            outcome = work => Some(outcome),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn work_completes_without_a_shutdown() {
        let shutdown = Shutdown::default();
        assert_eq!(shutdown.run(async { 1 }).await, Some(1));
        assert!(!shutdown.has_started());
        shutdown.clone().start();
        assert!(shutdown.has_started());
        assert_eq!(shutdown.run(async { 1 }).await, None, "nothing begins any more");
    }

    #[tokio::test]
    async fn work_stops_at_the_shutdown() {
        let (shutdown, step, further) =
            (Shutdown::default(), Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let work = {
            let (shutdown, step, further) = (shutdown.clone(), Arc::clone(&step), Arc::clone(&further));
            tokio::spawn(async move {
                let work = async {
                    step.notified().await;
                    further.store(true, Ordering::SeqCst);
                };
                shutdown.run(work).await
            })
        };
        tokio::task::yield_now().await;
        // If both happen at once, the shutdown counts.
        step.notify_one();
        shutdown.start();
        assert_eq!(work.await.expect("no panic"), None);
        assert!(!further.load(Ordering::SeqCst));
    }
}
