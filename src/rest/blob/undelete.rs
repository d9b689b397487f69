//! Undelete Blob: restores a soft-deleted blob.

use crate::rest::values::Timestamp;

header_response! {
    /// The response of Undelete Blob.
    pub struct BlobUndeleteResponse {
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
    /// Undelete Blob.
    pub struct Undelete as "BlobUndelete" {}
    page: "undelete-blob",
    method: PUT,
    query: { "comp" = "undelete" },
    success: [200],
    repeat: Safe,
    response: BlobUndeleteResponse,
}
