//! Copy Blob From URL: the service copies before it answers.

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
    /// Options of a synchronous copy.
    pub struct BlobSyncCopyFromURLOptions {
        /// Metadata for the destination. Without it, the source's metadata is copied.
        metadata: NameValues,
        /// What must hold for the destination.
        conditions: BlobRequestConditions,
        /// What must hold for the source. This operation takes no condition on the source's tags.
        source_conditions: ModifiedAccessConditions,
        /// The destination's tier, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | PremiumPageBlobTier | string"))]
        tier: AccessTier,
        /// The MD5 hash that the source's content must have.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// How long the destination cannot be changed.
        immutability_policy: BlobImmutabilityPolicy,
        /// Whether the destination is under legal hold.
        legal_hold: bool,
        /// The destination's tags, at most 10.
        tags: NameValues,
        /// The `Authorization` header with which the service reads the source.
        source_authorization: HttpAuthorization,
        /// The encryption scope of the destination.
        encryption_scope: String,
        /// Whether the source's tags are copied.
        copy_source_tags: BlobCopySourceTags,
        /// How a token is meant that reads from Azure Files.
        source_share_token_intent: FileShareTokenIntent,
    }
}

header_response! {
    /// What the service answers when it has copied.
    pub struct BlobCopyFromURLResponse {
        /// The destination's `ETag`.
        etag: String = "etag",
        /// When the destination last changed.
        last_modified: Timestamp = "last-modified",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The version of the blob that was made, where versioning is on.
        version_id: String = "x-ms-version-id",
        /// When the service answered.
        date: Timestamp = "date",
        /// The id of this copy.
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
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Copy Blob From URL.
#[derive(Debug, Clone, Default)]
pub struct CopyFromURL {
    /// Where the copy reads from.
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
