//! Create Container.

use crate::rest::shared::{ContainerEncryptionScope, PublicAccessType};
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Create Container.
    pub struct ContainerCreateOptions {
        /// The metadata of the container.
        metadata: NameValues = metadata(),
        /// The public access level. Absent if there is no public access.
        access: PublicAccessType = header("x-ms-blob-public-access"),
        /// The encryption scope of blobs in the container.
        container_encryption_scope: ContainerEncryptionScope = group(ContainerEncryptionScope::FIELDS),
    }
}

header_response! {
    /// The response of Create Container.
    pub struct ContainerCreateResponse {
        /// The `ETag` of the container.
        etag: String = "etag",
        /// When the container was last modified.
        last_modified: Timestamp = "last-modified",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    ContainerCreateOptions as "ContainerCreate",
    page: "create-container",
    method: PUT,
    query: { "restype" = "container" },
    success: [201],
    repeat: Safe,
    response: ContainerCreateResponse,
}
