//! Put Blob From URL: writes a block blob that the service reads from a URL, synchronously.

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
    /// Options of Put Blob From URL.
    pub struct BlockBlobSyncUploadFromURLOptions {
        /// The maximum time that the service may take for the request, in seconds.
        timeout_in_seconds: Count,
        /// The metadata of the blob.
        metadata: NameValues,
        /// Conditions on the blob that is written.
        conditions: BlobRequestConditions,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The HTTP properties of the blob.
        #[serde(rename = "blobHTTPHeaders")]
        blob_http_headers: BlobHTTPHeaders,
        /// The encryption scope.
        encryption_scope: String,
        /// The access tier of the blob, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | string"))]
        tier: AccessTier,
        /// Conditions on the source.
        source_conditions: ModifiedAccessConditions,
        /// The index tags of the blob, at most 10.
        tags: NameValues,
        /// The MD5 hash of the content that the service reads from the source. Another hash fails the request.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization,
        /// Whether the tags of the source are copied (`COPY`) or replaced (`REPLACE`). Default: `REPLACE`.
        copy_source_tags: BlobCopySourceTags,
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent,
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
        /// Whether the properties of the source are copied. Default: true.
        copy_source_blob_properties: bool,
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

/// Put Blob From URL.
#[derive(Debug, Clone, Default)]
pub struct PutBlobFromURL {
    /// The URL of the source.
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
