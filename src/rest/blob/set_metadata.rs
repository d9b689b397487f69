//! Set Blob Metadata: replaces the metadata of a blob.

use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Set Blob Metadata.
    pub struct BlobSetMetadataOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
    }
}

header_response! {
    /// The response of Set Blob Metadata or Set Container Metadata.
    pub struct BlobSetMetadataResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The version id of the new blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// The date of the response.
        date: Timestamp = "date",
        /// Whether the metadata is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Set Blob Metadata.
    pub struct SetMetadata as "BlobSetMetadata" {
        /// The new metadata. Without it, all metadata is removed.
        metadata: Option<NameValues> = metadata(),
    }
    options: BlobSetMetadataOptions,
    page: "set-blob-metadata",
    method: PUT,
    query: { "comp" = "metadata" },
    success: [200],
    repeat: Safe,
    response: BlobSetMetadataResponse,
}
