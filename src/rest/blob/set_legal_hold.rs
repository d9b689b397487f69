//! Set Blob Legal Hold.

use crate::rest::values::Timestamp;

header_response! {
    /// The response of Set Blob Legal Hold.
    pub struct BlobSetLegalHoldResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// Whether the blob has a legal hold.
        legal_hold: bool = "x-ms-legal-hold",
    }
}

operation! {
    /// Set Blob Legal Hold.
    pub struct SetLegalHold as "BlobSetLegalHold" {
        /// Whether the blob has a legal hold.
        legal_hold as "legalHoldEnabled": bool = header("x-ms-legal-hold"),
    }
    page: "set-blob-legal-hold",
    method: PUT,
    query: { "comp" = "legalhold" },
    success: [200],
    repeat: Safe,
    response: BlobSetLegalHoldResponse,
}
