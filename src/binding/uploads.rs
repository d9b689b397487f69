//! Uploads of any size, as JavaScript starts them, and the handles through which it supplies their bytes.

use std::fmt::Write;
use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use napi::bindgen_prelude::Uint8Array;
use napi::{Error as NapiError, Status};
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::parse;
use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::environment::NativeCalls;
use crate::binding::memory::{JavaScriptMemory, copied};
use crate::binding::numbers::whole_number;
use crate::http::transfer_progress::TransferEnd;
use crate::http::{Pipeline, TransferProgress};
use crate::rest::BlobEndpoint;
use crate::rest::execute::OperationResponse;
use crate::transfer::upload::{
    OwnedBytes, StreamBlocks, Upload, UploadRequest, UploadResponse, upload_file, upload_known, upload_stream,
};

/// An upload that is about to start.
pub struct BeginUpload {
    pipeline: Arc<Pipeline>,
    url: String,
    options: String,
    cancel: CancellationToken,
    progress: Option<TransferProgress>,
    /// Ends the watching of its progress.
    _ending: Option<TransferEnd>,
}

impl BeginUpload {
    /// An upload to `url`, with its options as JSON.
    pub fn new(
        pipeline: Arc<Pipeline>,
        url: String,
        options: String,
        cancel: CancellationToken,
        progress: Option<TransferProgress>,
    ) -> Self {
        // Created here, so that a call that never runs also ends for its watcher.
        let ending = progress.as_ref().map(TransferProgress::ending);
        Self { pipeline, url, options, cancel, progress, _ending: ending }
    }

    /// Uploads the file of this path.
    pub async fn file(self, path: Vec<u8>) -> CallResult {
        match self.read() {
            Ok(upload) => outcome(upload_file(&upload, path).await),
            Err(error) => CallResult::failed(&error),
        }
    }

    /// Uploads bytes that their owner supplies.
    pub async fn bytes(self, bytes: &OwnedBytes) -> CallResult {
        match self.read() {
            Ok(upload) => unless_broken(bytes.broken(), upload_known(&upload, bytes)).await,
            Err(error) => CallResult::failed(&error),
        }
    }

    /// Uploads a stream.
    pub async fn stream(self, stream: &StreamBlocks) -> CallResult {
        match self.read() {
            Ok(upload) => unless_broken(stream.broken(), upload_stream(&upload, stream)).await,
            Err(error) => CallResult::failed(&error),
        }
    }

    fn read(&self) -> Result<Upload> {
        Ok(Upload {
            endpoint: BlobEndpoint::new(Arc::clone(&self.pipeline), parse(&self.url)?),
            request: UploadRequest::from_json(&self.options)?,
            progress: self.progress.clone(),
            cancel: self.cancel.clone(),
        })
    }
}

fn outcome(result: Result<OperationResponse<UploadResponse>>) -> CallResult {
    CallResult::of(result.map(|response| (response.output, Some(response.exchange))))
}

/// The facade knows why its bytes failed, and throws that error.
async fn unless_broken(
    broken: impl Future<Output = ()>,
    upload: impl Future<Output = Result<OperationResponse<UploadResponse>>>,
) -> CallResult {
    tokio::select! {
        biased;
        () = broken => CallResult::failed(&Error::new(ErrorKind::Aborted, "The content of the upload broke off.")),
        result = upload => outcome(result),
    }
}

/// JavaScript's bytes, which are uploaded in blocks.
#[napi]
pub struct NativeOwnedBytes {
    calls: Arc<Calls>,
    bytes: OwnedBytes,
}

impl NativeOwnedBytes {
    /// The part that is sent.
    pub fn shared(&self) -> OwnedBytes {
        self.bytes.clone()
    }
}

#[napi]
impl NativeOwnedBytes {
    /// `in_place` is memory that may be read where it is. The last piece of each block is requested from the facade nevertheless.
    #[napi(constructor)]
    pub fn new(calls: &NativeCalls, length: f64, in_place: Option<Uint8Array>) -> Self {
        let in_place = in_place.map(|memory| Bytes::from_owner(JavaScriptMemory(memory)));
        Self { calls: calls.shared(), bytes: OwnedBytes::new(whole_number(length), in_place) }
    }

    /// The next bytes to supply: triples of part, offset and length. Nothing when the upload is over.
    #[napi]
    pub fn next(&self, call: u32) {
        let bytes = self.bytes.clone();
        self.calls.start(call, || async move {
            let ok = bytes.wanted().await.map(|ranges| {
                let mut json = String::from("[");
                for range in ranges {
                    let comma = if json.len() > 1 { "," } else { "" };
                    _ = write!(json, "{comma}{},{},{}", range.part, range.offset, range.room);
                }
                json + "]"
            });
            CallResult { ok, head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// Takes a copy of a piece of a part. Returns false if it is no longer wanted.
    #[napi]
    pub fn give(&self, part: f64, offset: f64, piece: &[u8]) -> napi::Result<bool> {
        Ok(self.bytes.give(whole_number(part), whole_number(offset), copied(piece)?))
    }

    /// All requested bytes of a part were supplied.
    #[napi]
    pub fn supplied(&self, part: f64) {
        self.bytes.supplied(whole_number(part));
    }

    /// There are no more bytes: the upload fails.
    #[napi]
    pub fn break_off(&self) {
        self.bytes.break_off();
    }
}

/// A JavaScript stream, which is cut into blocks.
#[napi]
pub struct NativeStreamBlocks {
    calls: Arc<Calls>,
    blocks: StreamBlocks,
}

impl NativeStreamBlocks {
    /// The part that is sent.
    pub fn shared(&self) -> StreamBlocks {
        self.blocks.clone()
    }
}

#[napi]
impl NativeStreamBlocks {
    #[napi(constructor)]
    pub fn new(calls: &NativeCalls, block_size: f64, most: u32) -> Self {
        let block_size = usize::try_from(whole_number(block_size)).unwrap_or(usize::MAX);
        Self { calls: calls.shared(), blocks: StreamBlocks::new(block_size, most as usize) }
    }

    /// Takes a copy of the first bytes of a chunk, as many as fit, and returns their number.
    #[napi]
    pub fn give(&self, chunk: &[u8]) -> napi::Result<u32> {
        let given = self.blocks.give(&chunk[..chunk.len().min(u32::MAX as usize)]).ok_or_else(|| {
            NapiError::new(Status::GenericFailure, "There is no memory for a block; pass a smaller bufferSize")
        })?;
        Ok(u32::try_from(given).unwrap_or(u32::MAX))
    }

    /// Resolves when more bytes fit. Nothing when the upload is over.
    #[napi]
    pub fn room(&self, call: u32) {
        let blocks = self.blocks.clone();
        self.calls.start(call, || async move {
            let ok = blocks.room().await.then(|| "true".to_owned());
            CallResult { ok, head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// The stream has ended.
    #[napi]
    pub fn end(&self) {
        self.blocks.end();
    }

    /// The stream failed: the upload fails.
    #[napi]
    pub fn break_off(&self) {
        self.blocks.break_off();
    }
}
