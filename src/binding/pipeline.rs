//! The handle with which clients send requests: one pipeline for a credential and its options.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]
#![expect(clippy::too_many_arguments, reason = "an argument crosses the boundary at a fraction of an object's cost")]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::parse;
use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::certificates;
use crate::binding::container_copy::BeginContainerCopy;
use crate::binding::copy_poller::{BeginCopy, BeginUrlCopy};
use crate::binding::credential;
use crate::binding::environment::NativeCalls;
use crate::binding::layers::{JavaScriptLayer, JavaScriptTransport, LayerPlace};
use crate::binding::memory::{JavaScriptMemory, copied};
use crate::binding::operations;
use crate::binding::raw_request;
use crate::binding::transfer_progress::NativeTransferProgress;
use crate::binding::upload_source::NativeUploadSource;
use crate::binding::uploads::{BeginUpload, NativeOwnedBytes, NativeStreamBlocks};
use crate::binding::urls::thrown;
use crate::http::policy::Policy;
use crate::http::{
    AccountRegistry, AddedHeaders, HttpTransport, Pipeline, PipelineOptions, RequestBody, TransferProgress, Transport,
};
use crate::rest::blob::Download;
use crate::rest::block_blob::QueryBlobContents;
use crate::rest::{BlobEndpoint, Parameters};
use crate::transfer::{BlobReader, QueryReader};

/// Bodies up to this size are copied when the call is made. That is cheaper than requesting them later.
const COPIED: usize = 256 * 1024;

/// A credential, options and their connections. Clients that were created from each other share one.
///
/// Each call takes a number. Its result comes under this number through [`NativeCalls`].
#[napi]
pub struct NativePipeline {
    calls: Arc<Calls>,
    pipeline: Arc<Pipeline>,
}

#[napi]
impl NativePipeline {
    /// `credential` and `options` are JSON. `source` is the number of the token source, for credentials of the kind
    /// `token`. Pipelines with the same number share their tokens. `layers` is the number of the
    /// layer source, and `places` has a bit for each place that has request policies.
    #[napi(constructor)]
    pub fn new(
        calls: &NativeCalls,
        credential: String,
        options: String,
        source: Option<u32>,
        layers: Option<u32>,
        places: Option<u32>,
    ) -> napi::Result<Self> {
        let make = || -> Result<Self> {
            let options = PipelineOptions::from_json(&options)?;
            let calls = calls.shared();
            let credential = credential::read(&credential, &calls, source)?;
            let mut transport: Arc<dyn Transport> =
                Arc::new(HttpTransport::new(&options, certificates::fallback_roots())?);
            let layer = |place: LayerPlace| {
                let source = layers.filter(|_| place.is_in(places.unwrap_or_default()))?;
                Some(JavaScriptLayer { calls: Arc::clone(&calls), source, place })
            };
            if let Some(layer) = layer(LayerPlace::Transport) {
                transport = Arc::new(JavaScriptTransport { layer, transport });
            }
            let policies = |place| layer(place).map(|layer| Arc::new(layer) as Arc<dyn Policy>).into_iter().collect();
            let pipeline = Pipeline::new(transport, credential, options)
                .with_call_policies(policies(LayerPlace::Call))
                .with_policies(policies(LayerPlace::Attempt))
                .with_accounts(AccountRegistry::of_process())
                .with_shutdown(calls.shutdown());
            Ok(Self { calls, pipeline: Arc::new(pipeline) })
        };
        make().map_err(|error| thrown(&error))
    }

    /// Runs an operation by name, with its options as JSON.
    #[napi]
    pub fn run(&self, call: u32, operation: String, url: String, options: String, cancel: Option<&NativeCancel>) {
        self.start(call, operation, url, options, None, None, cancel);
    }

