//! Put Blob: writes a block blob with one request.

use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, BlobImmutabilityPolicy, CpkInfo};
use crate::rest::values::{Binary, NameValues, Timestamp};

parameters! {
    /// Options of Put Blob for a block blob.
    pub struct BlockBlobUploadParameters {
        /// Conditions on the blob that is overwritten.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The HTTP properties of the blob.
        blob_http_headers as "blobHTTPHeaders": BlobHTTPHeaders = group(BlobHTTPHeaders::FIELDS),
        /// The metadata of the blob.
        metadata: NameValues = metadata(),
        /// The customer-provided key to encrypt the blob with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The access tier of the blob, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | string"))]
        tier: AccessTier = header("x-ms-access-tier"),
        /// The immutability policy of the blob.
        immutability_policy: BlobImmutabilityPolicy = group(BlobImmutabilityPolicy::FIELDS),
        /// Whether the blob has a legal hold.
        legal_hold: bool = header("x-ms-legal-hold"),
        /// The index tags of the blob, at most 10.
        tags: NameValues = tags(),
        /// The MD5 hash of the body. The service rejects a body whose hash differs.
        transactional_content_md5 as "transactionalContentMD5": Binary = header("content-md5"),
        /// The CRC-64 hash of the body. The service rejects a body whose hash differs.
        transactional_content_crc64: Binary = header("x-ms-content-crc64"),
    }
}

header_response! {
    /// The response of Put Blob for a block blob.
    pub struct BlockBlobUploadResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the body, as the service computed it.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The version id of the new blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
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
    BlockBlobUploadParameters as "BlockBlobUpload",
    page: "put-blob",
    method: PUT,
    headers: { "content-type" = "application/octet-stream", "x-ms-blob-type" = "BlockBlob" },
    success: [201],
    repeat: Safe,
    response: BlockBlobUploadResponse,
}
