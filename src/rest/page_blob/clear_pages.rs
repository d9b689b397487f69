//! Put Page: clears pages. They read as zeros and take no storage.

use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::PageBlobRequestConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Count, Timestamp};

parameters! {
    /// Options of Put Page for clearing.
    pub struct PageBlobClearPagesOptions {
        /// Conditions on the blob, including its sequence number.
        conditions: PageBlobRequestConditions = group(PageBlobRequestConditions::FIELDS),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
    }
}

header_response! {
    /// The response of Put Page for clearing.
    pub struct PageBlobClearPagesResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
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
    /// Put Page for clearing.
    pub struct ClearPages as "PageBlobClearPages" {
        /// The range of pages.
        range: ByteRange = header("x-ms-range").argument("offset"),
    }
    options: PageBlobClearPagesOptions,
    page: "put-page",
    method: PUT,
    query: { "comp" = "page" },
    headers: { "x-ms-page-write" = "clear" },
    success: [201],
    repeat: Safe,
    response: PageBlobClearPagesResponse,
}
