//! The content of a blob, piece by piece, as JavaScript pulls it.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{Buffer, PromiseRaw};
use napi_derive::napi;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::binding::failure;
use crate::copy::BlobReader;

/// What a download began with.
#[napi(object, object_from_js = false)]
pub struct NativeDownload {
    /// The properties, as JSON.
    pub ok: Option<String>,
    /// Status, request and headers, for `_response`.
    pub head: Option<String>,
    /// What went wrong, as JSON.
    pub failure: Option<String>,
    /// The content.
    pub body: Option<NativeBody>,
}

/// One piece of content; neither field at the end.
#[napi(object, object_from_js = false)]
pub struct NativeChunk {
    /// The bytes.
    pub chunk: Option<Buffer>,
    /// What went wrong, as JSON.
    pub failure: Option<String>,
}

/// The content of a blob.
#[napi]
pub struct NativeBody {
    reader: Arc<Mutex<Option<BlobReader>>>,
    cancel: CancellationToken,
}

impl NativeBody {
    /// `cancel` ends the download, also in the middle of a piece.
    pub fn new(reader: BlobReader, cancel: CancellationToken) -> Self {
        Self { reader: Arc::new(Mutex::new(Some(reader))), cancel }
    }
}

#[napi]
impl NativeBody {
    /// The next piece.
    #[napi]
    pub fn read<'env>(&self, env: &'env Env) -> napi::Result<PromiseRaw<'env, NativeChunk>> {
        let reader = Arc::clone(&self.reader);
        env.spawn_future(async move {
            let mut guard = reader.lock().await;
            let piece = match guard.as_mut() {
                Some(reader) => reader.next().await,
                None => Ok(None),
            };
            if !matches!(piece, Ok(Some(_))) {
                *guard = None;
            }
            Ok(match piece {
                Ok(piece) => NativeChunk { chunk: piece.map(|piece| Vec::from(piece).into()), failure: None },
                Err(error) => NativeChunk { chunk: None, failure: Some(failure::to_json(&error)) },
            })
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
