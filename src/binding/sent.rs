//! How far the body of a request is on its way, as JavaScript pulls it.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;

use crate::binding::calls::Calls;
use crate::binding::environment::NativeCalls;
use crate::binding::outcome::{Attachment, Outcome};
use crate::http::UploadProgress;
use crate::http::upload_progress::UploadProgressWatch;

/// Tells how much of one request's body has been handed to the connection. The facade makes one for a call that is watched.
#[napi]
pub struct NativeSent {
    calls: Arc<Calls>,
    sent: UploadProgress,
    watch: Arc<Mutex<UploadProgressWatch>>,
}

impl NativeSent {
    /// The part that counts.
    pub fn shared(&self) -> UploadProgress {
        self.sent.clone()
    }
}

#[napi]
impl NativeSent {
    #[napi(constructor)]
    pub fn new(calls: &NativeCalls) -> Self {
        let sent = UploadProgress::default();
        let watch = Arc::new(Mutex::new(sent.watch()));
        Self { calls: calls.shared(), sent, watch }
    }

    /// The number of bytes, once that is news; nothing when the request is over and all is told.
    #[napi]
    pub fn next(&self, call: u32) {
        let watch = Arc::clone(&self.watch);
        self.calls.start(call, || async move {
            let bytes = watch.lock().await.next().await;
            let ok = bytes.map(|bytes| bytes.to_string());
            Outcome { ok, head: None, failure: None, attachment: Attachment::None }
        });
    }
}
