//! Incremental Copy Blob: copies the changes between two snapshots of a page blob.

use crate::rest::conditions::ModifiedAccessConditions;
use crate::rest::shared::{CopyStatusType, SourceUrl};
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Incremental Copy Blob.
    pub struct PageBlobStartCopyIncrementalOptions {
        /// Conditions on the blob.
        conditions: ModifiedAccessConditions = group(ModifiedAccessConditions::BLOB),
    }
}

header_response! {
    /// The response of Incremental Copy Blob.
    pub struct PageBlobCopyIncrementalResponse {
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
        /// The date of the response.
        date: Timestamp = "date",
        /// The id of the copy, used to poll and to abort it.
        copy_id: String = "x-ms-copy-id",
        /// The status of the copy.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Incremental Copy Blob.
    pub struct CopyIncremental as "PageBlobCopyIncremental" {
        /// The URL of the source snapshot.
        copy_source: SourceUrl = header("x-ms-copy-source"),
    }
    options: PageBlobStartCopyIncrementalOptions,
    page: "incremental-copy-blob",
    method: PUT,
    query: { "comp" = "incrementalcopy" },
    success: [202],
    // The service rejects a second copy while the first is pending.
    repeat: Safe,
    response: PageBlobCopyIncrementalResponse,
}
