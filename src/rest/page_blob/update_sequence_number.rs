//! Set Blob Properties: updates the sequence number of a page blob.

use crate::http::Repeat;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::SequenceNumberActionType;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of Set Blob Properties for updating a sequence number.
    pub struct PageBlobUpdateSequenceNumberOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
    }
}

header_response! {
    /// The response of Set Blob Properties for updating a sequence number.
    pub struct PageBlobUpdateSequenceNumberResponse {
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
    /// Set Blob Properties for updating a sequence number.
    pub struct UpdateSequenceNumber as "PageBlobUpdateSequenceNumber" {
        /// How the sequence number is updated.
        sequence_number_action: SequenceNumberActionType = header("x-ms-sequence-number-action"),
        /// The number. `None` for an increment.
        sequence_number: Option<Count> = header("x-ms-blob-sequence-number"),
    }
    options: PageBlobUpdateSequenceNumberOptions,
    page: "set-blob-properties",
    method: PUT,
    query: { "comp" = "properties" },
    success: [200],
    // A second attempt would increment twice. The other actions set an absolute number.
    repeat: OnlyIfUnsent or repeat_of,
    response: PageBlobUpdateSequenceNumberResponse,
}

fn repeat_of(operation: &UpdateSequenceNumber) -> Repeat {
    if operation.sequence_number_action.0 == "increment" { Repeat::OnlyIfUnsent } else { Repeat::Safe }
}
