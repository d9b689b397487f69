//! Set Blob Properties: the HTTP properties of a blob.

use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::{BlobHTTPHeaders, CpkInfo};
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of Set Blob Properties for HTTP properties.
    pub struct BlobSetHTTPHeadersOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// Accepted for compatibility, without effect: the operation needs no key.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Set Blob Properties for HTTP properties.
    pub struct BlobSetHTTPHeadersResponse {
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
    /// Set Blob Properties for HTTP properties.
    pub struct SetHTTPHeaders as "BlobSetHTTPHeaders" {
        /// The properties. Those that are left out are cleared.
        blob_http_headers as "blobHTTPHeaders": Option<BlobHTTPHeaders> = group(BlobHTTPHeaders::FIELDS),
    }
    options: BlobSetHTTPHeadersOptions,
    page: "set-blob-properties",
    method: PUT,
    query: { "comp" = "properties" },
    success: [200],
    repeat: Safe,
    response: BlobSetHTTPHeadersResponse,
}
