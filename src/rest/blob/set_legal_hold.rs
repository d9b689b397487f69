//! Set Blob Legal Hold.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

header_response! {
    /// The response of Set Blob Legal Hold.
    pub struct BlobSetLegalHoldResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// Whether the blob has a legal hold.
        legal_hold: bool = "x-ms-legal-hold",
    }
}

/// Set Blob Legal Hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetLegalHold {
    /// Whether the blob has a legal hold.
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
