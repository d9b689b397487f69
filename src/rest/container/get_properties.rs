//! Get Container Properties.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{LeaseDurationType, LeaseStateType, LeaseStatusType, PublicAccessType};
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of reading a container's properties.
    pub struct ContainerGetPropertiesOptions {
        /// The lease that the container is held under.
        conditions: LeaseAccessConditions,
    }
}

header_response! {
    /// A container's properties and metadata.
    pub struct ContainerGetPropertiesResponse {
        /// The container's metadata; names are in lower case.
        metadata: NameValues = "x-ms-meta-",
        /// The container's `ETag`.
        etag: String = "etag",
        /// When the container last changed.
        last_modified: Timestamp = "last-modified",
        /// Whether the lease ends by itself.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// What the lease is doing.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the container is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// Who may read without credentials; nobody when absent.
        blob_public_access: PublicAccessType = "x-ms-blob-public-access",
        /// Whether the container has an immutability policy.
        has_immutability_policy: bool = "x-ms-has-immutability-policy",
        /// Whether the container is under legal hold.
        has_legal_hold: bool = "x-ms-has-legal-hold",
        /// The encryption scope for blobs that name none.
        default_encryption_scope: String = "x-ms-default-encryption-scope",
        /// Whether a blob may not name another encryption scope.
        deny_encryption_scope_override: bool = "x-ms-deny-encryption-scope-override",
        /// Whether versions of blobs can be made immutable.
        is_immutable_storage_with_versioning_enabled: bool = "x-ms-immutable-storage-with-versioning-enabled",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

impl Operation for ContainerGetPropertiesOptions {
    type Output = ContainerGetPropertiesResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-container-properties";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("restype", "container");
        let Some(conditions) = &self.conditions else { return Ok(()) };
        request.header("x-ms-lease-id", "options.conditions.leaseId", conditions.lease_id.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerGetPropertiesResponse::from_headers(headers))
    }
}
