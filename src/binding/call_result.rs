//! The result of a call as it crosses: as JSON if it succeeded, as a failure if it did not.

use std::sync::Arc;

use napi::bindgen_prelude::Buffer;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::base::error::{CallerError, Error, ErrorKind, Result};
use crate::binding::shared_stream::SharedStream;
use crate::binding::{failure, head};
use crate::bulk::ContainerCopy;
use crate::copy::StartedCopy;
use crate::http::Exchange;
use crate::transfer::{BlobReader, QueryReader};

/// The part of a result that is not JSON. Handles are created from it on JavaScript's thread.
pub enum Attachment {
    /// Nothing.
    None,
    /// Bytes.
    Bytes(Buffer),
    /// The content of a blob that is being downloaded, and the token that ends the download.
    Body(Box<BlobReader>, CancellationToken),
    /// The rows of a query in flight, and the token that ends them.
    Query(Box<QueryReader>, CancellationToken),
    /// The body of a response that a policy or another package reads.
    Stream(SharedStream),
    /// A copy that has not ended, and whether it has progressed since its saved state.
    Copy(Box<StartedCopy>, bool),
    /// A copy of many blobs.
    ContainerCopy(Box<ContainerCopy>),
    /// The error of the caller's own code, which the failure refers to.
    CallerError(Arc<dyn CallerError>),
}

/// The result of a call: `ok` or `failure`. Only the failure of a copy comes with `ok`, the state of the copy.
pub struct CallResult {
    /// The result, as JSON.
    pub ok: Option<String>,
    /// Status, request and headers, for `_response`.
    pub head: Option<String>,
    /// The failure, as JSON.
    pub failure: Option<String>,
    /// The part of the result that is not JSON.
    pub attachment: Attachment,
}

impl CallResult {
    /// The result of a call that may have failed.
    pub fn of<T: Serialize>(result: Result<(T, Option<Exchange>)>) -> Self {
        match result.and_then(|(value, exchange)| Ok((to_json(&value)?, exchange))) {
            Ok((ok, exchange)) => Self::succeeded(ok, exchange.as_ref()),
            Err(error) => Self::failed(&error),
        }
    }

    /// The result of a call that succeeded, as JSON.
    pub fn succeeded(json: String, exchange: Option<&Exchange>) -> Self {
        Self { ok: Some(json), head: exchange.map(head::write), failure: None, attachment: Attachment::None }
    }

    /// The result of a call without content.
    pub fn empty() -> Self {
        Self { ok: None, head: None, failure: None, attachment: Attachment::None }
    }

    /// The result of a call that failed.
    pub fn failed(error: &Error) -> Self {
        let attachment =
            error.caller_error().map_or(Attachment::None, |thrown| Attachment::CallerError(Arc::clone(thrown)));
        Self { ok: None, head: None, failure: Some(failure::to_json(error)), attachment }
    }

    /// Adds an attachment to the result.
    #[must_use]
    pub fn with(mut self, attachment: Attachment) -> Self {
        self.attachment = attachment;
        self
    }
}

/// Writes a value as JSON.
pub fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("A result could not be written as JSON: {error}.")))
}
