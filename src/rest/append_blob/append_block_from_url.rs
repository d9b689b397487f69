//! Append Block From URL: the service adds what it reads from another blob or file to the end of an append blob.

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
    /// Options of appending a block from a URL.
    pub struct AppendBlobAppendBlockFromURLOptions {
        /// What must hold for the blob, its length among it.
        conditions: AppendBlobRequestConditions,
        /// What must hold for the source.
        #[cfg_attr(feature = "typescript", ts(optional, type = "Omit<ModifiedAccessConditions, 'tagConditions'>"))]
        source_conditions: ModifiedAccessConditions,
        /// The MD5 hash that what is read from the source must have.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The CRC-64 hash that what is read from the source must have.
        source_content_crc64: Binary,
        /// How a token is meant that reads from Azure Files.
        source_share_token_intent: FileShareTokenIntent,
        /// A key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The `Authorization` header with which the service reads the source.
        source_authorization: HttpAuthorization,
        /// The key of the customer's own that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// What the service answers when it has appended what it read.
    pub struct AppendBlobAppendBlockFromUrlResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// Where the block begins in the blob, in bytes.
        blob_append_offset: String = "x-ms-blob-append-offset",
        /// How many blocks the blob has now; 50,000 at most.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// The hash of the customer's own key.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// Whether the blob is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Append Block From URL.
#[derive(Debug, Clone, Default)]
pub struct AppendBlockFromURL {
    /// Where the service reads.
    pub copy_source: SourceUrl,
    /// Which part of the source.
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
    // Sent twice, a block is appended twice, unless a condition refuses the second one.
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
