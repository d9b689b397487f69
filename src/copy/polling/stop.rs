//! How the owner of a copy ends the wait for it. A stop is a state, not a notification: a wait with the stops of an
//! earlier moment finds every stop since then, however late it starts.

use tokio::sync::watch;

/// The source of stops.
#[derive(Debug)]
pub struct StopSender(watch::Sender<()>);

impl Default for StopSender {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl StopSender {
    /// Stops the waits that run or are about to start.
    pub fn stop(&self) {
        self.0.send_replace(());
    }

    /// The stops from now on.
    pub fn stops(&self) -> StopReceiver {
        StopReceiver(self.0.subscribe())
    }
}

/// The stops since a moment.
#[derive(Debug)]
pub struct StopReceiver(watch::Receiver<()>);

impl StopReceiver {
    /// Resolves when there was a stop since that moment.
    pub async fn stopped(&mut self) {
        let changed = self.0.changed().await;
        if changed.is_err() {
            // The copy was dropped, and with it what this waits for.
            std::future::pending::<()>().await;
        }
        // It remains a stop for this wait.
        self.0.mark_changed();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_stop_reaches_earlier_waiters_only() {
        let stop = StopSender::default();
        let mut before = stop.stops();
        assert!(before.stopped().now_or_never().is_none());
        stop.stop();
        let mut after = stop.stops();
        assert!(before.stopped().now_or_never().is_some());
        assert!(before.stopped().now_or_never().is_some(), "it stays");
        assert!(after.stopped().now_or_never().is_none());
        stop.stop();
        assert!(after.stopped().now_or_never().is_some());
    }
}
