//! Append Block From URL: appends a block that the service reads from another blob or file.

use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::{AppendBlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl};
use crate::rest::values::{Binary, Count, Timestamp};
use crate::rest::versions;

parameters! {
    /// Options of Append Block From URL.
    pub struct AppendBlobAppendBlockFromURLOptions {
        /// Conditions on the blob, including its length.
        conditions: AppendBlobRequestConditions = group(AppendBlobRequestConditions::APPEND),
        /// Conditions on the source.
        #[cfg_attr(feature = "typescript", ts(optional, type = "Omit<ModifiedAccessConditions, 'tagConditions'>"))]
        source_conditions: ModifiedAccessConditions = group(ModifiedAccessConditions::SOURCE),
        /// The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_md5 as "sourceContentMD5": Binary = header("x-ms-source-content-md5"),
        /// The CRC-64 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_crc64: Binary = header("x-ms-source-content-crc64"),
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent = header("x-ms-file-request-intent").newest(),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization = secret("x-ms-copy-source-authorization"),
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo = group(CpkInfo::SOURCE).newest(),
    }
}

header_response! {
    /// The response of Append Block From URL.
    pub struct AppendBlobAppendBlockFromUrlResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The offset of the block in the blob, in bytes.
        blob_append_offset: String = "x-ms-blob-append-offset",
        /// The number of committed blocks of the blob, at most 50,000.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Append Block From URL.
    pub struct AppendBlockFromURL as "AppendBlobAppendBlockFromURL" {
        /// The URL of the source.
        copy_source as "sourceURL": SourceUrl = header("x-ms-copy-source"),
        /// The range of the source.
        source_range: ByteRange = header("x-ms-source-range").argument("sourceOffset"),
    }
    options: AppendBlobAppendBlockFromURLOptions,
    page: "append-block-from-url",
    method: PUT,
    query: { "comp" = "appendblock" },
    version: versions::LARGE_APPENDS,
    success: [201],
    // A second attempt would append the block twice, unless a condition rejects it.
    repeat: OnlyIfUnsent or |append: &Self| AppendBlobRequestConditions::repeat(append.options.conditions.as_ref()),
    response: AppendBlobAppendBlockFromUrlResponse,
}
