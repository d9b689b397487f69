//! Upload progress, as JavaScript pulls it.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;

use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::http::UploadProgress;
use crate::http::upload_progress::UploadProgressWatch;

/// Counts the bytes of one request's body that were handed to the connection. The facade creates one for a call with
/// `onProgress`.
#[napi]
pub struct NativeUploadProgress {
    calls: Arc<Calls>,
    progress: UploadProgress,
    watch: Arc<Mutex<UploadProgressWatch>>,
}

impl NativeUploadProgress {
    /// Counts for one call.
    pub fn new(calls: Arc<Calls>) -> Self {
        let progress = UploadProgress::default();
        let watch = Arc::new(Mutex::new(progress.watch()));
        Self { calls, progress, watch }
    }

    /// The part that counts.
    pub fn shared(&self) -> UploadProgress {
        self.progress.clone()
    }
}

#[napi]
impl NativeUploadProgress {
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
