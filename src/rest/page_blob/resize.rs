//! Set Blob Properties: resizes a page blob.

use crate::rest::conditions::BlobRequestConditions;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of Set Blob Properties for resizing a page blob.
    pub struct PageBlobResizeOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
    }
}

header_response! {
    /// The response of Set Blob Properties for resizing a page blob.
    pub struct PageBlobResizeResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
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
    /// Set Blob Properties for resizing a page blob.
    pub struct Resize as "PageBlobResize" {
        /// The new size in bytes, a multiple of 512.
        size: Count = header("x-ms-blob-content-length"),
    }
    options: PageBlobResizeOptions,
    page: "set-blob-properties",
    method: PUT,
    query: { "comp" = "properties" },
    success: [200],
    repeat: Safe,
    response: PageBlobResizeResponse,
}
