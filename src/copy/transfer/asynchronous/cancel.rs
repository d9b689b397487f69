//! The owner of a copy ends it: the service is told to stop, and what was at the destination comes back.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;

use super::{GuardedCopy, Outcome, Phase, undo};
use crate::base::error::{Error, Result};
use crate::http::Exchange;
use crate::rest::blob::{AbortCopyFromURL, BlobAbortCopyFromURLOptions};
use crate::rest::execute::execute;

/// Somebody who is counted for as long as this lives.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl GuardedCopy {
    /// Cancels the copy, and waits until what was at the destination is back. Nothing happens to a copy that has ended; one
    /// that the service has finished in the meantime ends well.
    ///
    /// # Errors
    /// What a request failed with, when that may pass: then cancelling can be tried again.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        if self.state().is_done() {
            return Ok(None);
        }
        let phase = {
            // Counted for as long as it waits, however that ends.
            let _waiting = Counted::new(&self.cancellers);
            self.interrupt.notify_waiters();
            cancel.run_until_cancelled(self.phase.lock()).await
        };
        let mut phase = phase.ok_or_else(Error::aborted)?;
        // Another who wants to cancel waits for this one; the rest is not broken off for him.
        let _cancelling = Counted::new(&self.cancelling);
        let mut exchange = None;
        match &mut *phase {
            Phase::Copying => exchange = self.abort(&mut phase, cancel).await?,
            Phase::Finishing(finish) => {
                self.record().cancelling = true;
                *phase = Phase::Undoing(Outcome::Cancelled, finish.etag.take());
            }
            Phase::Undoing(..) | Phase::Ended => {}
        }
        while !self.state().is_done() {
            let told = self.advance(&mut phase, cancel).await?;
            exchange = exchange.or(told);
            self.pace.asked();
            if !self.state().is_done() {
                let due = self.pace.due(None);
                tokio::select! {
                    biased;
                    () = cancel.cancelled() => return Err(Error::aborted()),
                    () = tokio::time::sleep_until(due) => {}
                }
            }
        }
        self.stop();
        Ok(exchange)
    }

    /// Has the service stop.
    async fn abort(&self, phase: &mut Phase, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let Some(copy_id) = self.state().copy_id.clone() else {
            self.state().cancelled();
            *phase = Phase::Ended;
            return Ok(None);
        };
        // From now on an end by `aborted` is the owner's will, even if this answer is lost.
        self.record().cancelling = true;
        let destination = &self.job.destination;
        let operation =
            AbortCopyFromURL { copy_id, options: BlobAbortCopyFromURLOptions { conditions: self.job.lease() } };
        match execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await {
            Ok(answer) => {
                *phase = Phase::Undoing(Outcome::Cancelled, None);
                Ok(Some(answer.exchange))
            }
            // It has ended: a look tells how.
            Err(error) if matches!(error.code(), Some("NoPendingCopyOperation" | "CopyIdMismatch")) => Ok(None),
            Err(error) => {
                self.record().cancelling = undo::passes(&error);
                Err(error)
            }
        }
    }
}
