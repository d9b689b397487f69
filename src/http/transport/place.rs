//! A place in the queue for connections.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::base::error::Result;
use crate::http::deadline::Deadline;
use crate::http::transport::connect::ConnectFailure;
use crate::http::transport::connection::LeasedConnection;
use crate::http::transport::lane::Lane;
use crate::http::transport::origin::Origin;
use crate::http::transport::pool::Pool;
use crate::http::transport::queue::Ticket;

/// How long the small requests wait behind one with many bytes that has no connection yet, and the other way round.
const PATIENCE: Duration = Duration::from_secs(1);

/// Somebody's place in the queue, who leaves when it is dropped.
pub struct QueuePlace {
    pool: Arc<Pool>,
    ticket: Ticket,
    origin: Origin,
    lane: Lane,
    told: oneshot::Receiver<Result<LeasedConnection>>,
    deadline: Option<Deadline>,
}

impl QueuePlace {
    pub fn new(
        pool: Arc<Pool>,
        ticket: Ticket,
        (origin, lane): (Origin, Lane),
        told: oneshot::Receiver<Result<LeasedConnection>>,
        deadline: Option<Deadline>,
    ) -> Self {
        Self { pool, ticket, origin, lane, told, deadline }
    }

    pub async fn wait(mut self) -> Result<LeasedConnection> {
        let told = loop {
            if let Ok(told) = timeout(PATIENCE, &mut self.told).await {
                break told;
            }
            let (ticket, lane) = (self.ticket, self.lane);
            self.pool.change(|queue, now, actions| queue.let_pass(&self.origin, lane, ticket, now, actions));
        };
        told.unwrap_or_else(|_| Err(ConnectFailure::GivenUp.into_error(&self.origin)))
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.pool.leave(self.ticket, &self.origin, self.lane);
        if let Some(deadline) = &self.deadline {
            deadline.run(true);
        }
    }
}
