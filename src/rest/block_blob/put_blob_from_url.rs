//! Put Blob From URL: the service makes a block blob of what a URL answers, before it answers itself.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{
    AccessTier, BlobCopySourceTags, BlobHTTPHeaders, CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

parameters! {
    /// Options of making a block blob from a URL.
    pub struct BlockBlobSyncUploadFromURLOptions {
        /// How long the service may work on the request, in seconds.
        timeout_in_seconds: Count,
        /// The blob's metadata.
        metadata: NameValues,
        /// What must hold for the blob that is written.
        conditions: BlobRequestConditions,
        /// A key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The standard properties of the content.
        #[serde(rename = "blobHTTPHeaders")]
        blob_http_headers: BlobHTTPHeaders,
        /// The encryption scope.
        encryption_scope: String,
        /// The blob's tier, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | string"))]
        tier: AccessTier,
        /// What must hold for the source.
        source_conditions: ModifiedAccessConditions,
        /// The blob's tags, at most 10.
        tags: NameValues,
        /// The MD5 hash that what is read from the source must have.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The `Authorization` header with which the service reads the source.
        source_authorization: HttpAuthorization,
        /// Whether the source's tags are copied.
        copy_source_tags: BlobCopySourceTags,
        /// How a token is meant that reads from Azure Files.
        source_share_token_intent: FileShareTokenIntent,
        /// The key of the customer's own that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
        /// Whether the source's properties are copied. They are, unless this is false.
        copy_source_blob_properties: bool,
    }
}

header_response! {
    /// What the service answers when it has made a blob from a URL.
    pub struct BlockBlobPutBlobFromUrlResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
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
        /// Whether the blob is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The hash of the customer's own key.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Put Blob From URL.
#[derive(Debug, Clone, Default)]
pub struct PutBlobFromURL {
    /// Where the service reads.
    pub copy_source: SourceUrl,
    /// The caller's options.
    pub options: BlockBlobSyncUploadFromURLOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_source: SourceUrl,
}

impl Operation for PutBlobFromURL {
    type Output = BlockBlobPutBlobFromUrlResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_source } = arguments::parse(json)?;
        Ok(Self { copy_source, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query_text("timeout", options.timeout_in_seconds.map(|seconds| seconds.0.to_string()).as_ref());
        request.metadata("options.metadata", options.metadata.as_ref())?;
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        if let Some(headers) = &options.blob_http_headers {
            headers.write(request, "options.blobHTTPHeaders")?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        request.header("x-ms-access-tier", "options.tier", options.tier.as_ref())?;
        if let Some(conditions) = &options.source_conditions {
            conditions.write_source(request)?;
            conditions.write_source_tags(request)?;
        }
        request.tags("options.tags", options.tags.as_ref())?;
        request.header("x-ms-source-content-md5", "options.sourceContentMD5", options.source_content_md5.as_ref())?;
        if let Some(authorization) = &options.source_authorization {
            authorization.write_source(request)?;
        }
        request.header("x-ms-copy-source-tag-option", "options.copySourceTags", options.copy_source_tags.as_ref())?;
        if let Some(intent) = &options.source_share_token_intent {
            intent.write_source(request)?;
        }
        if let Some(key) = &options.source_customer_provided_key {
            key.write_source(request)?;
        }
        request.header(
            "x-ms-copy-source-blob-properties",
            "options.copySourceBlobProperties",
            options.copy_source_blob_properties.as_ref(),
        )?;
        request.constant("x-ms-blob-type", "BlockBlob");
        request.header("x-ms-copy-source", "sourceURL", Some(&self.copy_source))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlockBlobPutBlobFromUrlResponse::from_headers(headers))
    }
}
