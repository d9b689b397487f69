//! Put Page From URL: writes pages that the service reads from another blob or file.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::ModifiedAccessConditions;
use crate::rest::page_blob::PageBlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl};
use crate::rest::values::{Binary, Count, Timestamp};

parameters! {
    /// Options of Put Page From URL.
    pub struct PageBlobUploadPagesFromURLOptions {
        /// Conditions on the blob, including its sequence number.
        conditions: PageBlobRequestConditions,
        /// Conditions on the source.
        #[cfg_attr(feature = "typescript", ts(optional, type = "Omit<ModifiedAccessConditions, 'tagConditions'>"))]
        source_conditions: ModifiedAccessConditions,
        /// The MD5 hash of the content that the service reads from the source. Another hash fails the request.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The CRC-64 hash of the content that the service reads from the source. Another hash fails the request.
        source_content_crc64: Binary,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization,
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent,
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Put Page From URL.
    pub struct PageBlobUploadPagesFromURLResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
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

/// Put Page From URL.
#[derive(Debug, Clone, Default)]
pub struct UploadPagesFromURL {
    /// The URL of the source.
    pub copy_source: SourceUrl,
    /// The range of the source.
    pub source_range: ByteRange,
    /// The range of pages.
    pub range: ByteRange,
    /// The caller's options.
    pub options: PageBlobUploadPagesFromURLOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    copy_source: SourceUrl,
    source_range: ByteRange,
    range: ByteRange,
}

impl Operation for UploadPagesFromURL {
    type Output = PageBlobUploadPagesFromURLResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-page-from-url";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { copy_source, source_range, range } = arguments::parse(json)?;
        Ok(Self { copy_source, source_range, range, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "page");
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
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        if let Some(authorization) = &options.source_authorization {
            authorization.write_source(request)?;
        }
        if let Some(intent) = &options.source_share_token_intent {
            intent.write_source(request)?;
        }
        if let Some(key) = &options.source_customer_provided_key {
            key.write_source(request)?;
        }
        request.constant("x-ms-page-write", "update");
        request.header("x-ms-copy-source", "sourceURL", Some(&self.copy_source))?;
        request.header("x-ms-source-range", "sourceOffset", Some(&self.source_range))?;
        request.header("x-ms-range", "destOffset", Some(&self.range))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(PageBlobUploadPagesFromURLResponse::from_headers(headers))
    }
}
