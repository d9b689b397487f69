//! Abort Copy Blob: aborts a pending copy. The destination remains with zero length.

use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Abort Copy Blob.
    pub struct BlobAbortCopyFromURLOptions {
        /// The lease id, if the destination is leased.
        conditions: LeaseAccessConditions = group(LeaseAccessConditions::FIELDS),
    }
}

header_response! {
    /// The response of Abort Copy Blob.
    pub struct BlobAbortCopyFromURLResponse {
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
    /// Abort Copy Blob.
    pub struct AbortCopyFromURL as "BlobAbortCopyFromURL" {
        /// The id of the copy.
        copy_id: String = query("copyid"),
    }
    options: BlobAbortCopyFromURLOptions,
    page: "abort-copy-blob",
    method: PUT,
    query: { "comp" = "copy" },
    headers: { "x-ms-copy-action" = "abort" },
    success: [204],
    repeat: Safe,
    response: BlobAbortCopyFromURLResponse,
}
