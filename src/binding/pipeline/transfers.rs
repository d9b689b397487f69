//! The calls whose bytes have a way of their own: uploads, downloads and queries.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::Arc;

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use super::handle::NativePipeline;
use super::request_options::with_request_options;
use crate::base::error::Error;
use crate::base::url::parse;
use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::transfer_progress::NativeTransferProgress;
use crate::binding::uploads::{BeginUpload, NativeOwnedBytes, NativeStreamBlocks};
use crate::rest::blob::Download;
use crate::rest::block_blob::QueryBlobContents;
use crate::rest::{BlobEndpoint, Parameters};
use crate::transfer::{BlobReader, QueryReader};

#[napi]
impl NativePipeline {
    /// Uploads a file. Its bytes are read here, and never pass through JavaScript.
    #[napi]
    pub fn upload_file(
        &self,
        call: u32,
        url: String,
        path: Uint8Array,
        options: String,
        cancel: Option<&NativeCancel>,
        progress: Option<&NativeTransferProgress>,
    ) {
        let upload = self.upload(url, options, cancel, progress);
        let path = path.to_vec();
        self.calls.start(call, || async move { upload.file(path).await });
    }

    /// Uploads bytes, which the facade supplies if they cannot be read in place.
    #[napi]
    pub fn upload_bytes(
        &self,
        call: u32,
        url: String,
        bytes: &NativeOwnedBytes,
        options: String,
        cancel: Option<&NativeCancel>,
        progress: Option<&NativeTransferProgress>,
    ) {
        let (upload, bytes) = (self.upload(url, options, cancel, progress), bytes.shared());
        // Created here, so that a call that never runs also ends for the owner.
        let ending = bytes.ending();
        self.calls.start(call, || async move {
            let _ending = ending;
            upload.bytes(&bytes).await
        });
    }

    /// Uploads a stream that the facade reads.
    #[napi]
    pub fn upload_stream(
        &self,
        call: u32,
        url: String,
        stream: &NativeStreamBlocks,
        options: String,
        cancel: Option<&NativeCancel>,
        progress: Option<&NativeTransferProgress>,
    ) {
        let (upload, stream) = (self.upload(url, options, cancel, progress), stream.shared());
        let ending = stream.ending();
        self.calls.start(call, || async move {
            let _ending = ending;
            upload.stream(&stream).await
        });
    }

    /// Downloads a blob or a range of it. The content comes as a [`NativeBody`](crate::binding::download::NativeBody).
    #[napi]
    pub fn download(&self, call: u32, url: String, options: String, cancel: Option<&NativeCancel>) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        self.calls.start(call, || async move {
            // The caller's abort signal ends a download, and so does the end of its stream.
            let own = cancel.child_token();
            let open = async {
                let (pipeline, options) = with_request_options(pipeline, &options)?;
                let operation = Download::from_json(options)?;
                let (reader, output, exchange) =
                    BlobReader::open(BlobEndpoint::new(pipeline, parse(&url)?), operation, own.clone()).await?;
                Ok::<_, Error>((reader, output, exchange))
            };
            match open.await {
                Ok((reader, output, exchange)) => {
                    CallResult::of(Ok((output, Some(exchange)))).with(Attachment::Body(Box::new(reader), own))
                }
                Err(error) => CallResult::failed(&error),
            }
        });
    }

    /// Queries a blob; the rows come as a [`NativeQuery`](crate::binding::query::NativeQuery).
    #[napi]
    pub fn query(&self, call: u32, url: String, options: String, cancel: Option<&NativeCancel>) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        self.calls.start(call, || async move {
            // The caller's abort signal ends a query, and so does the end of its stream.
            let own = cancel.child_token();
            let open = async {
                let (pipeline, options) = with_request_options(pipeline, &options)?;
                let operation = QueryBlobContents::from_json(options)?;
                QueryReader::open(BlobEndpoint::new(pipeline, parse(&url)?), &operation, &own).await
            };
            match open.await {
                Ok((reader, output, exchange)) => {
                    CallResult::of(Ok((output, Some(exchange)))).with(Attachment::Query(Box::new(reader), own))
                }
                Err(error) => CallResult::failed(&error),
            }
        });
    }
}

impl NativePipeline {
    fn upload(
        &self,
        url: String,
        options: String,
        cancel: Option<&NativeCancel>,
        progress: Option<&NativeTransferProgress>,
    ) -> BeginUpload {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        BeginUpload::new(pipeline, url, options, cancel, progress.map(NativeTransferProgress::shared))
    }
}
