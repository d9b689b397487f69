//! Upload progress, as JavaScript pulls it.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;

use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::http::TransferProgress;
use crate::http::transfer_progress::TransferProgressWatch;

/// Counts the bytes of one request's body that were passed to the connection. The facade creates one for a call with
/// `onProgress`.
#[napi]
pub struct NativeTransferProgress {
    calls: Arc<Calls>,
    progress: TransferProgress,
    watch: Arc<Mutex<TransferProgressWatch>>,
}

impl NativeTransferProgress {
    /// Counts for one call.
    pub fn new(calls: Arc<Calls>) -> Self {
        let progress = TransferProgress::default();
        let watch = Arc::new(Mutex::new(progress.watch()));
        Self { calls, progress, watch }
    }

    /// The part that counts.
    pub fn shared(&self) -> TransferProgress {
        self.progress.clone()
    }
}

#[napi]
impl NativeTransferProgress {
    /// Returns the number of bytes, once it has changed. Nothing when the request is over and the last number was
    /// returned.
    #[napi]
    pub fn next(&self, call: u32) {
        let watch = Arc::clone(&self.watch);
        self.calls.start(call, || async move {
            let bytes = watch.lock().await.next().await;
            let ok = bytes.map(|bytes| bytes.to_string());
            CallResult { ok, head: None, failure: None, attachment: Attachment::None }
        });
    }
}
