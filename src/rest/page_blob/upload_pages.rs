//! Put Page: writes pages.

use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::PageBlobRequestConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Count, Timestamp};

parameters! {
    /// Options of Put Page.
    pub struct PageBlobUploadPagesParameters {
        /// Conditions on the blob, including its sequence number.
        conditions: PageBlobRequestConditions = group(PageBlobRequestConditions::FIELDS),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The MD5 hash of the body. The service rejects a body whose hash differs.
        transactional_content_md5 as "transactionalContentMD5": Binary = header("content-md5"),
        /// The CRC-64 hash of the body. The service rejects a body whose hash differs.
        transactional_content_crc64: Binary = header("x-ms-content-crc64"),
    }
}

header_response! {
    /// The response of Put Page.
    pub struct PageBlobUploadPagesResponse {
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
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The format of a structured body.
        structured_body_type: String = "x-ms-structured-body",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Put Page for writing.
    pub struct UploadPages as "PageBlobUploadPages" {
        /// The range of pages.
        range: ByteRange = header("x-ms-range").argument("offset"),
    }
    options: PageBlobUploadPagesParameters,
    page: "put-page",
    method: PUT,
    query: { "comp" = "page" },
    headers: { "content-type" = "application/octet-stream", "x-ms-page-write" = "update" },
    success: [201],
    repeat: Safe,
    response: PageBlobUploadPagesResponse,
}
