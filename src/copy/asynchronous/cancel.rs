//! The owner cancels a copy: the service aborts it, and the destination is restored.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::copy::asynchronous::async_copy::{AsyncCopy, CopyPhase, FailedEnd};
use crate::copy::error_codes::may_pass;
use crate::http::Exchange;
use crate::rest::blob::{AbortCopyFromURL, BlobAbortCopyFromURLOptions};

/// Counts one caller for as long as it lives.
struct CountedCaller<'a>(&'a AtomicUsize);

impl<'a> CountedCaller<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for CountedCaller<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl AsyncCopy {
    /// Cancels the copy, and waits until the destination is restored. Nothing happens to a copy that has ended; one that the
    /// service has finished in the meantime succeeds.
    ///
    /// # Errors
    /// A failed request, if that may pass: then the caller can cancel again.
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        if self.state().is_done() {
            return Ok(None);
        }
        let phase = {
            // Counted as long as it waits, however that ends.
            let _waiting = CountedCaller::new(&self.cancellers);
            self.interrupt.notify_waiters();
            cancel.run_until_cancelled(self.phase.lock()).await
        };
        let mut phase = phase.ok_or_else(Error::aborted)?;
        // Another canceling caller waits for this one, and does not interrupt it.
        let _cancelling = CountedCaller::new(&self.cancelling);
        let mut exchange = None;
        match &mut *phase {
            CopyPhase::Copying => exchange = self.abort(&mut phase, cancel).await?,
            CopyPhase::Finishing(finish) => {
                self.record().cancelling = true;
                *phase = CopyPhase::RollingBack(FailedEnd::Cancelled, finish.etag.take());
            }
            CopyPhase::RollingBack(..) | CopyPhase::Ended => {}
        }
        while !self.state().is_done() {
            let latest = self.advance(&mut phase, cancel).await?;
            exchange = exchange.or(latest);
            self.schedule.polled();
            if !self.state().is_done() {
                let due = self.schedule.due(None);
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

    /// Makes the service abort the copy.
    async fn abort(&self, phase: &mut CopyPhase, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let Some(copy_id) = self.state().copy_id.clone() else {
            self.state().cancelled();
            *phase = CopyPhase::Ended;
            return Ok(None);
        };
        // From now on, the status `aborted` is intended by the owner, even if this response is lost.
        self.record().cancelling = true;
        let operation =
            AbortCopyFromURL { copy_id, options: BlobAbortCopyFromURLOptions { conditions: self.context.lease() } };
        match self.context.destination.execute(&operation, cancel).await {
            Ok(response) => {
                *phase = CopyPhase::RollingBack(FailedEnd::Cancelled, None);
                Ok(Some(response.exchange))
            }
            // It has ended: a check shows how.
            Err(error) if matches!(error.code(), Some("NoPendingCopyOperation" | "CopyIdMismatch")) => Ok(None),
            Err(error) => {
                self.record().cancelling = may_pass(&error);
                Err(error)
            }
        }
    }
}
