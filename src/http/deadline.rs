//! The deadline of an attempt, and the error for missing it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, TransportFailure, peer};

/// The deadline of an attempt. Redirects and a body that is read whole share it. It stands still while the request
/// waits for a connection, because nothing has been sent to the service then.
#[derive(Debug, Clone)]
pub struct Deadline {
    clock: Arc<watch::Sender<DeadlineClock>>,
    limit: Duration,
}

#[derive(Debug, Clone, Copy)]
enum DeadlineClock {
    Running { until: Instant },
    Stopped { left: Duration },
}

impl Deadline {
    /// A deadline after this time. `None` if that is later than the clock can represent.
    #[must_use]
    pub fn after(limit: Duration) -> Option<Self> {
        let until = Instant::now().checked_add(limit)?;
        Some(Self { clock: Arc::new(watch::Sender::new(DeadlineClock::Running { until })), limit })
    }

    /// Stops the clock, or lets it run again.
    pub fn run(&self, runs: bool) {
        self.clock.send_if_modified(|clock| {
            let now = Instant::now();
            let changed = match *clock {
                DeadlineClock::Running { until } if !runs => {
                    Some(DeadlineClock::Stopped { left: until.duration_since(now) })
                }
                // A deadline beyond the clock never comes.
                DeadlineClock::Stopped { left } if runs => {
                    now.checked_add(left).map(|until| DeadlineClock::Running { until })
                }
                _ => None,
            };
            *clock = changed.unwrap_or(*clock);
            changed.is_some()
        });
    }

    /// Resolves at the deadline.
    pub async fn passed(&self) {
        let mut clock = self.clock.subscribe();
        loop {
            let now = *clock.borrow_and_update();
            let changed = match now {
                DeadlineClock::Stopped { .. } => clock.changed().await,
                DeadlineClock::Running { until } => match timeout_at(until, clock.changed()).await {
                    Ok(changed) => changed,
                    Err(_) => return,
                },
            };
            // This object itself holds the sender.
            if changed.is_err() {
                return;
            }
        }
    }

    /// The error for a server that has not responded in time.
    #[must_use]
    pub fn exceeded(&self, url: &Url) -> Error {
        let limit = self.limit.as_millis();
        let message = format!("ETIMEDOUT: {} did not respond within {limit} ms", peer(url));
        TransportFailure::new("ETIMEDOUT", AttemptPhase::Exchange, true).into_error(message)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, timeout};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn time_while_the_clock_is_stopped_does_not_count() {
        let start = Instant::now();
        let deadline = Deadline::after(3 * SECOND).unwrap();
        advance(SECOND).await;
        deadline.run(false);
        deadline.run(false);
        assert!(timeout(3600 * SECOND, deadline.passed()).await.is_err());
        let waiting = tokio::spawn({
            let deadline = deadline.clone();
            async move { deadline.passed().await }
        });
        tokio::task::yield_now().await;
        deadline.run(true);
        deadline.run(true);
        waiting.await.unwrap();
        assert_eq!(start.elapsed(), 3603 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn an_expired_deadline_stays_expired() {
        let deadline = Deadline::after(SECOND).unwrap();
        advance(2 * SECOND).await;
        deadline.passed().await;
        deadline.run(false);
        deadline.run(true);
        deadline.passed().await;
        assert!(Deadline::after(Duration::MAX).is_none());
    }
}
