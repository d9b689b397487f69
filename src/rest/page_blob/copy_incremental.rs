//! Incremental Copy Blob: copies the changes between two snapshots of a page blob.

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
    /// Options of Incremental Copy Blob.
    pub struct PageBlobStartCopyIncrementalOptions {
        /// Conditions on the blob.
        conditions: ModifiedAccessConditions,
    }
}

header_response! {
    /// The response of Incremental Copy Blob.
    pub struct PageBlobCopyIncrementalResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The id of the copy, used to poll and to abort it.
        copy_id: String = "x-ms-copy-id",
        /// The status of the copy.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Incremental Copy Blob.
#[derive(Debug, Clone, Default)]
pub struct CopyIncremental {
    /// The URL of the source snapshot.
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
    // The service rejects a second copy while the first is pending.
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
