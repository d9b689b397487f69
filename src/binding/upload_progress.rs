//! How far the body of a request is on its way, as JavaScript pulls it.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;

use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::environment::NativeCalls;
use crate::http::UploadProgress;
use crate::http::upload_progress::UploadProgressWatch;

/// Tells how much of one request's body has been handed to the connection. The facade makes one for a call that is watched.
#[napi]
pub struct NativeUploadProgress {
    calls: Arc<Calls>,
    progress: UploadProgress,
    watch: Arc<Mutex<UploadProgressWatch>>,
}

impl NativeUploadProgress {
    /// The part that counts.
    pub fn shared(&self) -> UploadProgress {
        self.progress.clone()
    }
}

#[napi]
impl NativeUploadProgress {
    #[napi(constructor)]
    pub fn new(calls: &NativeCalls) -> Self {
        let progress = UploadProgress::default();
        let watch = Arc::new(Mutex::new(progress.watch()));
        Self { calls: calls.shared(), progress, watch }
    }

    /// The number of bytes, once that is news; nothing when the request is over and all is told.
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
