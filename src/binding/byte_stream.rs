//! Bytes that cross piece by piece, either way: the body of a response that a policy reads, and one that a policy supplies.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use tokio::sync::mpsc;

use crate::base::error::{Error, ErrorKind, Result};
use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::memory::copied;
use crate::binding::shared_stream::SharedStream;
use crate::http::ResponseBody;

/// Bytes on their way to JavaScript. They are read on demand.
#[napi]
pub struct NativeByteStream {
    calls: Arc<Calls>,
    stream: SharedStream,
}

impl NativeByteStream {
    pub fn new(calls: Arc<Calls>, stream: SharedStream) -> Self {
        Self { calls, stream }
    }
}

#[napi]
impl NativeByteStream {
    /// The next piece, as the attachment. There is none at the end.
    #[napi]
    pub fn next(&self, call: u32) {
        let stream = self.stream.clone();
        self.calls.start(call, || async move {
            let mut guard = stream.lock().await;
            let Some(pieces) = guard.as_mut() else { return CallResult::empty() };
            match stream.closed().run_until_cancelled(pieces.next()).await.flatten() {
                Some(Ok(piece)) => CallResult::empty().with(Attachment::Bytes(piece.to_vec().into())),
                Some(Err(error)) => {
                    *guard = None;
                    CallResult::failed(&error)
                }
                None => {
                    *guard = None;
                    CallResult::empty()
                }
            }
        });
    }

    /// The rest is not read: the connection is closed, and a running [`NativeByteStream::next`] ends.
    #[napi]
    pub fn close(&self) {
        self.stream.close();
    }
}

/// The maximum number of pieces that wait for the engine.
const PIECES: usize = 1;

/// Bytes on their way from JavaScript.
#[napi]
pub struct NativeByteFeed {
    calls: Arc<Calls>,
    pieces: Option<mpsc::Sender<Result<Bytes>>>,
    received: Option<mpsc::Receiver<Result<Bytes>>>,
}

impl NativeByteFeed {
    pub fn new(calls: Arc<Calls>) -> Self {
        let (pieces, received) = mpsc::channel(PIECES);
        Self { calls, pieces: Some(pieces), received: Some(received) }
    }

    /// The body with these bytes. It can be taken once.
    pub fn take_body(&mut self) -> Option<ResponseBody> {
        let received = self.received.take()?;
        let pieces = stream::unfold(received, |mut received| async move {
            let piece = received.recv().await?;
            Some((piece, received))
        });
        Some(ResponseBody::Stream(pieces.boxed()))
    }
}

#[napi]
impl NativeByteFeed {
    /// Sends a piece, and waits until the next may follow. The outcome has an `ok` as long as more is wanted.
    #[napi]
    pub fn give(&self, call: u32, piece: Uint8Array) -> napi::Result<()> {
        let piece = copied(&piece)?;
        let sender = self.pieces.clone();
        self.calls.start(call, || async move {
            let Some(sender) = sender else { return CallResult::empty() };
            let ok = sender.send(Ok(piece)).await.is_ok().then(String::new);
            CallResult { ok, ..CallResult::empty() }
        });
        Ok(())
    }

    /// Ends the bytes. A message reports a failure.
    #[napi]
    pub fn end(&mut self, call: u32, failure: Option<String>) {
        let sender = self.pieces.take();
        self.calls.start(call, || async move {
            if let (Some(sender), Some(message)) = (sender, failure) {
                let error = Error::new(ErrorKind::Transport, message).with_code("REQUEST_SEND_ERROR");
                // The receiver may have gone.
                let _ = sender.send(Err(error)).await;
            }
            CallResult::empty()
        });
    }
}
