//! When an asynchronous copy is polled, and the wait in between, which its owner can stop.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::copy::polling::stop::{StopReceiver, StopSender};
use crate::copy::polling::timer::PollTimer;
use crate::copy::progress::CopyProgress;
use crate::copy::state::StateChange;
use crate::http::Exchange;

/// The outcome of one poll.
pub type Polled = Result<(StateChange, Option<Exchange>)>;

/// The number of copies that this process waits for.
static AWAITED: AtomicU32 = AtomicU32::new(0);

/// Counts one awaited copy as long as it lives.
struct AwaitedCopy;

impl AwaitedCopy {
    fn begin() -> Self {
        AWAITED.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for AwaitedCopy {
    fn drop(&mut self) {
        AWAITED.fetch_sub(1, Ordering::Relaxed);
    }
}

/// When one copy is polled.
pub struct PollSchedule {
    timer: PollTimer,
    times: Mutex<PollTimes>,
    stop: StopSender,
}

struct PollTimes {
    /// When the service started its current step.
    began: Instant,
    /// When the copy was last polled; `None` before the first poll.
    polled: Option<Instant>,
}

impl PollSchedule {
    /// A schedule with the caller's interval between polls, or an adaptive one.
    pub fn new(interval: Option<Duration>) -> Self {
        let timer = interval.map_or(PollTimer::Adaptive, PollTimer::Fixed);
        let began = Instant::now();
        Self { timer, times: Mutex::new(PollTimes { began, polled: None }), stop: StopSender::default() }
    }

    /// Notes that the copy was polled now.
    pub fn polled(&self) {
        self.times().polled = Some(Instant::now());
    }

    /// The time since the service started its current step.
    pub fn elapsed(&self) -> Duration {
        self.times().began.elapsed()
    }

    /// Notes that the service starts a new step now.
    pub fn restart(&self) {
        *self.times() = PollTimes { began: Instant::now(), polled: Some(Instant::now()) };
    }

    /// When the next poll is due. A caller's interval is measured from poll to poll, so the first poll is due at once; the adaptive
    /// timer counts the start as the first poll.
    pub fn due(&self, progress: Option<CopyProgress>) -> Instant {
        let PollTimes { began, polled } = *self.times();
        match (self.timer, polled) {
            (PollTimer::Fixed(_), None) => Instant::now(),
            (timer, polled) => {
                let polled = polled.unwrap_or(began);
                polled + timer.wait(polled.duration_since(began), progress, AWAITED.load(Ordering::Relaxed))
            }
        }
    }

    /// Ends every [`PollSchedule::until_change`] whose [`StopReceiver`] was created before.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> StopReceiver {
        self.stop.stops()
    }

    /// Waits and polls until the copy has progressed or ended, or is stopped. `progress` returns the progress of the copy, and
    /// `None` once it has ended. Each poll takes a permit, so that thousands of copies are not polled at once.
    ///
    /// # Errors
    /// The failed poll, or the caller's abort.
    pub async fn until_change<Polling: Future<Output = Polled>>(
        &self,
        mut stops: StopReceiver,
        cancel: &CancellationToken,
        permits: &Semaphore,
        progress: impl Fn() -> Option<Option<CopyProgress>>,
        poll_once: impl Fn() -> Polling,
    ) -> Result<Option<Exchange>> {
        let _awaited = AwaitedCopy::begin();
        let polling = || async {
            let permit = cancel.run_until_cancelled(permits.acquire()).await;
            let _permit = permit.ok_or_else(Error::aborted)?;
            poll_once().await
        };
        loop {
            let Some(current) = progress() else { return Ok(None) };
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = stops.stopped() => return Ok(None),
                () = tokio::time::sleep_until(self.due(current)) => {}
            }
            let (change, exchange) = tokio::select! {
                biased;
                () = stops.stopped() => return Ok(None),
                result = polling() => result?,
            };
            if change != StateChange::None {
                return Ok(exchange);
            }
        }
    }

    fn times(&self) -> MutexGuard<'_, PollTimes> {
        lock(&self.times)
    }
}
