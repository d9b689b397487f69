//! The bytes of an upload, as JavaScript's thread supplies them: from memory that only that thread can check, or from a
//! stream.

use std::sync::Arc;

use bytes::Bytes;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::environment::NativeCalls;
use crate::binding::memory::{JavaScriptMemory, copied};
use crate::binding::numbers::whole_number;
use crate::http::pieces::Pieces;

/// The body of one request, piece by piece. The facade creates one for a call whose body is large or not yet available.
#[napi]
pub struct NativeUploadSource {
    calls: Arc<Calls>,
    pieces: Pieces,
}

impl NativeUploadSource {
    /// The part that is sent.
    pub fn shared(&self) -> Pieces {
        self.pieces.clone()
    }
}

#[napi]
impl NativeUploadSource {
    /// `keep` is for a body that can be supplied only once. `in_place` is memory that may be read where it is, except
    /// its last piece. The facade supplies that piece, and so confirms that the memory is still there.
    #[napi(constructor)]
    pub fn new(calls: &NativeCalls, length: f64, keep: bool, in_place: Option<Uint8Array>) -> Self {
        let in_place = in_place.map(|memory| Bytes::from_owner(JavaScriptMemory(memory)));
        Self { calls: calls.shared(), pieces: Pieces::new(whole_number(length), keep, in_place) }
    }

    /// Returns the next bytes to supply, once they are needed: offset, length and number of the attempt. Nothing when the request
    /// is over.
    #[napi]
    pub fn next(&self, call: u32) {
        let pieces = self.pieces.clone();
        self.calls.start(call, || async move {
            let wanted = pieces.wanted().await;
            let ok = wanted.map(|wanted| format!("[{},{},{}]", wanted.offset, wanted.room, wanted.attempt));
            CallResult { ok, head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// Resolves when another attempt needs bytes, or the request is over.
    #[napi]
    pub fn another(&self, call: u32, attempt: u32) {
        let pieces = self.pieces.clone();
        self.calls.start(call, move || async move {
            pieces.another(attempt).await;
            CallResult { ok: None, head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// Takes a copy of a piece. Returns false if the piece is no longer wanted; `next` then returns the wanted one.
    #[napi]
    pub fn give(&self, offset: f64, piece: &[u8]) -> napi::Result<bool> {
        Ok(self.pieces.give(whole_number(offset), copied(piece)?))
    }

    /// There are no more bytes: the request is aborted before its end.
    #[napi]
    pub fn break_off(&self) {
        self.pieces.break_off();
    }
}
