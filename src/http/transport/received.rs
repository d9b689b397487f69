//! A response as it comes in, piece by piece. One that ends before its announced length is an error, never a short body.

use std::error::Error as StdError;
use std::mem;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::poll_fn;
use futures_util::stream::{self, BoxStream, StreamExt};
use hyper::body::{Body, Incoming};

use crate::base::error::{Error, Result};
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose};
use crate::http::transport::connection::LeasedConnection;
use crate::http::transport::keep_alive::KeepAlive;
use crate::http::{Response, ResponseBody};

/// The response that came over a connection, which goes back when the response has been read to its end. It may then be idle for
/// `longest`, or as long as the other side says.
pub fn received(
    response: http::Response<Incoming>,
    lease: LeasedConnection,
    longest: Duration,
    peer: &str,
) -> Response {
    let (mut head, incoming) = response.into_parts();
    let headers = mem::take(&mut head.headers);
    let idle = KeepAlive::of(&headers).idle(longest);
    let body = if incoming.is_end_stream() {
        lease.done(idle);
        ResponseBody::Full(Bytes::new())
    } else {
        let expected = incoming.size_hint().exact();
        ResponseBody::Stream(pieces(Receiving { incoming, lease, idle, received: 0 }, peer.to_owned(), expected))
    };
    Response::new(head.status.as_u16(), headers, body)
}

struct Receiving {
    incoming: Incoming,
    lease: LeasedConnection,
    idle: Duration,
    received: u64,
}

fn pieces(receiving: Receiving, peer: String, expected: Option<u64>) -> BoxStream<'static, Result<Bytes>> {
    stream::unfold(Some((receiving, peer)), move |state| async move {
        let (mut receiving, peer) = state?;
        loop {
            let frame = poll_fn(|cx| Pin::new(&mut receiving.incoming).poll_frame(cx)).await;
            match frame.map(|frame| frame.map(hyper::body::Frame::into_data)) {
                Some(Ok(Ok(piece))) => {
                    receiving.received = receiving.received.saturating_add(piece.len() as u64);
                    // Who knows the length does not ask again for the end.
                    if receiving.incoming.is_end_stream() {
                        receiving.lease.done(receiving.idle);
                        return Some((Ok(piece), None));
                    }
                    return Some((Ok(piece), Some((receiving, peer))));
                }
                // What follows a body in chunks says nothing about a blob.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => {
                    let error = cut_off(error, false, &peer, receiving.received, expected);
                    return Some((Err(error), None));
                }
                None => {
                    receiving.lease.done(receiving.idle);
                    return None;
                }
            }
        }
    })
    .boxed()
}

/// The error for a body that has no end.
pub fn cut_off(
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
