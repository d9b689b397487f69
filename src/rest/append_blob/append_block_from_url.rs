//! Append Block From URL: appends a block that the service reads from another blob or file.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::append_blob::AppendBlobRequestConditions;
use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::ModifiedAccessConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl};
use crate::rest::values::{Binary, Count, Timestamp};
use crate::rest::versions;

parameters! {
    /// Options of Append Block From URL.
    pub struct AppendBlobAppendBlockFromURLOptions {
        /// Conditions on the blob, including its length.
        conditions: AppendBlobRequestConditions,
        /// Conditions on the source.
        #[cfg_attr(feature = "typescript", ts(optional, type = "Omit<ModifiedAccessConditions, 'tagConditions'>"))]
        source_conditions: ModifiedAccessConditions,
        /// The MD5 hash of the content that the service reads from the source. Another hash fails the request.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The CRC-64 hash of the content that the service reads from the source. Another hash fails the request.
        source_content_crc64: Binary,
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization,
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Append Block From URL.
    pub struct AppendBlobAppendBlockFromUrlResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
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
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Append Block From URL.
#[derive(Debug, Clone, Default)]
pub struct AppendBlockFromURL {
    /// The URL of the source.
    pub copy_source: SourceUrl,
    /// The range of the source.
    pub source_range: ByteRange,
    /// The caller's options.
    pub options: AppendBlobAppendBlockFromURLOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_source: SourceUrl,
    source_range: ByteRange,
}

impl Operation for AppendBlockFromURL {
    type Output = AppendBlobAppendBlockFromUrlResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/append-block-from-url";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    // A second attempt would append the block twice, unless a condition rejects it.
    const REPEAT: Repeat = Repeat::OnlyIfUnsent;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_source, source_range } = arguments::parse(json)?;
        Ok(Self { copy_source, source_range, options: arguments::parse(json)? })
    }

    fn repeat(&self) -> Repeat {
        AppendBlobRequestConditions::repeat(self.options.conditions.as_ref())
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.at_least(versions::LARGE_APPENDS);
        request.query("comp", "appendblock");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(conditions) = &options.source_conditions {
            conditions.write_source(request)?;
        }
        request.header("x-ms-source-content-md5", "options.sourceContentMD5", options.source_content_md5.as_ref())?;
        request.header(
            "x-ms-source-content-crc64",
            "options.sourceContentCrc64",
            options.source_content_crc64.as_ref(),
        )?;
        if let Some(intent) = &options.source_share_token_intent {
            intent.write_source(request)?;
        }
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        if let Some(authorization) = &options.source_authorization {
            authorization.write_source(request)?;
        }
        if let Some(key) = &options.source_customer_provided_key {
            key.write_source(request)?;
        }
        request.header("x-ms-copy-source", "sourceURL", Some(&self.copy_source))?;
        request.header("x-ms-source-range", "sourceOffset", Some(&self.source_range))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(AppendBlobAppendBlockFromUrlResponse::from_headers(headers))
    }
}
