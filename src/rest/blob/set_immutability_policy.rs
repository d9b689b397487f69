//! Set Blob Immutability Policy.

use crate::rest::conditions::ModifiedAccessConditions;
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

parameters! {
    /// Options of setting an immutability policy.
    pub struct BlobSetImmutabilityPolicyOptions {
        /// What must hold for the blob.
        modified_access_condition: ModifiedAccessConditions = group(ModifiedAccessConditions::UNMODIFIED),
    }
}

operation! {
    /// Set Blob Immutability Policy.
    pub struct SetImmutabilityPolicy as "BlobSetImmutabilityPolicy" {
        /// The id of the policy.
        immutability_policy: BlobImmutabilityPolicy = group(BlobImmutabilityPolicy::FIELDS),
    }
    options: BlobSetImmutabilityPolicyOptions,
    page: "set-blob-immutability-policy",
    method: PUT,
    query: { "comp" = "immutabilityPolicies" },
    success: [200],
    repeat: Safe,
    response: BlobSetImmutabilityPolicyResponse,
    own_options: true,
}
