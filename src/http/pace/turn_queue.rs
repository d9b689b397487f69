//! The turns of one unit: whose turn it is, at the smaller of the limit of the jobs and the rate that the account accepts.

use std::collections::HashMap;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::http::pace::adaptive::AdaptiveRate;
use crate::http::pace::schedule::{Schedule, TurnTicket};

/// The turns of one unit.
#[derive(Debug, Default)]
pub(super) struct TurnQueue {
    pub(super) schedule: Schedule,
    pub(super) adaptive: AdaptiveRate,
    /// The smallest limit of all members.
    pub(super) limit: Option<f64>,
    pub(super) wakes: HashMap<TurnTicket, oneshot::Sender<()>>,
}

impl TurnQueue {
    /// Assigns the turns that are due.
    pub(super) fn advance(&mut self, now: Instant) {
        let rates = [self.limit, self.adaptive.limit(now)];
        self.schedule.set_rate(rates.into_iter().flatten().min_by(f64::total_cmp), now);
        while let Some((_, ticket)) = self.schedule.admit(now) {
            if let Some(wake) = self.wakes.remove(&ticket) {
                // If the waiter has gone, its turn is given back.
                let _ = wake.send(());
            }
        }
    }
}
