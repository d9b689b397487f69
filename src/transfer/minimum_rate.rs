//! The lowest rate at which a source may send. Without it, a source that drips a byte just before each timeout could hold a copy
//! forever.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::base::error::{Error, ErrorKind, Result};

/// The time in which [`LEAST`] bytes of a range must arrive.
const WINDOW: Duration = Duration::from_secs(120);

/// The number of bytes of a range that must arrive in each [`WINDOW`]. The slowest modem takes seconds for that.
const LEAST: usize = 8 * 1024;

/// A window is at least this many timeouts long, so that a silent connection is replaced first.
const SILENCES: u32 = 4;

/// The bytes of a range that have arrived in the current window. Only the time in which a reader waits counts: a slow destination
/// is not the source's fault.
#[derive(Debug)]
pub struct MinimumRate {
    window: Duration,
    waited: Duration,
    brought: usize,
}

impl MinimumRate {
    /// Starts a window. `silence` is the timeout for a read, if there is one.
    pub fn new(silence: Option<Duration>) -> Self {
        let window = silence.map_or(WINDOW, |silence| WINDOW.max(silence.saturating_mul(SILENCES)));
        Self { window, waited: Duration::ZERO, brought: 0 }
    }

    /// Waits for a piece, as long as the window lasts.
    ///
    /// # Errors
    /// Too low a rate.
    pub async fn wait<T>(&mut self, piece: impl Future<Output = T>) -> Result<T> {
        let since = Instant::now();
        let piece = timeout(self.window.saturating_sub(self.waited), piece).await;
        self.waited = self.waited.saturating_add(since.elapsed());
        piece.map_err(|_| self.too_little())
    }

    /// Counts bytes. With enough of them, the next window starts.
    pub fn add(&mut self, bytes: usize) {
        self.brought = self.brought.saturating_add(bytes);
        if self.brought >= LEAST {
            (self.waited, self.brought) = (Duration::ZERO, 0);
        }
    }

    fn too_little(&self) -> Error {
        let message = format!(
            "It brought {} bytes in {} seconds, and at least {LEAST} are expected in that time.",
            self.brought,
            self.window.as_secs()
        );
        Error::new(ErrorKind::Transport, message).with_code("ETIMEDOUT")
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::time::{advance, sleep, sleep_until};

    use super::*;

    /// A source that sends this many bytes every so many seconds. Returns how long that was accepted.
    async fn source(bytes: usize, every: u64, silence: Option<Duration>) -> Option<Duration> {
        let (began, mut progress) = (Instant::now(), MinimumRate::new(silence));
        let every = Duration::from_secs(every);
        for round in 1..1000 {
            let next = began + every * round;
            if progress.wait(sleep_until(next)).await.is_err() {
                return Some(began.elapsed());
            }
            progress.add(bytes);
        }
        None
    }

    /// How long a source may still be silent.
    async fn left(mut progress: MinimumRate) -> Duration {
        let began = Instant::now();
        assert!(progress.wait(pending::<()>()).await.is_err());
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickling_response_ends_and_a_slow_one_does_not() {
        assert_eq!(source(1, 1, None).await, Some(WINDOW), "a byte a second");
        assert_eq!(source(0, 1, None).await, Some(WINDOW));
        assert_eq!(source(LEAST / 100, 1, None).await, None, "eighty bytes a second");
        assert_eq!(source(LEAST, 119, None).await, None);
        assert_eq!(source(1, 1, Some(Duration::from_secs(1))).await, Some(WINDOW));
        assert_eq!(source(1, 500, Some(Duration::from_secs(600))).await, Some(Duration::from_secs(2400)));
    }

    #[tokio::test(start_paused = true)]
    async fn fast_bytes_give_no_credit_for_later() {
        let mut progress = MinimumRate::new(None);
        progress.add(1 << 30);
        progress.wait(sleep(WINDOW / 2)).await.expect("in time");
        progress.add(1 << 30);
        progress.add(LEAST - 1);
        assert_eq!(left(progress).await, WINDOW);
    }

    #[tokio::test(start_paused = true)]
    async fn time_while_the_destination_is_blocked_does_not_count() {
        let mut progress = MinimumRate::new(None);
        progress.wait(sleep(WINDOW / 4)).await.expect("in time");
        progress.add(1);
        advance(WINDOW * 3).await;
        assert_eq!(left(progress).await, WINDOW * 3 / 4);
    }

    #[tokio::test(start_paused = true)]
    async fn an_infinite_timeout_is_accepted() {
        let mut progress = MinimumRate::new(Some(Duration::MAX));
        progress.wait(sleep(WINDOW * 10)).await.expect("in time");
    }
}