    /// Runs an operation that sends bytes, by name, with its options as JSON beside them. `sent` counts them. Bytes
    /// without a `source` are not shared, or few: few are copied, many are sent in place. `structured` sends them as
    /// a structured message.
    #[napi]
    pub fn run_with_body(
        &self,
        call: u32,
        operation: String,
        url: String,
        body: Uint8Array,
        options: String,
        cancel: Option<&NativeCancel>,
        progress: Option<&NativeTransferProgress>,
        source: Option<&NativeUploadSource>,
        structured: Option<bool>,
    ) -> napi::Result<()> {
        let body: RequestBody = match source {
            Some(source) => source.shared().into(),
            None if body.len() <= COPIED => copied(&body)?.into(),
            None => Bytes::from_owner(JavaScriptMemory(body)).into(),
        };
        let body = if structured == Some(true) { body.structured() } else { body };
        self.start(call, operation, url, options, Some(body), progress.map(NativeTransferProgress::shared), cancel);
        Ok(())
    }

    /// Sends a request that belongs to no operation: method, URL and headers as JSON, and its body.
    #[napi]
    pub fn send(
        &self,
        call: u32,
        request: String,
        body: Option<Uint8Array>,
        cancel: Option<&NativeCancel>,
        source: Option<&NativeUploadSource>,
    ) -> napi::Result<()> {
        let body: Option<RequestBody> = match (source, body) {
            (Some(source), _) => Some(source.shared().into()),
            (None, Some(body)) => Some(copied(&body)?.into()),
            (None, None) => None,
        };
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        let ending = match &body {
            Some(RequestBody::Pieces(pieces)) => Some((pieces.broken(), pieces.ending())),
            _ => None,
        };
        self.calls.start(call, || async move {
            let run = raw_request::send(pipeline, &request, body, &cancel);
            let Some((broken, _ending)) = ending else { return run.await };
            tokio::select! {
                biased;
                () = broken => CallResult::failed(&Error::new(ErrorKind::Aborted, "The request's body broke off.")),
                outcome = run => outcome,
            }
        });
        Ok(())
    }

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
                let (pipeline, options) = with_added_headers(pipeline, &options)?;
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

    /// Signs the request of an operation for the body of a batch, and returns it as text.
    #[napi]
    pub fn sign_part(&self, call: u32, operation: String, url: String, options: String, cancel: Option<&NativeCancel>) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        self.calls.start(call, || async move {
            let sign = async { operations::sign(&pipeline, &operation, parse(&url)?, &options, &cancel).await };
            match sign.await {
                Ok(text) => CallResult::answered(text, None),
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
                let (pipeline, options) = with_added_headers(pipeline, &options)?;
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

    /// Starts an asynchronous copy of `source_url` to the blob at `url`, or resumes a saved one. A copy that has not
    /// ended comes with a handle.
    #[napi]
    pub fn begin_copy(
        &self,
        call: u32,
        url: String,
        source_url: String,
        options: String,
        interval_in_ms: Option<f64>,
        resume_from: Option<String>,
        cancel: Option<&NativeCancel>,
    ) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        let begin = BeginUrlCopy { pipeline, url, source_url, options, interval_in_ms, resume_from };
        self.calls.start(call, || async move { begin.run(&cancel).await });
    }

    /// Starts a copy of `source_url` to the blob at `url`, with the strategy that fits, or resumes a saved copy.
    /// `source` is the pipeline that reads the source. Without it, that is the pipeline of the destination within one
    /// account, and an anonymous one otherwise. `cancel` also ends the work after this call.
    #[napi]
    pub fn begin_copy_from(
        &self,
        call: u32,
        url: String,
        options: String,
        resume_from: Option<String>,
        source: Option<&NativePipeline>,
        source_url: String,
        cancel: Option<&NativeCancel>,
    ) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        let source = source.map(|source| Arc::clone(&source.pipeline));
        let begin = BeginCopy { pipeline, url, options, resume_from, source, source_url };
        self.calls.start(call, || async move { Box::pin(begin.run(&cancel)).await });
    }

    /// Starts to copy the blobs of the container at `source_url` to the container at `url`, or resumes a saved job. The other arguments
    /// are as in [`NativePipeline::begin_copy_from`].
    #[napi]
    pub fn begin_container_copy(
        &self,
        call: u32,
        url: String,
        options: String,
        resume_from: Option<String>,
        source: Option<&NativePipeline>,
        source_url: String,
        cancel: Option<&NativeCancel>,
    ) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        let source = source.map(|source| Arc::clone(&source.pipeline));
        let begin = BeginContainerCopy { pipeline, url, options, resume_from, source, source_url };
        self.calls.start(call, || async move { Box::pin(begin.run(&cancel)).await });
    }

