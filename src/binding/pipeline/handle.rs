//! The handle itself, and the calls of operations.

use std::sync::Arc;

use bytes::Bytes;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use super::request_options::with_request_options;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::parse;
use crate::binding::call_result::CallResult;
use crate::binding::calls::Calls;
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::certificates;
use crate::binding::credential;
use crate::binding::environment::NativeCalls;
use crate::binding::layers::{JavaScriptLayer, JavaScriptTransport, LayerPlace};
use crate::binding::memory::{JavaScriptMemory, copied};
use crate::binding::operations;
use crate::binding::raw_request;
use crate::binding::transfer_progress::NativeTransferProgress;
use crate::binding::upload_source::NativeUploadSource;
use crate::binding::urls::thrown;
use crate::http::pieces::PiecesEnding;
use crate::http::policy::Policy;
use crate::http::{
    AccountRegistry, HttpTransport, Pipeline, PipelineOptions, RequestBody, TransferProgress, Transport,
};

/// Bodies up to this size are copied when the call is made. That is cheaper than requesting them later.
const COPIED: usize = 256 * 1024;

/// A credential, options and their connections. Clients that were created from each other share one.
///
/// Each call takes a number. Its result comes under this number through [`NativeCalls`].
#[napi]
pub struct NativePipeline {
    pub(super) calls: Arc<Calls>,
    pub(super) pipeline: Arc<Pipeline>,
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

    /// Runs an operation that sends bytes, by name, with its options as separate JSON. `sent` counts them. Bytes
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
        let pieces = body.as_ref().and_then(RequestBody::pieces).map(|pieces| (pieces.broken(), pieces.ending()));
        self.calls.start(call, || async move {
            until_broken(pieces, raw_request::send(pipeline, &request, body, &cancel)).await
        });
        Ok(())
    }

    /// Signs the request of an operation for the body of a batch, and returns it as text.
    #[napi]
    pub fn sign_part(&self, call: u32, operation: String, url: String, options: String, cancel: Option<&NativeCancel>) {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        self.calls.start(call, || async move {
            let sign = async { operations::sign(&pipeline, &operation, parse(&url)?, &options, &cancel).await };
            match sign.await {
                Ok(text) => CallResult::succeeded(text, None),
                Err(error) => CallResult::failed(&error),
            }
        });
    }
}

impl NativePipeline {
    /// The pipeline, for a handle that continues without this object.
    pub fn shared(&self) -> Arc<Pipeline> {
        Arc::clone(&self.pipeline)
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
                match parse(&url).and_then(|url| Ok((url, with_request_options(pipeline, &options)?))) {
                    Ok((url, (pipeline, options))) => {
                        operations::run(pipeline, &operation, url, options, body, progress, &cancel).await
                    }
                    Err(error) => CallResult::failed(&error),
                }
            };
            until_broken(pieces, run).await
        });
    }
}

/// Runs a request until it is over or its body breaks off. Dropping the request closes its connection, so that it never
/// becomes complete.
async fn until_broken(
    body: Option<(impl Future<Output = ()>, PiecesEnding)>,
    request: impl Future<Output = CallResult>,
) -> CallResult {
    let Some((broken, _ending)) = body else { return request.await };
    tokio::select! {
        biased;
        () = broken => CallResult::failed(&Error::new(ErrorKind::Aborted, "The request's body broke off.")),
        result = request => result,
    }
}
