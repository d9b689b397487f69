//! Append Blob Seal: makes an append blob read-only.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::append_blob::AppendBlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Append Blob Seal.
    pub struct AppendBlobSealOptions {
        /// Conditions on the blob. The operation supports neither `tagConditions` nor `maxSize`.
        conditions: AppendBlobRequestConditions,
    }
}

header_response! {
    /// The response of Append Blob Seal.
    pub struct AppendBlobSealResponse {
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
        /// Whether the blob is sealed.
        is_sealed: bool = "x-ms-blob-sealed",
    }
}

impl Operation for AppendBlobSealOptions {
    type Output = AppendBlobSealResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/append-blob-seal";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "seal");
        if let Some(conditions) = &self.conditions {
            conditions.write_for_seal(request)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(AppendBlobSealResponse::from_headers(headers))
    }
}
