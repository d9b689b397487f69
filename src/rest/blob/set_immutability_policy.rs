//! Set Blob Immutability Policy: until when a blob cannot be changed.

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
    /// What the service answers when it has set the policy.
    pub struct BlobSetImmutabilityPolicyResponse {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// Until when the blob cannot be changed.
        immutability_policy_expiry: Timestamp = "x-ms-immutability-policy-until-date",
        /// Whether the policy can be changed.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "x-ms-immutability-policy-mode",
    }
}

/// Set Blob Immutability Policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetImmutabilityPolicy {
    /// The policy.
    pub immutability_policy: BlobImmutabilityPolicy,
    /// What must hold for the blob; the operation takes the time since which it is unmodified alone.
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
