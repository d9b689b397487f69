//! One step of a copy.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::asynchronous::async_copy::{AsyncCopy, CopyPhase, FailedEnd};
use crate::copy::error_codes::may_pass;
use crate::copy::polling::{Polled, StopReceiver};
use crate::copy::state::{CopyState, StateChange};
use crate::http::Exchange;

impl AsyncCopy {
    /// Takes the state that the start returned, and does what is due if the service has finished already. A temporary failure
    /// is left to the next poll.
    pub async fn begin(
        &self,
        state: CopyState,
        etag: Option<String>,
        exchange: Exchange,
        cancel: &CancellationToken,
    ) -> Option<Exchange> {
        let mut phase = self.phase.lock().await;
        match self.take(state, etag, exchange) {
            (Some(next), _) => *phase = next,
            (None, exchange) => return exchange,
        }
        self.advance(&mut phase, cancel).await.unwrap_or_default()
    }

    /// Polls once, and does what is due.
    ///
    /// # Errors
    /// A temporary failure of a request, or the caller's abort.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        self.poll_once(cancel).await.map(|(_, exchange)| exchange)
    }

    /// Waits and polls until the copy has progressed or ended, or is stopped.
    ///
    /// # Errors
    /// As [`AsyncCopy::poll`].
    pub async fn poll_until_change(&self, stops: StopReceiver, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let progress = || {
            let state = self.state();
            (!state.is_done()).then_some(state.copy_progress)
        };
        let account = self.context.destination.pipeline.account(&self.context.destination.url);
        self.schedule.until_change(stops, cancel, account.poll_permits(), progress, || self.poll_once(cancel)).await
    }

    async fn poll_once(&self, cancel: &CancellationToken) -> Polled {
        // Another call may hold it as long as it takes to read a large blob.
        let phase = cancel.run_until_cancelled(self.phase.lock()).await;
        let mut phase = phase.ok_or_else(Error::aborted)?;
        if self.state().is_done() {
            return Ok((StateChange::None, None));
        }
        let before = self.state().copy_progress;
        let result = self.advance(&mut phase, cancel).await;
        self.schedule.polled();
        let exchange = result?;
        let state = self.state();
        let change = match () {
            () if state.is_done() => StateChange::Ended,
            () if state.copy_progress != before => StateChange::Progress,
            () => StateChange::None,
        };
        Ok((change, exchange))
    }

    /// Does what can be done now.
    ///
    /// # Errors
    /// As [`AsyncCopy::poll`].
    pub async fn advance(&self, phase: &mut CopyPhase, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        loop {
            match phase {
                CopyPhase::Copying => match self.until_interrupted(self.observe(cancel)).await {
                    // A canceling caller does not wait for a response about the copy.
                    None => return Ok(None),
                    Some(observed) => match observed? {
                        (Some(next), _) => {
                            // The next step has its own schedule.
                            self.schedule.restart();
                            *phase = next;
                        }
                        (None, exchange) => return Ok(exchange),
                    },
                },
                CopyPhase::Finishing(finish) => match self.finish(finish, cancel).await {
                    Ok(exchange) => {
                        *phase = CopyPhase::Ended;
                        return Ok(exchange);
                    }
                    Err(error) if self.wants_cancel() && error.kind() == ErrorKind::Aborted => {
                        // The canceling caller is next, and decides.
                        return if cancel.is_cancelled() { Err(error) } else { Ok(None) };
                    }
                    Err(error) if may_pass(&error) => return Err(self.not_ended_yet(&error)),
                    Err(error) => {
                        let made = finish.etag.take();
                        let error = self
                            .context
                            .failure(&error, "when the destination was finished, after the service had copied");
                        *phase = CopyPhase::RollingBack(FailedEnd::Failed(error), made);
                    }
                },
                CopyPhase::RollingBack(end, made) => {
                    let Some(outcome) = self.roll_back(made.as_deref(), cancel).await? else { return Ok(None) };
                    self.end_badly(end, &outcome);
                    *phase = CopyPhase::Ended;
                    return Ok(None);
                }
                CopyPhase::Ended => return Ok(None),
            }
        }
    }
}
