//! Set Blob Legal Hold: whether a blob can be changed at all.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

header_response! {
    /// What the service answers when the hold is on or off.
    pub struct BlobSetLegalHoldResponse {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// Whether the blob is under legal hold.
        legal_hold: bool = "x-ms-legal-hold",
    }
}

/// Set Blob Legal Hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetLegalHold {
    /// Whether the hold is on.
    pub legal_hold: bool,
}

impl Operation for SetLegalHold {
    type Output = BlobSetLegalHoldResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-legal-hold";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "legalhold");
        request.header("x-ms-legal-hold", "legalHoldEnabled", Some(&self.legal_hold))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobSetLegalHoldResponse::from_headers(headers))
    }
}
