//! Set Blob Properties: resizes a page blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of Set Blob Properties for resizing a page blob.
    pub struct PageBlobResizeOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
        /// The encryption scope.
        encryption_scope: String,
    }
}

header_response! {
    /// The response of Set Blob Properties for resizing a page blob.
    pub struct PageBlobResizeResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Set Blob Properties for resizing a page blob.
#[derive(Debug, Clone, Default)]
pub struct Resize {
    /// The new size in bytes, a multiple of 512.
    pub size: Count,
    /// The caller's options.
    pub options: PageBlobResizeOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    size: Count,
}

impl Operation for Resize {
    type Output = PageBlobResizeResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-properties";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { size } = arguments::parse(json)?;
        Ok(Self { size, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "properties");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        request.header("x-ms-blob-content-length", "size", Some(&self.size))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(PageBlobResizeResponse::from_headers(headers))
    }
}
