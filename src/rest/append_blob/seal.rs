//! Append Blob Seal: makes an append blob read-only.

use crate::rest::conditions::AppendBlobRequestConditions;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Append Blob Seal.
    pub struct AppendBlobSealOptions {
        /// Conditions on the blob. The operation supports neither `tagConditions` nor `maxSize`.
        conditions: AppendBlobRequestConditions = group(AppendBlobRequestConditions::SEAL),
    }
}

header_response! {
    /// The response of Append Blob Seal.
    pub struct AppendBlobSealResponse {
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
        /// Whether the blob is sealed.
        is_sealed: bool = "x-ms-blob-sealed",
    }
}

operation! {
    AppendBlobSealOptions as "AppendBlobSeal",
    page: "append-blob-seal",
    method: PUT,
    query: { "comp" = "seal" },
    success: [200],
    repeat: Safe,
    response: AppendBlobSealResponse,
}
