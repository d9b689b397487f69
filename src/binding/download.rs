//! The content of a blob, as JavaScript reads it.

use std::sync::Arc;

use napi::bindgen_prelude::BufferSlice;
use napi_derive::napi;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::incoming::Incoming;
use crate::transfer::BlobReader;

/// The content of a blob. Nothing is received before it is waited for.
#[napi]
pub struct NativeBody {
    calls: Arc<Calls>,
    incoming: Arc<Incoming>,
    /// Reads the content. `None` after the end.
    reader: Arc<Mutex<Option<BlobReader>>>,
    cancel: CancellationToken,
}

impl NativeBody {
    /// `cancel` ends the download, also within a piece.
    pub fn new(calls: Arc<Calls>, reader: BlobReader, cancel: CancellationToken) -> Self {
        Self { calls, incoming: Arc::default(), reader: Arc::new(Mutex::new(Some(reader))), cancel }
    }
}

#[napi]
impl NativeBody {
    /// Waits until so many bytes have arrived, or no more will, and returns how many can be taken. 0 at the end.
    /// Receiving happens within this call, so that a token that is needed to resume an interrupted read is requested
    /// for this caller.
    #[napi]
    pub fn wait(&self, call: u32, wanted: u32) {
        let (incoming, reader) = (Arc::clone(&self.incoming), Arc::clone(&self.reader));
        self.calls.start(call, move || async move {
            let mut guard = reader.lock().await;
            while !incoming.has(wanted as usize)
                && let Some(reader) = guard.as_mut()
            {
                match reader.next().await {
                    Ok(Some(piece)) => incoming.push(piece),
                    Ok(None) => *guard = None,
                    Err(error) => {
                        // After a failure the bytes are useless, and the error is returned once.
                        *guard = None;
                        incoming.clear();
                        return CallResult::failed(&error);
                    }
                }
            }
            let length = incoming.len().to_string();
            CallResult { ok: Some(length), head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// Copies available bytes to the start of `target`, as many as fit, and returns their number.
    #[napi]
    pub fn take(&self, mut target: BufferSlice<'_>) -> u32 {
        u32::try_from(self.incoming.take(&mut target)).unwrap_or(u32::MAX)
    }

    /// Ends the download: closes the connection, and ends a running [`NativeBody::wait`].
    #[napi]
    pub fn close(&self) {
        self.cancel.cancel();
        self.incoming.clear();
        if let Ok(mut reader) = self.reader.try_lock() {
            *reader = None;
        }
    }
}

impl Drop for NativeBody {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
