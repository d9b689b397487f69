//! Append Block: appends a block to the end of an append blob.

use crate::rest::conditions::AppendBlobRequestConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Count, Timestamp};
use crate::rest::versions;

parameters! {
    /// Options of Append Block.
    pub struct AppendBlobAppendBlockParameters {
        /// Conditions on the blob, including its length.
        conditions: AppendBlobRequestConditions = group(AppendBlobRequestConditions::APPEND),
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
    /// The response of Append Block.
    pub struct AppendBlobAppendBlockResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
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
    AppendBlobAppendBlockParameters as "AppendBlobAppendBlock",
    page: "append-block",
    method: PUT,
    query: { "comp" = "appendblock" },
    headers: { "content-type" = "application/octet-stream" },
    version: versions::LARGE_APPENDS,
    success: [201],
    // A second attempt would append the block twice, unless a condition rejects it.
    repeat: OnlyIfUnsent or |append: &Self| AppendBlobRequestConditions::repeat(append.conditions.as_ref()),
    response: AppendBlobAppendBlockResponse,
}
