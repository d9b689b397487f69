//! The handle through which clients send: one pipeline for a credential and its options.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::Arc;

use bytes::Bytes;
use napi::Env;
use napi::bindgen_prelude::{PromiseRaw, Uint8Array};
use napi_derive::napi;

use crate::binding::cancel::{NativeCancel, token};
use crate::binding::copy_poller::NativeBegunCopy;
use crate::binding::credential::{self, GetToken};
use crate::binding::download::{NativeBody, NativeDownload};
use crate::binding::operations;
use crate::binding::outcome::{NativeOutcome, to_json};
use crate::binding::urls::thrown;
use crate::copy::{BlobReader, CopyPoller};
use crate::error::{Error, Result};
use crate::http::transport::HttpTransport;
use crate::http::{Pipeline, PipelineOptions};
use crate::rest::Operation;
use crate::rest::blob::{BlockBlobUploadParameters, Download};
use crate::rest::execute::execute_with_body;
use crate::rest::url::parse;

/// A credential, options and the connections that go with them. Clients that were made from each other share one.
#[napi]
pub struct NativePipeline {
    pipeline: Arc<Pipeline>,
}

#[napi]
impl NativePipeline {
    /// `credential` and `options` are JSON; `get_token` is for credentials of the kind `token`.
    #[napi(constructor)]
    pub fn new(credential: String, options: String, get_token: Option<GetToken>) -> napi::Result<Self> {
        let make = || -> Result<Self> {
            let options = PipelineOptions::from_json(&options)?;
            let credential = credential::read(&credential, get_token.as_ref())?;
            let transport = HttpTransport::new(&options)?;
            Ok(Self { pipeline: Arc::new(Pipeline::new(Arc::new(transport), credential, options)) })
        };
        make().map_err(|error| thrown(&error))
    }

    /// Runs an operation by name, with its options as JSON.
    #[napi]
    pub fn run<'env>(
        &self,
        env: &'env Env,
        operation: String,
        url: String,
        options: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeOutcome>> {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        env.spawn_future(async move {
            Ok(match parse(&url) {
                Ok(url) => operations::run(pipeline, &operation, url, &options, &cancel).await,
                Err(error) => NativeOutcome::failed(&error),
            })
        })
    }

    /// Uploads a block blob in one request.
    #[napi]
    pub fn upload<'env>(
        &self,
        env: &'env Env,
        url: String,
        body: Uint8Array,
        options: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeOutcome>> {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        // A copy: the caller may change its buffer while the request is on its way, or before it is sent again.
        let body = Bytes::copy_from_slice(&body);
        env.spawn_future(async move {
            let upload = async {
                let operation = BlockBlobUploadParameters::parse(&options)?;
                let answer = execute_with_body(&pipeline, &operation, parse(&url)?, body, &cancel).await?;
                Ok((answer.output, Some(answer.exchange)))
            };
            Ok(NativeOutcome::of(upload.await))
        })
    }

    /// Downloads a blob, or a range of it.
    #[napi]
    pub fn download<'env>(
        &self,
        env: &'env Env,
        url: String,
        options: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeDownload>> {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        env.spawn_future(async move {
            // A download ends by its caller's abort signal as well as by the end of its stream.
            let own = cancel.child_token();
            let open = async {
                let operation = Download::parse(&options)?;
                let (reader, output, exchange) =
                    BlobReader::open(pipeline, parse(&url)?, operation, own.clone()).await?;
                Ok::<_, Error>((NativeBody::new(reader, own.clone()), to_json(&output)?, exchange))
            };
            Ok(match open.await {
                Ok((body, output, exchange)) => NativeDownload {
                    ok: Some(output),
                    head: Some(crate::binding::head::write(&exchange)),
                    failure: None,
                    body: Some(body),
                },
                Err(error) => {
                    let failure = NativeOutcome::failed(&error).failure;
                    NativeDownload { ok: None, head: None, failure, body: None }
                }
            })
        })
    }

    /// Starts an asynchronous copy to the blob at `url`.
    #[napi]
    pub fn begin_copy<'env>(
        &self,
        env: &'env Env,
        url: String,
        options: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<PromiseRaw<'env, NativeBegunCopy>> {
        let (pipeline, cancel) = (Arc::clone(&self.pipeline), token(cancel));
        env.spawn_future(async move {
            Ok(NativeBegunCopy::of(match parse(&url) {
                Ok(url) => CopyPoller::begin(pipeline, url, &options, &cancel).await,
                Err(error) => Err(error),
            }))
        })
    }
}
