//! Delete Blob Immutability Policy: lifts a policy that is not locked.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

header_response! {
    /// What the service answers when it has lifted the policy.
    pub struct BlobDeleteImmutabilityPolicyResponse {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
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
