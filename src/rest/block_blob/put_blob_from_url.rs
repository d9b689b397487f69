//! Put Blob From URL: writes a block blob that the service reads from a URL, synchronously.

use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{
    AccessTier, BlobCopySourceTags, BlobHTTPHeaders, CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

parameters! {
    /// Options of Put Blob From URL.
    pub struct BlockBlobSyncUploadFromURLOptions {
        /// The maximum time that the service may take for the request, in seconds.
        timeout_in_seconds: Count = query("timeout"),
        /// The metadata of the blob.
        metadata: NameValues = metadata(),
        /// Conditions on the blob that is written.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The HTTP properties of the blob.
        blob_http_headers as "blobHTTPHeaders": BlobHTTPHeaders = group(BlobHTTPHeaders::FIELDS),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The access tier of the blob, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | string"))]
        tier: AccessTier = header("x-ms-access-tier"),
        /// Conditions on the source.
        source_conditions: ModifiedAccessConditions = group(ModifiedAccessConditions::SOURCE_WITH_TAGS),
        /// The index tags of the blob, at most 10.
        tags: NameValues = tags(),
        /// The MD5 hash of the content that the service reads from the source. The request fails if the hash differs.
        source_content_md5 as "sourceContentMD5": Binary = header("x-ms-source-content-md5"),
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization = secret("x-ms-copy-source-authorization"),
        /// Whether the tags of the source are copied (`COPY`) or replaced (`REPLACE`). Default: `REPLACE`.
        copy_source_tags: BlobCopySourceTags = header("x-ms-copy-source-tag-option"),
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent = header("x-ms-file-request-intent").newest(),
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo = group(CpkInfo::SOURCE).newest(),
        /// Whether the properties of the source are copied. Default: true.
        copy_source_blob_properties: bool = header("x-ms-copy-source-blob-properties"),
    }
}

header_response! {
    /// The response of Put Blob From URL.
    pub struct BlockBlobPutBlobFromUrlResponse {
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
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Put Blob From URL.
    pub struct PutBlobFromURL as "BlockBlobPutBlobFromURL" {
        /// The URL of the source.
        copy_source as "sourceURL": SourceUrl = header("x-ms-copy-source"),
    }
    options: BlockBlobSyncUploadFromURLOptions,
    page: "put-blob-from-url",
    method: PUT,
    headers: { "x-ms-blob-type" = "BlockBlob" },
    success: [201],
    repeat: Safe,
    response: BlockBlobPutBlobFromUrlResponse,
}
