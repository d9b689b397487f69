//! The calls that begin a copy: of one blob, of a container, of entries, of an account.

#![expect(clippy::too_many_arguments, reason = "an argument crosses the boundary at a fraction of an object's cost")]

use napi_derive::napi;

use super::handle::NativePipeline;
use crate::binding::cancel::{NativeCancel, token};
use crate::binding::container_copy::BeginContainerCopy;
use crate::binding::copy_poller::{BeginCopy, BeginUrlCopy};

#[napi]
impl NativePipeline {
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
        let (pipeline, cancel) = (self.shared(), token(cancel));
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
        let (pipeline, cancel) = (self.shared(), token(cancel));
        let source = source.map(NativePipeline::shared);
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
        let (pipeline, cancel) = (self.shared(), token(cancel));
        let source = source.map(NativePipeline::shared);
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
        let (pipeline, cancel) = (self.shared(), token(cancel));
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
        let (pipeline, cancel) = (self.shared(), token(cancel));
        let source = source.map(NativePipeline::shared);
        let begin = BeginContainerCopy { pipeline, url, options, resume_from, source, source_url };
        self.calls.start(call, || async move { Box::pin(begin.run_account(&cancel)).await });
    }
}
