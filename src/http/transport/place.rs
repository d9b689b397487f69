//! A place in the queue for connections.

use std::future::poll_fn;
use std::mem;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::base::error::Result;
use crate::http::deadline::Deadline;
use crate::http::transport::connect::ConnectFailure;
use crate::http::transport::connection::LeasedConnection;
use crate::http::transport::lane::Lane;
use crate::http::transport::origin::Origin;
use crate::http::transport::queue::Ticket;

/// How long the small lane waits behind a large request without a connection, and the other way round.
const PATIENCE: Duration = Duration::from_secs(1);

/// The owner of a place: the pool.
pub trait PlaceOwner: Send + Sync {
    /// The waiter lets the other lane pass.
    fn let_pass(self: Arc<Self>, ticket: Ticket, origin: &Origin, lane: Lane);
    /// The waiter leaves.
    fn leave(self: Arc<Self>, ticket: Ticket, origin: &Origin, lane: Lane);
}

/// A waiter's place in the queue. Dropping it leaves the queue.
pub struct QueuePlace {
    owner: Arc<dyn PlaceOwner>,
    ticket: Ticket,
    origin: Origin,
    lane: Lane,
    result: oneshot::Receiver<Result<LeasedConnection>>,
    deadline: Option<Deadline>,
}

impl QueuePlace {
    pub fn new(
        owner: Arc<dyn PlaceOwner>,
        ticket: Ticket,
        (origin, lane): (Origin, Lane),
        result: oneshot::Receiver<Result<LeasedConnection>>,
        deadline: Option<Deadline>,
    ) -> Self {
        Self { owner, ticket, origin, lane, result, deadline }
    }

    pub async fn wait(mut self) -> Result<LeasedConnection> {
        // If it was notified while it requested its place, it continues after those that were notified before it, which have only been woken.
        let mut is_early = !self.result.is_empty();
        poll_fn(|cx| {
            if !mem::take(&mut is_early) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        let result = loop {
            if let Ok(result) = timeout(PATIENCE, &mut self.result).await {
                break result;
            }
            Arc::clone(&self.owner).let_pass(self.ticket, &self.origin, self.lane);
        };
        result.unwrap_or_else(|_| Err(ConnectFailure::GivenUp.into_error(&self.origin)))
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        Arc::clone(&self.owner).leave(self.ticket, &self.origin, self.lane);
        if let Some(deadline) = &self.deadline {
            deadline.run(true);
        }
    }
}
