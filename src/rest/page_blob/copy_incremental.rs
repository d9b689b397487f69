//! Incremental Copy Blob: copies what changed between two snapshots of a page blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::ModifiedAccessConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{CopyStatusType, SourceUrl};
use crate::rest::values::Timestamp;

parameters! {
    /// Options of an incremental copy.
    pub struct PageBlobStartCopyIncrementalOptions {
        /// What must hold for the blob.
        conditions: ModifiedAccessConditions,
    }
}

header_response! {
    /// What the service answers when it has accepted an incremental copy.
    pub struct PageBlobCopyIncrementalResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// The id of this copy: it polls and aborts the copy.
        copy_id: String = "x-ms-copy-id",
        /// How the copy stands.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Incremental Copy Blob.
#[derive(Debug, Clone, Default)]
pub struct CopyIncremental {
    /// The snapshot to copy.
    pub copy_source: SourceUrl,
    /// The caller's options.
    pub options: PageBlobStartCopyIncrementalOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_source: SourceUrl,
}

impl Operation for CopyIncremental {
    type Output = PageBlobCopyIncrementalResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/incremental-copy-blob";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[202];
    // The service refuses a second copy while the first is pending.
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_source } = arguments::parse(json)?;
        Ok(Self { copy_source, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "incrementalcopy");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        request.header("x-ms-copy-source", "copySource", Some(&self.copy_source))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(PageBlobCopyIncrementalResponse::from_headers(headers))
    }
}
