//! Set Container Metadata: replaces the metadata of a container.

use crate::rest::conditions::ContainerRequestConditions;
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Set Container Metadata.
    pub struct ContainerSetMetadataOptions {
        /// Conditions on the container.
        conditions: ContainerRequestConditions = group(ContainerRequestConditions::FIELDS),
    }
}

header_response! {
    /// The response of Set Blob Metadata or Set Container Metadata.
    pub struct ContainerSetMetadataResponse {
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
    /// Set Container Metadata.
    pub struct ContainerSetMetadata as "ContainerSetMetadata" {
        /// The new metadata. Without it, all metadata is removed.
        metadata: Option<NameValues> = metadata(),
    }
    options: ContainerSetMetadataOptions,
    page: "set-container-metadata",
    method: PUT,
    query: { "restype" = "container", "comp" = "metadata" },
    success: [200],
    repeat: Safe,
    response: ContainerSetMetadataResponse,
}
