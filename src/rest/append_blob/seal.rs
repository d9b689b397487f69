//! Append Blob Seal: nothing can be appended any more.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::append_blob::AppendBlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of sealing an append blob.
    pub struct AppendBlobSealOptions {
        /// What must hold for the blob. This operation takes no condition on its tags or its largest size.
        conditions: AppendBlobRequestConditions,
    }
}

header_response! {
    /// What the service answers when it has sealed an append blob.
    pub struct AppendBlobSealResponse {
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
