//! The content of a blob, as JavaScript takes it.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::BufferSlice;
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::binding::calls::{Attachment, Calls};
use crate::binding::incoming::Incoming;
use crate::binding::outcome::Outcome;
use crate::copy::BlobReader;

/// The content of a blob. Nothing of it is read before somebody waits for it.
#[napi]
pub struct NativeBody {
    calls: Arc<Calls>,
    incoming: Arc<Incoming>,
    /// What reads it, until that has begun.
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
    /// How many bytes can be taken, once there are so many or no more will come; none at the end.
    #[napi]
    pub fn wait(&self, call: u32, wanted: u32) {
        let (incoming, reader, cancel) = (Arc::clone(&self.incoming), Arc::clone(&self.reader), self.cancel.clone());
        let life = self.calls.life();
        self.calls.start(call, move || async move {
            let reader = reader.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(reader) = reader {
                let incoming = Arc::clone(&incoming);
                tokio::spawn(async move {
                    let filling = life.run(cancel.run_until_cancelled(incoming.fill(reader))).await;
                    if matches!(filling, Some(None)) {
                        incoming.close();
                    }
                });
            }
            match incoming.wait(wanted as usize).await {
                Ok(length) => {
                    Outcome { ok: Some(length.to_string()), head: None, failure: None, attachment: Attachment::None }
                }
                Err(error) => Outcome::failed(&error),
            }
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
        self.incoming.close();
        drop(self.reader.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl Drop for NativeBody {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
