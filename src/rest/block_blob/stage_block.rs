//! Put Block: uploads an uncommitted block.

use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Timestamp};

parameters! {
    /// Options of Put Block.
    pub struct BlockBlobStageBlockParameters {
        /// The lease id, if the blob is leased.
        conditions: LeaseAccessConditions = group(LeaseAccessConditions::FIELDS),
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
    /// The response of Put Block.
    pub struct BlockBlobStageBlockResponse {
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
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
    /// Put Block.
    pub struct StageBlock as "BlockBlobStageBlock" {
        /// The id of the block: base64 of at most 64 bytes. All ids of a blob have the same length.
        block_id: String = query("blockid"),
    }
    options: BlockBlobStageBlockParameters,
    page: "put-block",
    method: PUT,
    query: { "comp" = "block" },
    headers: { "content-type" = "application/octet-stream" },
    success: [201],
    repeat: Safe,
    response: BlockBlobStageBlockResponse,
}
