//! Copies by Copy Blob, which the service makes in its own time, and which appear whole or not at all all the same.
//!
//! | file | what it has |
//! |---|---|
//! | `start`, `resume` | how a copy begins, or goes on after it was saved |
//! | `safeguard` | what is at the destination before, and the snapshot that keeps it |
//! | `finish` | what follows the service's success: checks, properties, tier |
//! | `cancel` | how its owner ends it |
//! | `undo` | what follows everything else: what was there comes back |
//! | `record` | what of that is saved |
//!
//! Its owner sees one copy: it has ended when all of that is done. Every poll does what is due. A failure on the way that may
//! pass is the caller's to hear of, and leaves the copy as it is; the next poll goes on.

mod cancel;
mod finish;
mod record;
mod resume;
mod safeguard;
mod start;
mod undo;

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::copy::CopyState;
use crate::copy::pace::{Asked, Pace};
use crate::copy::saved::without_signature;
use crate::copy::state::{Change, CopyResult};
use crate::copy::stop::Stops;
use crate::copy::transfer::job::{CANCELLED, Job};
use crate::copy::transfer::verify::Verify;
use crate::http::Exchange;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::execute::execute;
use crate::rest::shared::CopyStatusType;

use finish::Finish;
pub use record::Record;
use record::{Before, Kept};
pub use resume::resume;
pub use safeguard::known;
pub use start::copy_blob;
use undo::Fate;
pub use undo::{is_outdated, passes};

/// A copy by Copy Blob that is guarded.
pub struct GuardedCopy {
    job: Job,
    verify: Verify,
    pace: Pace,
    state: Mutex<CopyState>,
    record: Mutex<Record>,
    /// How far the work is. Whoever asks or cancels holds it, so that each step is done once.
    phase: tokio::sync::Mutex<Phase>,
    /// How many want to cancel, and wait for the phase.
    cancellers: AtomicUsize,
    /// Whether the one who has the phase cancels: one at most.
    cancelling: AtomicUsize,
    interrupt: Notify,
}

/// How far a copy is.
enum Phase {
    /// The service copies.
    Copying,
    /// The service has copied, and the rest is due.
    Finishing(Box<Finish>),
    /// The copy has ended badly, and what was there comes back. With the destination's `ETag` when the service had copied.
    Undoing(Outcome, Option<String>),
    /// Nothing more happens.
    Ended,
}

/// How a copy ends badly.
enum Outcome {
    Failed(Error),
    Cancelled,
}

impl GuardedCopy {
    fn new(job: Job, verify: Verify, pace: Pace, state: CopyState, record: Record) -> Self {
        let phase = if state.is_done() { Phase::Ended } else { Phase::Copying };
        Self {
            job,
            verify,
            pace,
            state: Mutex::new(state),
            record: Mutex::new(record),
            phase: tokio::sync::Mutex::new(phase),
            cancellers: AtomicUsize::new(0),
            cancelling: AtomicUsize::new(0),
            interrupt: Notify::new(),
        }
    }

    /// Takes the state that the start brought, and does what is due when the service has finished already. A failure that
    /// may pass is left to the next poll.
    async fn begin(
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

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        lock(&self.state)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }

    /// The copy as text, to be resumed from.
    pub fn save(&self) -> String {
        let record = self.record().clone();
        record::write(&self.state(), &record, &self.job.options.text.0)
    }

