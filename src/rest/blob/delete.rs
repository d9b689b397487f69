//! Delete Blob: deletes a blob, its snapshots, or both.

use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::shared::{CpkInfo, DeleteSnapshotsOptionType};
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Delete Blob.
    pub struct BlobDeleteOptions {
        /// Conditions on the blob.
        conditions: BlobDeleteConditions = group(BlobDeleteConditions::FIELDS),
        /// Whether to delete the snapshots as well (`include`) or only the snapshots (`only`). Without it, a blob that
        /// has snapshots is not deleted.
        delete_snapshots: DeleteSnapshotsOptionType = header("x-ms-delete-snapshots"),
        /// Accepted for compatibility, without effect: deleting needs no key.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Delete Blob.
    pub struct BlobDeleteResponse {
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
    BlobDeleteOptions as "BlobDelete",
    page: "delete-blob",
    method: DELETE,
    success: [202],
    repeat: Safe,
    response: BlobDeleteResponse,
}
