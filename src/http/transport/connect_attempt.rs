//! An attempt to connect, and then the life of the connection.

use std::sync::Arc;

use futures_util::FutureExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::http::byte_threads::byte_threads;
use crate::http::connection_task::ConnectionTask;
use crate::http::piece_length::PieceLength;
use crate::http::request_body::AttemptBody;
use crate::http::transport::connect::{ConnectFailure, in_time, reach, secure};
use crate::http::transport::connection::Sender;
use crate::http::transport::head::MAX_RESPONSE_HEADERS;
use crate::http::transport::keep_alive::POOL_IDLE_TIMEOUT;
use crate::http::transport::lane::Lane;
use crate::http::transport::origin::Origin;
use crate::http::transport::queue::ConnectionNumber;
use crate::http::transport::request_phase::{RequestPhase, StartListener};
use crate::http::transport::watched::Watched;

/// The number of bytes that are read from a connection of the small lane before others have their turn, and the size of its buffer.
const SMALL_TURN: usize = 64 * 1024;
/// The same for the lane of bytes, where larger pieces cost less.
const BYTES_TURN: usize = 256 * 1024;

/// The owner that an attempt to connect reports to: the pool.
pub trait AttemptOwner: StartListener {
    /// The attempt has made a connection.
    fn connected(self: Arc<Self>, number: ConnectionNumber, sender: Sender);
    /// The attempt has failed.
    fn failed(self: Arc<Self>, number: ConnectionNumber, origin: &Origin, failure: ConnectFailure);
    /// The attempt continues in another task.
    fn continues(&self, number: ConnectionNumber, task: AbortHandle);
    /// The connection has ended.
    fn gone(self: Arc<Self>, number: ConnectionNumber);
}

/// An attempt to connect. One that is dropped has failed.
pub struct ConnectAttempt {
    owner: Arc<dyn AttemptOwner>,
    number: ConnectionNumber,
    origin: Origin,
    lane: Lane,
    under_way: bool,
}

type Connection = http1::Connection<TokioIo<Watched>, AttemptBody>;

impl ConnectAttempt {
    pub fn new(owner: Arc<dyn AttemptOwner>, number: ConnectionNumber, origin: Origin, lane: Lane) -> Self {
        Self { owner, number, origin, lane, under_way: true }
    }

    pub fn number(&self) -> ConnectionNumber {
        self.number
    }

    /// Connects, and drives the connection to its end. Byte threads drive connections with large bodies, but connecting
    /// happens here, so that servers accept connections in the order in which they were requested.
    pub async fn run(self) {
        // Boxed, so that it is freed before the connection lives on.
        let stream = match Box::pin(in_time(reach(&self.origin))).await {
            Ok(stream) => stream,
            Err(failure) => return self.fails(failure),
        };
        let Some(threads) = byte_threads().filter(|_| self.lane == Lane::Bytes) else {
            return self.drive(stream).await;
        };
        match stream.into_std() {
            Ok(stream) => {
                let (owner, number) = (Arc::clone(&self.owner), self.number);
                let drive = async move {
                    match TcpStream::from_std(stream) {
                        Ok(stream) => self.drive(stream).await,
                        Err(error) => self.fails(ConnectFailure::Unreached(Box::new(error))),
                    }
                };
                owner.continues(number, threads.spawn(drive.boxed()).abort_handle());
            }
            Err(error) => self.fails(ConnectFailure::Unreached(Box::new(error))),
        }
    }

    fn phase(&self) -> Arc<RequestPhase> {
        let listener: Arc<dyn StartListener> = Arc::<dyn AttemptOwner>::clone(&self.owner);
        Arc::new(RequestPhase::new(Arc::downgrade(&listener), self.origin.clone(), self.lane))
    }

    async fn drive(mut self, stream: TcpStream) {
        let phase = self.phase();
        let pieces = PieceLength::new(self.turn());
        let preparing = self.prepare(stream, Arc::clone(&phase), pieces.clone());
        let (requests, connection) = match Box::pin(in_time(preparing)).await {
            Ok(made) => made,
            Err(failure) => return self.fails(failure),
        };
        self.under_way = false;
        let ended = ReportsEndOnDrop { owner: Arc::clone(&self.owner), number: self.number, phase: Arc::clone(&phase) };
        let until = Instant::now() + POOL_IDLE_TIMEOUT;
        let (task, readings) = (self.lane == Lane::Bytes).then(|| ConnectionTask::new(pieces)).unzip();
        Arc::clone(&self.owner).connected(self.number, Sender { requests, phase, task, until });
        drop(self);
        // A request on it learns how it ended. For an idle connection, it does not matter.
        match readings {
            Some(readings) => readings.drive(connection, || drop(ended)).await,
            None => drop((connection.await, ended)),
        }
    }

    async fn prepare(
        &self,
        stream: TcpStream,
        phase: Arc<RequestPhase>,
        pieces: PieceLength,
    ) -> Result<(http1::SendRequest<AttemptBody>, Connection), ConnectFailure> {
        let turn = self.turn();
        let wire = secure(&self.origin, stream).await?;
        http1::Builder::new()
            .max_headers(MAX_RESPONSE_HEADERS)
            .max_buf_size(turn)
            .handshake(TokioIo::new(Watched::new(wire, phase, turn, pieces)))
            .await
            .map_err(|error| ConnectFailure::Unreached(Box::new(error)))
    }

    fn turn(&self) -> usize {
        match self.lane {
            Lane::Small => SMALL_TURN,
            Lane::Bytes => BYTES_TURN,
        }
    }

    fn fails(mut self, failure: ConnectFailure) {
        self.under_way = false;
        Arc::clone(&self.owner).failed(self.number, &self.origin, failure);
    }
}

impl Drop for ConnectAttempt {
    fn drop(&mut self) {
        if self.under_way {
            Arc::clone(&self.owner).failed(self.number, &self.origin, ConnectFailure::GivenUp);
        }
    }
}

/// Reports the end of a connection, also if it is dropped with its runtime.
struct ReportsEndOnDrop {
    owner: Arc<dyn AttemptOwner>,
    number: ConnectionNumber,
    phase: Arc<RequestPhase>,
}

impl Drop for ReportsEndOnDrop {
    fn drop(&mut self) {
        self.phase.begin();
        Arc::clone(&self.owner).gone(self.number);
    }
}
