//! The outcome of a copy.

use serde::Serialize;

use crate::copy::saved_result::SavedResult;
use crate::http::{Exchange, RequestBody};
use crate::rest::blob::{
    BlobCopyFromURLResponse, BlobGetPropertiesResponse, BlobStartCopyFromURLResponse, BlockBlobUploadResponse,
};
use crate::rest::block_blob::{BlockBlobCommitBlockListResponse, BlockBlobPutBlobFromUrlResponse};
use crate::rest::execute::OperationResponse;

/// The response that a finished copy has: that of the request which created the destination.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum CopyResult {
    /// Copy Blob, when the service had finished before it responded.
    Started(Box<BlobStartCopyFromURLResponse>),
    /// The destination's properties, as the last poll returned them.
    Polled(Box<BlobGetPropertiesResponse>),
    /// Copy Blob From URL.
    CopiedFromUrl(Box<BlobCopyFromURLResponse>),
    /// Put Blob From URL.
    PutFromUrl(Box<BlockBlobPutBlobFromUrlResponse>),
    /// Put Blob.
    Uploaded(Box<BlockBlobUploadResponse>),
    /// Put Block List.
    Committed(Box<BlockBlobCommitBlockListResponse>),
    /// There was nothing to do.
    Skipped(Box<SkippedCopy>),
    /// A result from saved state.
    Saved(SavedResult),
}

/// The destination of a copy that was skipped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkippedCopy {
    #[serde(flatten)]
    properties: BlobGetPropertiesResponse,
    skipped: bool,
}

impl SkippedCopy {
    /// The destination as it is.
    pub fn new(properties: BlobGetPropertiesResponse) -> Self {
        Self { properties, skipped: true }
    }
}

/// The outcome of a copy.
#[derive(Debug)]
pub struct CopyOutcome {
    /// The response.
    pub result: CopyResult,
    /// The exchange with the response.
    pub exchange: Option<Exchange>,
}

impl CopyOutcome {
    /// The outcome of the request that created the destination.
    pub fn of<T>(response: OperationResponse<T>) -> Self
    where
        CopyResult: From<T>,
    {
        let mut exchange = response.exchange;
        // The body of the request may be as large as the blob, and is not needed any more.
        exchange.request.body = RequestBody::default();
        Self { result: response.output.into(), exchange: Some(exchange) }
    }

    /// The destination's `ETag`, if it is known.
    pub fn etag(&self) -> Option<&str> {
        let etag = match &self.result {
            CopyResult::Started(response) => &response.etag,
            CopyResult::Polled(response) => &response.etag,
            CopyResult::CopiedFromUrl(response) => &response.etag,
            CopyResult::PutFromUrl(response) => &response.etag,
            CopyResult::Uploaded(response) => &response.etag,
            CopyResult::Committed(response) => &response.etag,
            CopyResult::Skipped(skipped) => &skipped.properties.etag,
            CopyResult::Saved(_) => &None,
        };
        etag.as_deref()
    }

    /// Whether there was nothing to do.
    pub fn is_skipped(&self) -> bool {
        matches!(self.result, CopyResult::Skipped(_))
    }
}

macro_rules! results {
    ($($response:ty => $variant:ident,)*) => { $(
        impl From<$response> for CopyResult {
            fn from(response: $response) -> Self {
                Self::$variant(Box::new(response))
            }
        }
    )* };
}

results! {
    BlobStartCopyFromURLResponse => Started,
    BlobGetPropertiesResponse => Polled,
    BlobCopyFromURLResponse => CopiedFromUrl,
    BlockBlobPutBlobFromUrlResponse => PutFromUrl,
    BlockBlobUploadResponse => Uploaded,
    BlockBlobCommitBlockListResponse => Committed,
    SkippedCopy => Skipped,
}
