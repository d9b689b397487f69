//! Copy Blob From URL: a synchronous copy.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{
    AccessTier, BlobCopySourceTags, BlobImmutabilityPolicy, FileShareTokenIntent, HttpAuthorization, SourceUrl,
    SyncCopyStatusType,
};
use crate::rest::values::{Binary, NameValues, Timestamp};

parameters! {
    /// Options of Copy Blob From URL.
    pub struct BlobSyncCopyFromURLOptions {
        /// The metadata of the destination. Default: the metadata of the source.
        metadata: NameValues,
        /// Conditions on the destination.
        conditions: BlobRequestConditions,
        /// Conditions on the source. The operation does not support `tagConditions`.
        source_conditions: ModifiedAccessConditions,
        /// The access tier of the destination, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | PremiumPageBlobTier | string"))]
        tier: AccessTier,
        /// The MD5 hash of the source's content. Another hash fails the request.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The immutability policy of the destination.
        immutability_policy: BlobImmutabilityPolicy,
        /// Whether the destination has a legal hold.
        legal_hold: bool,
        /// The index tags of the destination, at most 10.
        tags: NameValues,
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization,
        /// The encryption scope of the destination.
        encryption_scope: String,
        /// Whether the tags of the source are copied (`COPY`) or replaced (`REPLACE`). Default: `REPLACE`.
        copy_source_tags: BlobCopySourceTags,
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent,
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

/// Copy Blob From URL.
#[derive(Debug, Clone, Default)]
pub struct CopyFromURL {
    /// The URL of the source.
    pub copy_source: SourceUrl,
    /// The caller's options.
    pub options: BlobSyncCopyFromURLOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_source: SourceUrl,
}

impl Operation for CopyFromURL {
    type Output = BlobCopyFromURLResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[202];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_source } = arguments::parse(json)?;
        Ok(Self { copy_source, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.metadata("options.metadata", options.metadata.as_ref())?;
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(policy) = &options.immutability_policy {
            policy.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        request.header("x-ms-access-tier", "options.tier", options.tier.as_ref())?;
        if let Some(conditions) = &options.source_conditions {
            conditions.write_source(request)?;
        }
        request.header("x-ms-copy-source", "copySource", Some(&self.copy_source))?;
        request.tags("options.tags", options.tags.as_ref())?;
        request.header("x-ms-legal-hold", "options.legalHold", options.legal_hold.as_ref())?;
        request.constant("x-ms-requires-sync", "true");
        request.header("x-ms-source-content-md5", "options.sourceContentMD5", options.source_content_md5.as_ref())?;
        if let Some(authorization) = &options.source_authorization {
            authorization.write_source(request)?;
        }
        request.header("x-ms-copy-source-tag-option", "options.copySourceTags", options.copy_source_tags.as_ref())?;
        if let Some(intent) = &options.source_share_token_intent {
            intent.write_source(request)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobCopyFromURLResponse::from_headers(headers))
    }
}
