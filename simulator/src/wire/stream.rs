//! The stream of a connection, which does to one response what its plan says.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};
use tokio_rustls::server::TlsStream;

use super::edit::Edit;
use super::{Armed, End, StreamFaults};

/// Something to wait for.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How many pieces a slow body is sent in, in a second.
const STEPS_A_SECOND: u64 = 50;

/// A connection that can be made to end with a reset.
pub trait Resettable {
    /// From now on, closing it resets it.
    fn reset_when_closed(&self);
}

impl Resettable for TcpStream {
    fn reset_when_closed(&self) {
        // A socket that cannot do this is closed already.
        let _ = self.set_zero_linger();
    }
}

impl<S: Resettable> Resettable for TlsStream<S> {
    fn reset_when_closed(&self) {
        self.get_ref().0.reset_when_closed();
    }
}

/// A connection that can be faulty.
#[derive(Debug)]
pub struct FaultyStream<S: Resettable> {
    stream: S,
    faults: StreamFaults,
    active: Option<Box<Active>>,
}

/// A response in flight.
struct Active {
    edit: Edit,
    head: BytesMut,
    body: BytesMut,
    pause: Option<Pin<Box<Sleep>>>,
    released: Option<Box<dyn FnOnce() -> Wait + Send>>,
    stalled: Option<Wait>,
}

impl std::fmt::Debug for Active {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.edit.fmt(formatter)
    }
}

impl<S: Resettable> FaultyStream<S> {
    /// A connection whose other handle is `sabotage`.
    pub fn new(stream: S, faults: StreamFaults) -> Self {
        Self { stream, faults, active: None }
    }

    fn activate(&mut self) {
        if let Some(Armed { plan, released }) = self.faults.take() {
            let (head, body) = (BytesMut::new(), BytesMut::new());
            let edit = Edit::new(plan);
            self.active =
                Some(Box::new(Active { edit, head, body, pause: None, released: Some(released), stalled: None }));
        }
    }
}

impl<S: Resettable> Drop for FaultyStream<S> {
    fn drop(&mut self) {
        if self.faults.is_reset() {
            self.stream.reset_when_closed();
        }
    }
}

impl<S: Resettable + AsyncWrite + Unpin> FaultyStream<S> {
    /// Sends what was taken, at the pace of the plan, and does what the plan has for its end. Ready means that more can be
    /// taken, or that the plan is done.
    fn poll_progress(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(active) = &mut self.active else { return Poll::Ready(Ok(())) };
        while !active.head.is_empty() {
            let count = ready!(Pin::new(&mut self.stream).poll_write(context, &active.head))?;
            active.head.advance(count);
        }
        while !active.body.is_empty() {
            if let Some(pause) = &mut active.pause {
                ready!(pause.as_mut().poll(context));
                active.pause = None;
            }
            let slow = active.edit.plan().slow;
            let most = slow.map_or(usize::MAX, |rate| usize::try_from((rate / STEPS_A_SECOND).max(1)).unwrap_or(1));
            let piece = &active.body[..active.body.len().min(most)];
            let count = ready!(Pin::new(&mut self.stream).poll_write(context, piece))?;
            active.body.advance(count);
            if let Some(rate) = slow {
                let nanoseconds = (count as u64).saturating_mul(1_000_000_000) / rate.max(1);
                active.pause = Some(Box::pin(sleep(Duration::from_nanos(nanoseconds))));
            }
        }
        if !active.edit.is_over() {
            return Poll::Ready(Ok(()));
        }
        let end = if active.edit.plan().instead.is_some() {
            Some(End::Close)
        } else {
            active.edit.plan().end.map(|(_, end)| end)
        };
        match end {
            Some(end) if end != End::Stall => {
                if end == End::Reset {
                    self.faults.reset();
                }
                // What the socket still holds is sent when it is closed, and lost when it is reset.
                ready!(Pin::new(&mut self.stream).poll_flush(context))?;
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "as scripted")));
            }
            Some(_) => {
                if let Some(released) = active.released.take() {
                    active.stalled = Some(released());
                }
                if let Some(stalled) = &mut active.stalled {
                    ready!(Pin::new(&mut self.stream).poll_flush(context))?;
                    ready!(stalled.as_mut().poll(context));
                }
                active.stalled = None;
                active.edit.go_on();
                if active.edit.is_over() {
                    self.active = None;
                }
            }
            None => self.active = None,
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: Resettable + AsyncRead + Unpin> AsyncRead for FaultyStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: Resettable + AsyncWrite + Unpin> AsyncWrite for FaultyStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.activate();
        ready!(self.poll_progress(context))?;
        let Some(active) = &mut self.active else { return Pin::new(&mut self.stream).poll_write(context, bytes) };
        let Active { edit, head, body, .. } = &mut **active;
        Poll::Ready(Ok(edit.take(bytes, head, body)))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.activate();
        if self.active.is_none() {
            return Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        }
        let first = buffers.iter().find(|buffer| !buffer.is_empty());
        self.poll_write(context, first.map_or(&[], |buffer| buffer))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_progress(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper shuts down a connection that its client has left: a stall that waits for a release serves no client then.
        if self.active.as_ref().is_none_or(|active| active.stalled.is_none()) {
            ready!(self.poll_progress(context))?;
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
