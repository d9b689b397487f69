//! Get Blob Tags: the index tags of a blob.

use crate::rest::blob_tags::BlobTags;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::values::Timestamp;
use crate::rest::{blob_tags, limits};

parameters! {
    /// Options of Get Blob Tags.
    pub struct BlobGetTagsOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::TAGS),
    }
}

header_response! {
    /// The response headers of Get Blob Tags.
    pub struct BlobGetTagsHeaders {
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
    BlobGetTagsOptions as "BlobGetTags",
    page: "get-blob-tags",
    method: GET,
    query: { "comp" = "tags" },
    success: [200],
    repeat: Safe,
    response: BlobGetTagsHeaders with BlobTags = blob_tags::read,
    limit: limits::TAGS,
}
