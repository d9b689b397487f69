//! Get Container Properties.

use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::shared::{LeaseDurationType, LeaseStateType, LeaseStatusType, PublicAccessType};
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Get Container Properties.
    pub struct ContainerGetPropertiesOptions {
        /// The lease id, if the container is leased.
        conditions: LeaseAccessConditions = group(LeaseAccessConditions::FIELDS),
    }
}

header_response! {
    /// The response of Get Container Properties.
    pub struct ContainerGetPropertiesResponse {
        /// The metadata of the container. Names are in lower case.
        metadata: NameValues = "x-ms-meta-",
        /// The `ETag` of the container.
        etag: String = "etag",
        /// When the container was last modified.
        last_modified: Timestamp = "last-modified",
        /// Whether the lease is of fixed or infinite duration.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// The state of the lease.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the container is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The public access level. Absent if there is no public access.
        blob_public_access: PublicAccessType = "x-ms-blob-public-access",
        /// Whether the container has an immutability policy.
        has_immutability_policy: bool = "x-ms-has-immutability-policy",
        /// Whether the container has a legal hold.
        has_legal_hold: bool = "x-ms-has-legal-hold",
        /// The encryption scope of blobs that specify none.
        default_encryption_scope: String = "x-ms-default-encryption-scope",
        /// Whether blobs are prevented from specifying another encryption scope.
        deny_encryption_scope_override: bool = "x-ms-deny-encryption-scope-override",
        /// Whether version-level immutability is enabled.
        is_immutable_storage_with_versioning_enabled: bool = "x-ms-immutable-storage-with-versioning-enabled",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    ContainerGetPropertiesOptions as "ContainerGetProperties",
    page: "get-container-properties",
    method: GET,
    query: { "restype" = "container" },
    success: [200],
    repeat: Safe,
    response: ContainerGetPropertiesResponse,
}
