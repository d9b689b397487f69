//! Copy Blob From URL: a synchronous copy.

use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{
    AccessTier, BlobCopySourceTags, BlobImmutabilityPolicy, FileShareTokenIntent, HttpAuthorization, SourceUrl,
    SyncCopyStatusType,
};
use crate::rest::values::{Binary, NameValues, Timestamp};

parameters! {
    /// Options of Copy Blob From URL.
    pub struct BlobSyncCopyFromURLOptions {
        /// The metadata of the destination. Default: the metadata of the source.
        metadata: NameValues = metadata(),
        /// Conditions on the destination.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// Conditions on the source. The operation does not support `tagConditions`.
        source_conditions: ModifiedAccessConditions = group(ModifiedAccessConditions::SOURCE),
        /// The access tier of the destination, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | PremiumPageBlobTier | string"))]
        tier: AccessTier = header("x-ms-access-tier"),
        /// The MD5 hash of the source's content. The request fails if the hash differs.
        source_content_md5 as "sourceContentMD5": Binary = header("x-ms-source-content-md5"),
        /// The immutability policy of the destination.
        immutability_policy: BlobImmutabilityPolicy = group(BlobImmutabilityPolicy::FIELDS),
        /// Whether the destination has a legal hold.
        legal_hold: bool = header("x-ms-legal-hold"),
        /// The index tags of the destination, at most 10.
        tags: NameValues = tags(),
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization = secret("x-ms-copy-source-authorization"),
        /// The encryption scope of the destination.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// Whether the tags of the source are copied (`COPY`) or replaced (`REPLACE`). Default: `REPLACE`.
        copy_source_tags: BlobCopySourceTags = header("x-ms-copy-source-tag-option"),
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent = header("x-ms-file-request-intent").newest(),
    }
}

header_response! {
    /// The response of Copy Blob From URL.
    pub struct BlobCopyFromURLResponse {
        /// The `ETag` of the destination.
        etag: String = "etag",
        /// When the destination was last modified.
        last_modified: Timestamp = "last-modified",
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
        /// The id of the copy.
        copy_id: String = "x-ms-copy-id",
        /// Always `success`.
        copy_status: SyncCopyStatusType = "x-ms-copy-status",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The encryption scope of the destination.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Copy Blob From URL.
    pub struct CopyFromURL as "BlobCopyFromURL" {
        /// The URL of the source.
        copy_source: SourceUrl = header("x-ms-copy-source"),
    }
    options: BlobSyncCopyFromURLOptions,
    page: "copy-blob-from-url",
    method: PUT,
    headers: { "x-ms-requires-sync" = "true" },
    success: [202],
    repeat: Safe,
    response: BlobCopyFromURLResponse,
}
