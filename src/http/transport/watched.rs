//! The bytes of one connection, examined as they pass: whether a request has started to be sent, whether the head of its
//! response is valid, and whether it is time to yield.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use crate::http::piece_length::PieceLength;
use crate::http::transport::head::HeadWatch;
use crate::http::transport::maybe_tls::MaybeTlsStream;
use crate::http::transport::request_phase::RequestPhase;

/// A connection that is examined.
pub struct Watched {
    stream: MaybeTlsStream,
    phase: Arc<RequestPhase>,
    /// The head of the expected response.
    head: Option<HeadWatch>,
    /// The number of bytes that are read before others have their turn.
    turn: usize,
    read_in_turn: usize,
    pieces: PieceLength,
}

impl Watched {
    pub fn new(stream: MaybeTlsStream, phase: Arc<RequestPhase>, turn: usize, pieces: PieceLength) -> Self {
        Self { stream, phase, head: None, turn, read_in_turn: 0, pieces }
    }

    fn written(&mut self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(outcome, Poll::Ready(Ok(1..))) {
            self.phase.moves();
            if self.phase.begin() {
                self.pieces.reset();
                self.head = Some(HeadWatch::default());
            }
        }
        outcome
    }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.read_in_turn >= this.turn {
            this.read_in_turn = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let mut piece = (&mut this.stream).take(this.pieces.current() as u64);
        let outcome = Pin::new(&mut piece).poll_read(cx, buffer);
        if outcome.is_pending() {
            this.read_in_turn = 0;
        }
        ready!(outcome)?;
        let read = &buffer.filled()[before..];
        this.read_in_turn += read.len();
        if !read.is_empty() {
            this.phase.moves();
            this.phase.responded();
        }
        if let Some(head) = &mut this.head {
            if let Err(fault) = head.examine(read) {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, fault)));
            }
            if let Some(spelling) = head.take_spelling() {
                this.phase.spells(spelling);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.written(outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.written(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
