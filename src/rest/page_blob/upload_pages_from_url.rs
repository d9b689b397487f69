//! Put Page From URL: the service writes pages that it reads from another blob or file.

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
    /// Options of writing pages from a URL.
    pub struct PageBlobUploadPagesFromURLOptions {
        /// What must hold for the blob, its sequence number among it.
        conditions: PageBlobRequestConditions,
        /// What must hold for the source.
        #[cfg_attr(feature = "typescript", ts(optional, type = "Omit<ModifiedAccessConditions, 'tagConditions'>"))]
        source_conditions: ModifiedAccessConditions,
        /// The MD5 hash that what is read from the source must have.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The CRC-64 hash that what is read from the source must have.
        source_content_crc64: Binary,
        /// A key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The `Authorization` header with which the service reads the source.
        source_authorization: HttpAuthorization,
        /// How a token is meant that reads from Azure Files.
        source_share_token_intent: FileShareTokenIntent,
        /// The key of the customer's own that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// What the service answers when it has written what it read.
    pub struct PageBlobUploadPagesFromURLResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The sequence number of the page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
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

/// Put Page From URL.
#[derive(Debug, Clone, Default)]
pub struct UploadPagesFromURL {
    /// Where the service reads.
    pub copy_source: SourceUrl,
    /// Which part of the source.
    pub source_range: ByteRange,
    /// Which pages.
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