    /// Starts to copy entries, which the script supplies, to the container at `url`.
    #[napi]
    pub fn begin_entries_copy(
        &self,
        call: u32,
        url: String,
        options: String,
        resume_from: Option<String>,
        cancel: Option<&NativeCancel>,
    ) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        let begin = BeginContainerCopy { pipeline, url, options, resume_from, source: None, source_url: String::new() };
        self.calls.start(call, || async move { begin.run_with_entries(&cancel).await });
    }

    /// Starts to copy the containers of the account at `source_url` to the one at `url`.
    #[napi]
    pub fn begin_account_copy(
        &self,
        call: u32,
        url: String,
        options: String,
        resume_from: Option<String>,
        source: Option<&NativePipeline>,
        source_url: String,
        cancel: Option<&NativeCancel>,
    ) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        let source = source.map(NativePipeline::shared);
        let begin = BeginContainerCopy { pipeline, url, options, resume_from, source, source_url };
        self.calls.start(call, || async move { begin.run_account(&cancel).await });
    }
}

impl NativePipeline {
    /// The pipeline, for a handle that continues without this object.
    pub fn shared(&self) -> Arc<Pipeline> {
        Arc::clone(&self.pipeline)
    }

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

    fn start(
        &self,
        call: u32,
        operation: String,
        url: String,
        options: String,
        body: Option<RequestBody>,
        progress: Option<TransferProgress>,
        cancel: Option<&NativeCancel>,
    ) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        // Created here, so that the progress of a call that never runs ends too.
        let ending = progress.as_ref().map(TransferProgress::ending);
        let pieces = body.as_ref().and_then(RequestBody::pieces).map(|pieces| (pieces.broken(), pieces.ending()));
        self.calls.start(call, || async move {
            let _ending = ending;
            let run = async {
                match parse(&url).and_then(|url| Ok((url, with_added_headers(pipeline, &options)?))) {
                    Ok((url, (pipeline, options))) => {
                        operations::run(pipeline, &operation, url, options, body, progress, &cancel).await
                    }
                    Err(error) => CallResult::failed(&error),
                }
            };
            let Some((broken, _ending)) = pieces else { return run.await };
            tokio::select! {
                biased;
                // Dropping the request closes its connection, so the request never becomes complete.
                () = broken => CallResult::failed(&Error::new(ErrorKind::Aborted, "The request's body broke off.")),
                outcome = run => outcome,
            }
        });
    }
}

/// Precedes headers in the options of a call, up to the end of the line. The options themselves are a JSON object.
const HEADERS: &str = "headers ";
/// Precedes the time limit of attempts in milliseconds, in a line before that.
const TIMEOUT: &str = "timeout ";

/// Splits the options of a call from the headers that the caller adds to its requests, and from the time limit, if there are any.
fn with_added_headers(mut pipeline: Arc<Pipeline>, mut options: &str) -> Result<(Arc<Pipeline>, &str)> {
    if let Some((limit, rest)) = options.strip_prefix(TIMEOUT).and_then(|rest| rest.split_once('\n')) {
        options = rest;
        if let Ok(limit) = limit.parse() {
            pipeline = Arc::new(pipeline.with_time_limit(Duration::from_millis(limit)));
        }
    }
    let Some((headers, options)) = options.strip_prefix(HEADERS).and_then(|rest| rest.split_once('\n')) else {
        return Ok((pipeline, options));
    };
    let policy = AddedHeaders::from_json(headers)?;
    Ok((Arc::new(pipeline.with_further_policy(Arc::new(policy))), options))
}
