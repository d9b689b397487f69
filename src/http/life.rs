//! The life of an owner: what it began ends with it.

use std::future::Future;

use tokio_util::sync::CancellationToken;

/// The life of whoever has work done. Clones are of one and the same life. It costs work nothing but a look each time that it goes
/// on.
#[derive(Debug, Clone, Default)]
pub struct Life {
    ended: CancellationToken,
}

impl Life {
    /// It is over, and whatever runs in it is dropped where it stands.
    pub fn end(&self) {
        self.ended.cancel();
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.ended.is_cancelled()
    }

    /// Runs work for as long as the life lasts; gives nothing when that was over first. Work that is dropped does not go one step
    /// further, not even to tidy up: a request of it that is on its way is broken off, its connection is closed.
    pub async fn run<Work: Future>(&self, work: Work) -> Option<Work::Output> {
        tokio::select! {
            biased;
            () = self.ended.cancelled() => None,
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
    async fn work_comes_to_its_end_while_the_life_lasts() {
        let life = Life::default();
        assert_eq!(life.run(async { 1 }).await, Some(1));
        assert!(!life.has_ended());
        life.clone().end();
        assert!(life.has_ended());
        assert_eq!(life.run(async { 1 }).await, None, "nothing begins any more");
    }

    #[tokio::test]
    async fn work_goes_no_step_further_than_its_owner_lives() {
        let (life, step, further) = (Life::default(), Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let work = {
            let (life, step, further) = (life.clone(), Arc::clone(&step), Arc::clone(&further));
            tokio::spawn(async move {
                let work = async {
                    step.notified().await;
                    further.store(true, Ordering::SeqCst);
                };
                life.run(work).await
            })
        };
        tokio::task::yield_now().await;
        // Both at once: the end counts.
        step.notify_one();
        life.end();
        assert_eq!(work.await.expect("no panic"), None);
        assert!(!further.load(Ordering::SeqCst));
    }
}
