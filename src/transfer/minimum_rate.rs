//! The lowest rate at which a source may send. Without it, a source that drips a byte just before each timeout could hold a copy
//! forever.

use std::time::Duration;

use tokio::time::Instant;

use crate::base::error::{Error, ErrorKind};

/// The time in which a range must bring [`LEAST`].
const WINDOW: Duration = Duration::from_secs(120);

/// How many bytes a range must bring in each [`WINDOW`]. The slowest modem brings that in seconds.
const LEAST: usize = 8 * 1024;

/// A window is at least this many timeouts long, so that a silent connection is replaced first.
const SILENCES: u32 = 4;

/// What a range has brought in the current window.
#[derive(Debug)]
pub struct MinimumRate {
    window: Duration,
    end: Instant,
    brought: usize,
}

impl MinimumRate {
    /// Begins now. `silence` is the timeout for a read, if there is one.
    pub fn new(silence: Option<Duration>) -> Self {
        let window = silence.map_or(WINDOW, |silence| WINDOW.max(silence.saturating_mul(SILENCES)));
        Self { window, end: end_of(window), brought: 0 }
    }

    /// When the current window ends.
    pub fn due(&self) -> Instant {
        self.end
    }

    /// Counts bytes. With enough of them the next window begins.
    pub fn add(&mut self, bytes: usize) {
        self.brought = self.brought.saturating_add(bytes);
        if self.brought >= LEAST {
            (self.end, self.brought) = (end_of(self.window), 0);
        }
    }

    /// The error for too low a rate.
    pub fn too_little(&self) -> Error {
        let message = format!(
            "It brought {} bytes in {} seconds, and at least {LEAST} are expected in that time.",
            self.brought,
            self.window.as_secs()
        );
        Error::new(ErrorKind::Transport, message).with_code("ETIMEDOUT")
    }
}

/// The end of a window. One past the clock's range ends in a century.
fn end_of(window: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    Instant::now() + window.min(CENTURY)
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, sleep_until, timeout_at};

    use super::*;

    /// A source that brings so many bytes every so many seconds; gives for how long that was taken.
    async fn source(bytes: usize, every: u64, silence: Option<Duration>) -> Option<Duration> {
        let (began, mut progress) = (Instant::now(), MinimumRate::new(silence));
        let every = Duration::from_secs(every);
        for round in 1..1000 {
            let next = began + every * round;
            if timeout_at(progress.due(), sleep_until(next)).await.is_err() {
                return Some(began.elapsed());
            }
            progress.add(bytes);
        }
        None
    }

    #[tokio::test(start_paused = true)]
    async fn who_drips_ends_and_who_is_slow_does_not() {
        assert_eq!(source(1, 1, None).await, Some(WINDOW), "a byte a second");
        assert_eq!(source(0, 1, None).await, Some(WINDOW));
        assert_eq!(source(LEAST / 100, 1, None).await, None, "eighty bytes a second");
        assert_eq!(source(LEAST, 119, None).await, None);
        assert_eq!(source(1, 1, Some(Duration::from_secs(1))).await, Some(WINDOW));
        assert_eq!(source(1, 500, Some(Duration::from_secs(600))).await, Some(Duration::from_secs(2400)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_came_fast_is_no_credit_for_later() {
        let mut progress = MinimumRate::new(None);
        progress.add(1 << 30);
        advance(WINDOW / 2).await;
        progress.add(1 << 30);
        let due = progress.due();
        progress.add(LEAST - 1);
        assert_eq!((due, due - Instant::now()), (progress.due(), WINDOW));
    }

    #[tokio::test(start_paused = true)]
    async fn a_silence_without_end_is_taken() {
        assert!(MinimumRate::new(Some(Duration::MAX)).due() > Instant::now());
    }
}
