//! The content of a blob, piece by piece, as JavaScript pulls it.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::binding::calls::{Attachment, Calls};
use crate::binding::outcome::Outcome;
use crate::copy::BlobReader;

/// The content of a blob.
#[napi]
pub struct NativeBody {
    calls: Arc<Calls>,
    reader: Arc<Mutex<Option<BlobReader>>>,
    cancel: CancellationToken,
}

impl NativeBody {
    /// `cancel` ends the download, also in the middle of a piece.
    pub fn new(calls: Arc<Calls>, reader: BlobReader, cancel: CancellationToken) -> Self {
        Self { calls, reader: Arc::new(Mutex::new(Some(reader))), cancel }
    }
}

#[napi]
impl NativeBody {
    /// The next piece, as bytes; no bytes at the end.
    #[napi]
    pub fn read(&self, call: u32) {
        let reader = Arc::clone(&self.reader);
        self.calls.start(call, || async move {
            let mut guard = reader.lock().await;
            let piece = match guard.as_mut() {
                Some(reader) => reader.next().await,
                None => Ok(None),
            };
            if !matches!(piece, Ok(Some(_))) {
                *guard = None;
            }
            match piece {
                Ok(piece) => Outcome { ok: None, head: None, failure: None, attachment: Attachment::None }
                    .with(piece.map_or(Attachment::None, |piece| Attachment::Bytes(Vec::from(piece).into()))),
                Err(error) => Outcome::failed(&error),
            }
        })
    }

    /// Ends the download: the connection is closed, and a running [`NativeBody::read`] ends.
    #[napi]
    pub fn close(&self) {
        self.cancel.cancel();
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
