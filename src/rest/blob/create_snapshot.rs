//! Snapshot Blob: creates a read-only snapshot of a blob.

use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Snapshot Blob.
    pub struct BlobCreateSnapshotOptions {
        /// The metadata of the snapshot. Default: the metadata of the blob.
        metadata: NameValues = metadata(),
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
    }
}

header_response! {
    /// The response of Snapshot Blob.
    pub struct BlobCreateSnapshotResponse {
        /// The timestamp of the snapshot, for `withSnapshot`.
        snapshot: String = "x-ms-snapshot",
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
        /// The version id of the blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// The date of the response.
        date: Timestamp = "date",
        /// Whether the metadata is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    BlobCreateSnapshotOptions as "BlobCreateSnapshot",
    page: "snapshot-blob",
    method: PUT,
    query: { "comp" = "snapshot" },
    success: [201],
    // If a response is lost, a retry may create a second snapshot. That takes storage, but loses nothing.
    repeat: Safe,
    response: BlobCreateSnapshotResponse,
}
