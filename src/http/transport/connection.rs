//! A connection while a request has it: sends the request, and returns the connection to the pool.

use std::error::Error as StdError;
use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::http::Spelling;
use crate::http::connection_task::ConnectionTask;
use crate::http::request_body::AttemptBody;
use crate::http::transport::origin::Origin;
use crate::http::transport::queue::{ConnectionNumber, Handed};
use crate::http::transport::request_phase::RequestPhase;

/// The sending end of a connection.
pub struct Sender {
    pub requests: SendRequest<AttemptBody>,
    pub phase: Arc<RequestPhase>,
    /// The task that drives it, if it is for large bodies.
    pub task: Option<ConnectionTask>,
    /// When the connection is closed if it stays idle.
    pub until: Instant,
}

/// The owner that a connection is returned to: the pool.
pub trait ConnectionOwner: Send + Sync {
    /// The connection can be used again.
    fn returned(self: Arc<Self>, number: ConnectionNumber, sender: Sender);
}

/// A connection that a request holds. If it is dropped unused, it returns to the pool. If it is dropped in use, it is closed.
pub struct LeasedConnection {
    owner: Arc<dyn ConnectionOwner>,
    number: ConnectionNumber,
    /// How long it was idle. `None` if it is new.
    pub idle: Option<Duration>,
    sender: Option<Sender>,
    used: bool,
}

/// A request without a response.
pub struct FailedRequest {
    pub error: hyper::Error,
    /// Whether certainly nothing of it was sent.
    pub unsent: bool,
    /// How long the connection had been idle, if no byte came back.
    pub idle: Option<Duration>,
}

impl FailedRequest {
    /// Whether the other side closed the connection.
    pub fn is_closed(&self) -> bool {
        let broken = |error: &io::Error| {
            matches!(
                error.kind(),
                io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe
            )
        };
        self.error.is_incomplete_message()
            || self.error.is_closed()
            || self.error.source().and_then(|cause| cause.downcast_ref()).is_some_and(broken)
    }
}

impl LeasedConnection {
    pub fn new(owner: Arc<dyn ConnectionOwner>, handed: Handed<Origin, Sender>) -> Self {
        let Handed { number, idle, is_notified, connection, .. } = handed;
        connection.phase.hand(is_notified);
        Self { owner, number, idle, sender: Some(connection), used: false }
    }

    /// Whether the other side has closed it, so that it cannot be used.
    pub fn is_dead(&mut self) -> bool {
        let dead = self.sender.as_ref().is_none_or(|sender| sender.requests.is_closed());
        self.used |= dead;
        dead
    }

    /// Sends the request, and resolves when the head of the response has arrived.
    pub async fn send(
        mut self,
        request: http::Request<AttemptBody>,
    ) -> Result<(http::Response<Incoming>, Self), FailedRequest> {
        self.used = true;
        let Some(sender) = &mut self.sender else { unreachable!("a connection is taken out by those who have it") };
        match sender.requests.try_send_request(request).await {
            Ok(response) => Ok((response, self)),
            Err(error) => {
                let unsent = sender.phase.is_unsent();
                let idle = self.idle.filter(|_| sender.phase.awaits_response());
                Err(FailedRequest { error: error.into_error(), unsent, idle })
            }
        }
    }

    /// The phase of its request.
    pub fn phase(&self) -> Arc<RequestPhase> {
        let Some(sender) = &self.sender else { unreachable!("a connection is taken out by those who have it") };
        Arc::clone(&sender.phase)
    }

    /// The task that drives it, if it is for large bodies.
    pub fn task(&self) -> Option<ConnectionTask> {
        self.sender.as_ref().and_then(|sender| sender.task.clone())
    }

    /// The spelling of metadata names in the head of the response. Read once.
    pub fn take_spelling(&self) -> Spelling {
        self.sender.as_ref().map(|sender| sender.phase.take_spelling()).unwrap_or_default()
    }

    /// The response has been read to its end. The connection may be reused within `idle`.
    pub fn done(mut self, idle: Duration) {
        let Some(sender) = &mut self.sender else { return };
        if idle.is_zero() || sender.requests.is_closed() {
            return;
        }
        sender.until = Instant::now() + idle;
        if sender.requests.is_ready() {
            self.used = false;
        } else if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(self.returns().boxed());
        }
    }
}

impl LeasedConnection {
    async fn returns(mut self) {
        let Some(sender) = &mut self.sender else { return };
        self.used = poll_fn(|cx| sender.requests.poll_ready(cx)).await.is_err();
        drop(self);
    }
}

impl Drop for LeasedConnection {
    fn drop(&mut self) {
        let Some(sender) = self.sender.take() else { return };
        sender.phase.begin();
        // A used one is dropped, which closes it.
        if !self.used {
            sender.phase.rest();
            Arc::clone(&self.owner).returned(self.number, sender);
        }
    }
}
