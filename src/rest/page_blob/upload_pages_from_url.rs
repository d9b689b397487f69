//! Put Page From URL: writes pages that the service reads from another blob or file.

use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::{ModifiedAccessConditions, PageBlobRequestConditions};
use crate::rest::shared::{CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl};
use crate::rest::values::{Binary, Count, Timestamp};

parameters! {
    /// Options of Put Page From URL.
    pub struct PageBlobUploadPagesFromURLOptions {
        /// Conditions on the blob, including its sequence number.
        conditions: PageBlobRequestConditions = group(PageBlobRequestConditions::FIELDS),
        /// Conditions on the source.
        #[cfg_attr(feature = "typescript", ts(optional, type = "Omit<ModifiedAccessConditions, 'tagConditions'>"))]
        source_conditions: ModifiedAccessConditions = group(ModifiedAccessConditions::SOURCE),
        /// The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_md5 as "sourceContentMD5": Binary = header("x-ms-source-content-md5"),
        /// The CRC-64 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_crc64: Binary = header("x-ms-source-content-crc64"),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization = secret("x-ms-copy-source-authorization"),
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent = header("x-ms-file-request-intent").newest(),
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo = group(CpkInfo::SOURCE).newest(),
    }
}

header_response! {
    /// The response of Put Page From URL.
    pub struct PageBlobUploadPagesFromURLResponse {
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
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Put Page From URL.
    pub struct UploadPagesFromURL as "PageBlobUploadPagesFromURL" {
        /// The URL of the source.
        copy_source as "sourceURL": SourceUrl = header("x-ms-copy-source"),
        /// The range of the source.
        source_range: ByteRange = header("x-ms-source-range").argument("sourceOffset"),
        /// The range of pages.
        range: ByteRange = header("x-ms-range").argument("destOffset"),
    }
    options: PageBlobUploadPagesFromURLOptions,
    page: "put-page-from-url",
    method: PUT,
    query: { "comp" = "page" },
    headers: { "x-ms-page-write" = "update" },
    success: [201],
    repeat: Safe,
    response: PageBlobUploadPagesFromURLResponse,
}
