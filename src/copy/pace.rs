//! When a copy of the service's is asked after, and the waiting in between, which its owner can end.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::state::Change;
use crate::copy::stop::{Stop, Stops};
use crate::copy::timer::{PollTimer, Progress};
use crate::http::Exchange;

/// What asking once brought.
pub type Asked = Result<(Change, Option<Exchange>)>;

/// How many copies this process waits for.
static AWAITED: AtomicU32 = AtomicU32::new(0);

/// One of the copies that are waited for.
struct Awaited;

impl Awaited {
    fn begin() -> Self {
        AWAITED.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        AWAITED.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The pace of one copy.
pub struct Pace {
    timer: PollTimer,
    times: Mutex<Times>,
    stop: Stop,
}

struct Times {
    /// When the service began.
    began: Instant,
    /// When it was last asked after; `None` until the first time.
    asked: Option<Instant>,
}

impl Pace {
    /// The caller's own interval between polls, in milliseconds, or one that adapts.
    ///
    /// # Errors
    /// An argument error when the interval is no time.
    pub fn new(interval_in_ms: Option<f64>) -> Result<Self> {
        let timer = match interval_in_ms {
            None => PollTimer::Adaptive,
            Some(milliseconds) => PollTimer::Fixed(interval(milliseconds)?),
        };
        let now = Times { began: Instant::now(), asked: None };
        Ok(Self { timer, times: Mutex::new(now), stop: Stop::default() })
    }

    /// The copy is asked after now.
    pub fn asked(&self) {
        self.times().asked = Some(Instant::now());
    }

    /// How long ago the service began.
    pub fn elapsed(&self) -> Duration {
        self.times().began.elapsed()
    }

    /// The service begins with something new now.
    pub fn restart(&self) {
        *self.times() = Times { began: Instant::now(), asked: Some(Instant::now()) };
    }

    /// When to ask next. A caller's own interval counts from poll to poll, so the first poll is due at once; the adaptive
    /// timer counts the start as the first look.
    pub fn due(&self, progress: Option<Progress>) -> Instant {
        let Times { began, asked } = *self.times();
        match (self.timer, asked) {
            (PollTimer::Fixed(_), None) => Instant::now(),
            (timer, asked) => {
                let asked = asked.unwrap_or(began);
                asked + timer.wait(asked.duration_since(began), progress, AWAITED.load(Ordering::Relaxed))
            }
        }
    }

    /// Ends every [`Pace::until_change`] whose stops were taken before.
    pub fn stop(&self) {
        self.stop.stop();
    }

    /// The stops from now on.
    pub fn stops(&self) -> Stops {
        self.stop.stops()
    }

    /// Waits and asks until the copy is further or at its end, or it is stopped. `look` tells how far the copy is,
    /// and nothing once it has ended. Each poll takes one of the permits of its account, so that thousands of copies are not asked after at
    /// once.
    ///
    /// # Errors
    /// What asking failed with, or the caller's abort.
    pub async fn until_change<Asking: Future<Output = Asked>>(
        &self,
        mut stops: Stops,
        cancel: &CancellationToken,
        poll_permits: &Semaphore,
        look: impl Fn() -> Option<Option<Progress>>,
        ask: impl Fn() -> Asking,
    ) -> Result<Option<Exchange>> {
        let _awaited = Awaited::begin();
        let asking = || async {
            let permit = cancel.run_until_cancelled(poll_permits.acquire()).await;
            let _permit = permit.ok_or_else(Error::aborted)?;
            ask().await
        };
        loop {
            let Some(progress) = look() else { return Ok(None) };
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::aborted()),
                () = stops.stopped() => return Ok(None),
                () = tokio::time::sleep_until(self.due(progress)) => {}
            }
            let (change, exchange) = tokio::select! {
                biased;
                () = stops.stopped() => return Ok(None),
                answer = asking() => answer?,
            };
            if change != Change::None {
                return Ok(exchange);
            }
        }
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn interval(milliseconds: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(milliseconds / 1000.0).map_err(|error| {
        Error::new(
            ErrorKind::ArgumentRange,
            format!(
                "The option \"intervalInMs\" must be a number of milliseconds from 0 on, not {milliseconds} ({error})."
            ),
        )
        .with_argument("options.intervalInMs")
    })
}
