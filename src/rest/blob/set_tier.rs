//! Set Blob Tier: changes the access tier of a blob.

use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::shared::{AccessTier, RehydratePriority};

parameters! {
    /// Options of Set Blob Tier.
    pub struct BlobSetTierOptions {
        /// The lease id, and a condition on the tags.
        conditions: LeaseAndTagConditions = group(LeaseAndTagConditions::FIELDS),
        /// The priority of rehydration from the archive.
        rehydrate_priority: RehydratePriority = header("x-ms-rehydrate-priority"),
    }
}

header_response! {
    /// The response of Set Blob Tier. Rehydration may still be pending.
    pub struct BlobSetTierResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Set Blob Tier.
    pub struct SetTier as "BlobSetTier" {
        /// The new access tier.
        tier: AccessTier = header("x-ms-access-tier"),
    }
    options: BlobSetTierOptions,
    page: "set-blob-tier",
    method: PUT,
    query: { "comp" = "tier" },
    success: [200, 202],
    repeat: Safe,
    response: BlobSetTierResponse,
}
