//! The content of a blob, as JavaScript takes it.

use std::sync::Arc;

use napi::bindgen_prelude::BufferSlice;
use napi_derive::napi;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::incoming::Incoming;
use crate::transfer::BlobReader;

/// The content of a blob. Nothing of it is read before somebody waits for it.
#[napi]
pub struct NativeBody {
    calls: Arc<Calls>,
    incoming: Arc<Incoming>,
    /// What reads it, until the end.
    reader: Arc<Mutex<Option<BlobReader>>>,
    cancel: CancellationToken,
}

impl NativeBody {
    /// `cancel` ends the download, also in the middle of a piece.
    pub fn new(calls: Arc<Calls>, reader: BlobReader, cancel: CancellationToken) -> Self {
        Self { calls, incoming: Arc::default(), reader: Arc::new(Mutex::new(Some(reader))), cancel }
    }
}

#[napi]
impl NativeBody {
    /// How many bytes can be taken, once there are so many or no more will come; none at the end. It is read in this call and not beside
    /// it, so that a token for the rest of a broken connection is asked for on behalf of whoever waits.
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
                        // Nothing of a content that broke off is of use, and the error is told once.
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

    /// Copies bytes that are there to the start of `target`, as many as fit, and gives their number.
    #[napi]
    pub fn take(&self, mut target: BufferSlice<'_>) -> u32 {
        u32::try_from(self.incoming.take(&mut target)).unwrap_or(u32::MAX)
    }

    /// Ends the download: the connection is closed, and a running [`NativeBody::wait`] ends.
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
