//! Delete Blob Immutability Policy: deletes a policy that is not locked.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

header_response! {
    /// The response of Delete Blob Immutability Policy.
    pub struct BlobDeleteImmutabilityPolicyResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
    }
}

/// Delete Blob Immutability Policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteImmutabilityPolicy {}

impl Operation for DeleteImmutabilityPolicy {
    type Output = BlobDeleteImmutabilityPolicyResponse;
    const REST_PAGE: &'static str =
        "https://learn.microsoft.com/rest/api/storageservices/delete-blob-immutability-policy";
    const METHOD: Method = Method::DELETE;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "immutabilityPolicies");
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobDeleteImmutabilityPolicyResponse::from_headers(headers))
    }
}
