//! Set Blob Immutability Policy.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::ModifiedAccessConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{BlobImmutabilityPolicy, BlobImmutabilityPolicyMode};
use crate::rest::values::Timestamp;

header_response! {
    /// The response of Set Blob Immutability Policy.
    pub struct BlobSetImmutabilityPolicyResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// When the immutability policy expires.
        immutability_policy_expiry: Timestamp = "x-ms-immutability-policy-until-date",
        /// Whether the policy is locked.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "x-ms-immutability-policy-mode",
    }
}

/// Set Blob Immutability Policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetImmutabilityPolicy {
    /// The id of the policy.
    pub immutability_policy: BlobImmutabilityPolicy,
    /// Conditions on the blob. The operation supports `ifUnmodifiedSince` only.
    pub modified_access_condition: Option<ModifiedAccessConditions>,
}

impl Operation for SetImmutabilityPolicy {
    type Output = BlobSetImmutabilityPolicyResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "immutabilityPolicies");
        let since =
            self.modified_access_condition.as_ref().and_then(|condition| condition.if_unmodified_since.as_ref());
        request.header("if-unmodified-since", "options.modifiedAccessCondition.ifUnmodifiedSince", since)?;
        self.immutability_policy.write(request)
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobSetImmutabilityPolicyResponse::from_headers(headers))
    }
}