    /// Asks once how the copy stands, and does what is due.
    ///
    /// # Errors
    /// What a request failed with, when that may pass, or the caller's abort.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        self.ask(cancel).await.map(|(_, exchange)| exchange)
    }

    /// Waits and asks until the copy is further or at its end, or it was stopped.
    ///
    /// # Errors
    /// As [`GuardedCopy::poll`].
    pub async fn poll_until_change(&self, stops: Stops, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        let look = || {
            let state = self.state();
            (!state.is_done()).then(|| state.progress())
        };
        let turns = self.job.destination.pipeline.unhurried();
        self.pace.until_change(stops, cancel, turns, look, || self.ask(cancel)).await
    }

    /// Ends every [`GuardedCopy::poll_until_change`] whose stops were taken before; the copy itself goes on.
    pub fn stop(&self) {
        self.pace.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> Stops {
        self.pace.stops()
    }

    async fn ask(&self, cancel: &CancellationToken) -> Asked {
        // Somebody else may hold it for as long as a large blob takes to be read.
        let phase = cancel.run_until_cancelled(self.phase.lock()).await;
        let mut phase = phase.ok_or_else(Error::aborted)?;
        if self.state().is_done() {
            return Ok((Change::None, None));
        }
        let before = self.state().copy_progress.clone();
        let result = self.advance(&mut phase, cancel).await;
        self.pace.asked();
        let exchange = result?;
        let state = self.state();
        let change = match () {
            () if state.is_done() => Change::Ended,
            () if state.copy_progress != before => Change::Progress,
            () => Change::None,
        };
        Ok((change, exchange))
    }

    /// Does what can be done now.
    async fn advance(&self, phase: &mut Phase, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        loop {
            match phase {
                Phase::Copying => match self.until_interrupted(self.look(cancel)).await {
                    // Whoever cancels does not wait for an answer about the copy.
                    None => return Ok(None),
                    Some(seen) => match seen? {
                        (Some(next), _) => {
                            // What follows takes its own time.
                            self.pace.restart();
                            *phase = next;
                        }
                        (None, exchange) => return Ok(exchange),
                    },
                },
                Phase::Finishing(finish) => match self.finish(finish, cancel).await {
                    Ok(exchange) => {
                        *phase = Phase::Ended;
                        return Ok(exchange);
                    }
                    Err(error) if self.wants_cancel() && error.kind() == ErrorKind::Aborted => {
                        // Whoever cancels comes next, and decides.
                        return if cancel.is_cancelled() { Err(error) } else { Ok(None) };
                    }
                    Err(error) if undo::passes(&error) => return Err(self.interrupted(&error)),
                    Err(error) => {
                        let made = finish.etag.take();
                        let error =
                            self.job.failure(&error, "when the destination was finished, after the service had copied");
                        *phase = Phase::Undoing(Outcome::Failed(error), made);
                    }
                },
                Phase::Undoing(outcome, made) => {
                    let Some(fate) = self.undo(made.as_deref(), cancel).await? else { return Ok(None) };
                    self.end_badly(outcome, &fate);
                    *phase = Phase::Ended;
                    return Ok(None);
                }
                Phase::Ended => return Ok(None),
            }
        }
    }

    /// Whether somebody wants to cancel, and waits for whoever has the phase.
    fn wants_cancel(&self) -> bool {
        self.cancellers.load(Ordering::SeqCst) > 0 && self.cancelling.load(Ordering::SeqCst) == 0
    }

    /// Comes when somebody wants to cancel.
    async fn cancel_is_wanted(&self) {
        loop {
            let interrupted = self.interrupt.notified();
            tokio::pin!(interrupted);
            // From here on no news is missed, so that the look is not too early.
            interrupted.as_mut().enable();
            if self.wants_cancel() {
                return;
            }
            interrupted.await;
        }
    }

    /// What can be broken off when the owner wants to cancel; nothing when it was.
    async fn until_interrupted<Work: Future>(&self, work: Work) -> Option<Work::Output> {
        tokio::select! {
            biased;
            () = self.cancel_is_wanted() => None,
            outcome = work => Some(outcome),
        }
    }

    /// Looks at the destination, and says what follows when the service is done.
    async fn look(&self, cancel: &CancellationToken) -> Result<(Option<Phase>, Option<Exchange>)> {
        let destination = &self.job.destination;
        let operation = BlobGetPropertiesOptions::default();
        let answer = execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await?;
        let seen = answer.output;
        if undo::is_coming_back(&seen, &self.record().before, &destination.url) {
            return Ok((Some(Phase::Undoing(self.begun_elsewhere(), None)), None));
        }
        let etag = seen.etag.clone();
        let mut next = self.state().clone();
        if seen.copy_id.is_none() && finish::is_ours(&self.job, &seen, None, None) {
            next.polled(self.remembered(seen));
        } else {
            next.polled(seen);
        }
        Ok(self.take(next, etag, answer.exchange))
    }

    /// The properties of a destination that another process had finished: with the copy that the service forgot then.
    fn remembered(&self, mut seen: BlobGetPropertiesResponse) -> BlobGetPropertiesResponse {
        seen.copy_id.clone_from(&self.state().copy_id);
        seen.copy_status = Some(CopyStatusType("success".to_owned()));
        seen
    }

    /// Why another process had begun to undo the copy.
    fn begun_elsewhere(&self) -> Outcome {
        if self.record().cancelling {
            return Outcome::Cancelled;
        }
        let message = format!(
            "The copy to {} ended badly, and was being undone when its process ended.",
            self.job.destination.shown()
        );
        Outcome::Failed(Error::new(ErrorKind::Copy, message).with_code("CopyFailed"))
    }

    /// Takes over a state, except for its end: that comes when all is done.
    fn take(&self, next: CopyState, etag: Option<String>, exchange: Exchange) -> (Option<Phase>, Option<Exchange>) {
        if !next.is_done() {
            *self.state() = next;
            return (None, Some(exchange));
        }
        let CopyState { error, result, copy_id, copy_progress, .. } = next;
        {
            let mut state = self.state();
            if state.is_started.is_none() {
                state.copy_source = next.copy_source;
                state.is_started = next.is_started;
                state.strategy = next.strategy;
                state.hides_signature = next.hides_signature;
            }
            state.copy_id = copy_id;
            state.copy_progress = copy_progress;
        }
        let phase = match (error, result) {
            (None, Some(result)) => {
                self.record().cancelling = false;
                Phase::Finishing(Box::new(Finish::new(result, etag, Some(exchange))))
            }
            (Some(error), _) if self.record().cancelling && error.code() == Some("CopyAborted") => {
                Phase::Undoing(Outcome::Cancelled, None)
            }
            (Some(error), _) => Phase::Undoing(Outcome::Failed(self.told(error)), None),
            (None, None) => Phase::Undoing(Outcome::Cancelled, None),
        };
        (Some(phase), None)
    }

    /// The error of a copy that ended badly, without what is no longer true once it is undone.
    fn told(&self, error: Error) -> Error {
        if error.code() != Some("CopyAborted") || self.record().before == Before::Unknown {
            return error;
        }
        let state = self.state();
        let message = format!(
            "The copy {} from {} was aborted by somebody else.",
            state.copy_id.as_deref().unwrap_or("(without id)"),
            redact::url_text(&state.copy_source.0),
        );
        error.with_message(message)
    }

    /// Does the rest of a copy that the service has made.
    async fn finish(&self, finish: &mut Finish, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        if self.wants_cancel() {
            return Err(Error::aborted());
        }
        let copy_id = self.state().copy_id.clone();
        let kept = self.kept();
        finish.run(&self.job, self.verify, copy_id.as_deref(), kept.is_some(), self.cancel_is_wanted(), cancel).await?;
        let left = match &kept {
            Some(kept) => undo::tidy(&self.job, kept, cancel).await?,
            None => None,
        };
        let mut result = finish.result.clone();
        if let CopyResult::Polled(properties) = &mut result {
            properties.copy_source = properties.copy_source.take().map(|source| without_signature(&source));
        }
        let mut state = self.state();
        state.left_snapshot = left;
        state.result = Some(result);
        state.is_completed = Some(true);
        Ok(finish.exchange.take())
    }

    /// The blob that was there before, as far as it was kept.
    fn kept(&self) -> Option<Kept> {
        match &self.record().before {
            Before::Kept(kept) => Some(kept.clone()),
            Before::Absent | Before::Unknown => None,
        }
    }

    /// Undoes as much as can be done now. `None` says that the service is still at work.
    async fn undo(&self, made: Option<&str>, cancel: &CancellationToken) -> Result<Option<Fate>> {
        let before = self.record().before.clone();
        let copy_id = self.state().copy_id.clone();
        let undone = undo::undo_what_was_left(&self.job, copy_id.as_deref(), made, &before, cancel).await;
        undone.map_err(|error| self.interrupted(&error))
    }

    fn end_badly(&self, outcome: &Outcome, fate: &Fate) {
        let mut state = self.state();
        if let Fate::Back(left) = fate {
            state.left_snapshot.clone_from(left);
        }
        match outcome {
            Outcome::Failed(error) => {
                let message = format!("{} {fate}", error.message());
                state.error = Some(error.clone().with_message(message.trim_end()));
                state.is_completed = Some(true);
            }
            Outcome::Cancelled => {
                state.is_cancelled = Some(true);
                if !fate.is_clean() {
                    let message = format!("The copy to {} was cancelled. {fate}", self.job.destination.shown());
                    state.error = Some(Error::new(ErrorKind::Copy, message).with_code(CANCELLED));
                }
            }
        }
    }

    /// A failure while the copy was brought to its end, which may pass.
    fn interrupted(&self, error: &Error) -> Error {
        if matches!(error.kind(), ErrorKind::Aborted | ErrorKind::Credential) {
            return error.clone();
        }
        let message = format!(
            "The copy to {} could not be brought to its end yet: {}",
            self.job.destination.shown(),
            error.message()
        );
        error.clone().with_message(self.unfinished(&message))
    }

    /// What to do about a copy that is not at its end.
    fn unfinished(&self, what: &str) -> String {
        let where_it_is = match &self.record().before {
            Before::Kept(kept) => format!(" What was there before is in the snapshot {}.", kept.snapshot),
            Before::Absent => format!(" What it made is at {} until then.", self.job.destination.shown()),
            Before::Unknown => String::new(),
        };
        format!("{what}{where_it_is} Poll again, or resume the copy, to go on.")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
