//! Put Block From URL: creates an uncommitted block that the service reads from another blob or file.

use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::{LeaseAccessConditions, ModifiedAccessConditions};
use crate::rest::shared::{CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl};
use crate::rest::values::{Binary, Timestamp};

parameters! {
    /// Options of Put Block From URL.
    pub struct BlockBlobStageBlockFromURLParameters {
        /// The lease id, if the blob is leased.
        conditions: LeaseAccessConditions = group(LeaseAccessConditions::FIELDS),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_md5 as "sourceContentMD5": Binary = header("x-ms-source-content-md5"),
        /// The CRC-64 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_crc64: Binary = header("x-ms-source-content-crc64"),
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization = secret("x-ms-copy-source-authorization"),
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent = header("x-ms-file-request-intent").newest(),
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo = group(CpkInfo::SOURCE).newest(),
    }
}

header_response! {
    /// The response of Put Block From URL.
    pub struct BlockBlobStageBlockFromURLResponse {
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
    /// Put Block From URL.
    pub struct StageBlockFromURL as "BlockBlobStageBlockFromURL" {
        /// The id of the block: base64 of at most 64 bytes. All ids of a blob have the same length.
        block_id: String = query("blockid"),
        /// The URL of the source.
        copy_source as "sourceURL": SourceUrl = header("x-ms-copy-source"),
        /// The range of the source. `None` reads all of it.
        source_range: Option<ByteRange> = header("x-ms-source-range").argument("offset"),
        /// Conditions on the source. `@azure/storage-blob` has no option for them. Copies in blocks use them to pin the
        /// source.
        source_conditions: Option<ModifiedAccessConditions> = group(ModifiedAccessConditions::SOURCE),
    }
    options: BlockBlobStageBlockFromURLParameters,
    page: "put-block-from-url",
    method: PUT,
    query: { "comp" = "block" },
    success: [201],
    repeat: Safe,
    response: BlockBlobStageBlockFromURLResponse,
}
