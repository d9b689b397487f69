//! Delete Blob Immutability Policy: deletes a policy that is not locked.

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

operation! {
    /// Delete Blob Immutability Policy.
    pub struct DeleteImmutabilityPolicy as "BlobDeleteImmutabilityPolicy" {}
    page: "delete-blob-immutability-policy",
    method: DELETE,
    query: { "comp" = "immutabilityPolicies" },
    success: [200],
    repeat: Safe,
    response: BlobDeleteImmutabilityPolicyResponse,
}
