//! Put Page: writes pages.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::byte_range::ByteRange;
use crate::rest::page_blob::PageBlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Count, Timestamp};

parameters! {
    /// Options of writing pages.
    pub struct PageBlobUploadPagesParameters {
        /// What must hold for the blob, its sequence number among it.
        conditions: PageBlobRequestConditions,
        /// A key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The MD5 hash of the body; the service refuses a body that has another.
        #[serde(rename = "transactionalContentMD5")]
        transactional_content_md5: Binary,
        /// The CRC-64 hash of the body; the service refuses a body that has another.
        transactional_content_crc64: Binary,
    }
}

header_response! {
    /// What the service answers when it has written pages.
    pub struct PageBlobUploadPagesResponse {
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
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
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
        /// How the body was structured.
        structured_body_type: String = "x-ms-structured-body",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// Put Page, to write.
#[derive(Debug, Clone, Default)]
pub struct UploadPages {
    /// Which pages.
    pub range: ByteRange,
    /// The caller's options.
    pub options: PageBlobUploadPagesParameters,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    range: ByteRange,
}

impl Operation for UploadPages {
    type Output = PageBlobUploadPagesResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-page";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { range } = arguments::parse(json)?;
        Ok(Self { range, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "page");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        request.header("content-md5", "options.transactionalContentMD5", options.transactional_content_md5.as_ref())?;
        request.header(
            "x-ms-content-crc64",
            "options.transactionalContentCrc64",
            options.transactional_content_crc64.as_ref(),
        )?;
        request.constant("content-type", "application/octet-stream");
        request.constant("x-ms-page-write", "update");
        request.header("x-ms-range", "offset", Some(&self.range))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(PageBlobUploadPagesResponse::from_headers(headers))
    }
}
