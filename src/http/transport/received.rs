//! A response as it arrives, piece by piece. One that ends before its announced length is an error, never a short body.

use std::error::Error as StdError;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::poll_fn;
use futures_util::stream::{self, BoxStream, StreamExt};
use http::header::ETAG;
use hyper::body::{Body, Incoming};
use tokio::runtime::Handle;
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::AbortHandle;

use crate::base::error::{Error, Result};
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose};
use crate::http::reclaimed_connection::ReclaimedConnection;
use crate::http::response_headers::remove_empty;
use crate::http::transport::connection::LeasedConnection;
use crate::http::transport::keep_alive::KeepAlive;
use crate::http::transport::lane::{SMALL_BODY, requests_content};
use crate::http::transport::request_phase::RequestPhase;
use crate::http::{Delivery, Request, Response, ResponseBody};

type PieceStream = BoxStream<'static, Result<Bytes>>;

/// Which side reads the body of a response, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyReader {
    /// The pipeline, at once.
    Pipeline,
    /// The caller, at any time.
    Caller {
        /// Whether the rest can be requested from the current position, and is then certainly the rest of this one.
        resumable: bool,
    },
}

impl BodyReader {
    /// Which side reads the response to this request.
    pub fn of<T>(request: &Request, response: &http::Response<T>) -> Self {
        if request.delivery == Delivery::Whole || !request.expected.is_success(response.status().as_u16()) {
            return Self::Pipeline;
        }
        let is_strong = |etag: &http::HeaderValue| !etag.is_empty() && !etag.as_bytes().starts_with(b"W/");
        let resumable = requests_content(request) && response.headers().get(ETAG).is_some_and(is_strong);
        Self::Caller { resumable }
    }
}

/// The response of a connection, which returns to the pool when the response has been read to its end. It may then be
/// idle for `longest`, or as long as the other side says.
pub fn received(
    response: http::Response<Incoming>,
    lease: LeasedConnection,
    longest: Duration,
    reader: BodyReader,
) -> Response {
    let (mut head, incoming) = response.into_parts();
    let mut headers = mem::take(&mut head.headers);
    remove_empty(&mut headers);
    let (spelling, task) = (lease.take_spelling(), lease.task());
    let idle = KeepAlive::of(&headers).idle(longest);
    let body = if incoming.is_end_stream() {
        lease.done(idle);
        ResponseBody::Full(Bytes::new())
    } else {
        let phase = lease.phase();
        let expected = incoming.size_hint().exact();
        let pieces = pieces(Receiving { incoming, lease, idle, expected, received: 0 });
        ResponseBody::Stream(match (reader, expected) {
            (BodyReader::Pipeline, _) => pieces,
            (BodyReader::Caller { resumable }, Some(length)) if length <= SMALL_BODY => {
                left_unread(ahead(pieces), phase, resumable)
            }
            (BodyReader::Caller { resumable }, _) => left_unread(pieces, phase, resumable),
        })
    };
    Response { spelling, task, ..Response::new(head.status.as_u16(), headers, body) }
}

struct Receiving {
    incoming: Incoming,
    lease: LeasedConnection,
    idle: Duration,
    expected: Option<u64>,
    received: u64,
}

impl Receiving {
    /// Why a body ended before its announced length.
    fn broken(&self, error: impl StdError + Send + Sync + 'static) -> Error {
        let phase = self.lease.phase();
        if phase.is_taken() {
            return ReclaimedConnection::error();
        }
        cut_off(error, false, phase.origin().peer(), self.received, self.expected)
    }
}

fn pieces(receiving: Receiving) -> PieceStream {
    stream::unfold(Some(receiving), move |state| async move {
        let mut receiving = state?;
        loop {
            let frame = poll_fn(|cx| Pin::new(&mut receiving.incoming).poll_frame(cx)).await;
            match frame.map(|frame| frame.map(hyper::body::Frame::into_data)) {
                Some(Ok(Ok(piece))) => {
                    receiving.received = receiving.received.saturating_add(piece.len() as u64);
                    // A reader that knows the length does not poll for the end.
                    if receiving.incoming.is_end_stream() {
                        receiving.lease.done(receiving.idle);
                        return Some((Ok(piece), None));
                    }
                    return Some((Ok(piece), Some(receiving)));
                }
                // Trailers after a chunked body say nothing about a blob.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => return Some((Err(receiving.broken(error)), None)),
                // The task of a connection can end silently: with its threads, or because the connection was taken
                // away.
                None if receiving.is_short() => return Some((Err(receiving.broken(NoMore)), None)),
                None => {
                    receiving.lease.done(receiving.idle);
                    return None;
                }
            }
        }
    })
    .boxed()
}

impl Receiving {
    fn is_short(&self) -> bool {
        self.lease.phase().is_taken() || self.expected.is_some_and(|expected| self.received < expected)
    }
}

/// The end of a body without an end.
#[derive(Debug)]
struct NoMore;

impl fmt::Display for NoMore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was given up")
    }
}

impl StdError for NoMore {}

/// The same pieces. Their connection may be reclaimed while no piece is requested.
fn left_unread(pieces: PieceStream, phase: Arc<RequestPhase>, resumable: bool) -> PieceStream {
    if !resumable {
        return pieces;
    }
    phase.is_left();
    stream::unfold((pieces, phase), |(mut pieces, phase)| async move {
        phase.is_read();
        let piece = pieces.next().await?;
        phase.is_left();
        Some((piece, (pieces, phase)))
    })
    .boxed()
}

/// The same pieces, read at once. A body that fits into a socket's buffer needs no connection while it waits to be
/// read.
fn ahead(mut pieces: PieceStream) -> PieceStream {
    let Ok(runtime) = Handle::try_current() else { return pieces };
    let (sender, receiver) = unbounded_channel();
    let reading = async move {
        while let Some(piece) = pieces.next().await {
            if sender.send(piece).is_err() {
                return;
            }
        }
    };
    let reading = AbortOnDrop(runtime.spawn(reading.boxed()).abort_handle());
    stream::unfold((receiver, reading), |(mut receiver, reading)| async move {
        Some((receiver.recv().await?, (receiver, reading)))
    })
    .boxed()
}

/// A task that ends when its result is no longer needed.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The error for a body without an end.
fn cut_off(
    error: impl StdError + Send + Sync + 'static,
    timed_out: bool,
    peer: &str,
    received: u64,
    expected: Option<u64>,
) -> Error {
    let around = FailureContext { phase: AttemptPhase::Body, resolving: false, timed_out, peer, proxy: None };
    let verdict = diagnose(&error, around);
    let length = expected.map_or_else(|| "an unknown number of".to_owned(), |length| length.to_string());
    let message = format!("aborted: {} after {received} of {length} bytes of the response", verdict.message);
    TransportFailure::new(verdict.code, AttemptPhase::Body, verdict.transient).with_cause(error).into_error(message)
}
