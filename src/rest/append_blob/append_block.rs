//! Append Block: appends a block to the end of an append blob.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::append_blob::AppendBlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Count, Timestamp};
use crate::rest::versions;

parameters! {
    /// Options of Append Block.
    pub struct AppendBlobAppendBlockParameters {
        /// Conditions on the blob, including its length.
        conditions: AppendBlobRequestConditions,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The MD5 hash of the body. The service rejects a body with another hash.
        #[serde(rename = "transactionalContentMD5")]
        transactional_content_md5: Binary,
        /// The CRC-64 hash of the body. The service rejects a body with another hash.
        transactional_content_crc64: Binary,
    }
}

header_response! {
    /// The response of Append Block.
    pub struct AppendBlobAppendBlockResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
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
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-request-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The format of a structured body.
        structured_body_type: String = "x-ms-structured-body",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

impl Operation for AppendBlobAppendBlockParameters {
    type Output = AppendBlobAppendBlockResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/append-block";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    // A second attempt would append the block twice, unless a condition rejects it.
    const REPEAT: Repeat = Repeat::OnlyIfUnsent;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn repeat(&self) -> Repeat {
        AppendBlobRequestConditions::repeat(self.conditions.as_ref())
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.at_least(versions::LARGE_APPENDS);
        request.query("comp", "appendblock");
        if let Some(conditions) = &self.conditions {
            conditions.write(request)?;
        }
        if let Some(key) = &self.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", self.encryption_scope.as_ref())?;
        request.header("content-md5", "options.transactionalContentMD5", self.transactional_content_md5.as_ref())?;
        request.header(
            "x-ms-content-crc64",
            "options.transactionalContentCrc64",
            self.transactional_content_crc64.as_ref(),
        )?;
        request.constant("content-type", "application/octet-stream");
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(AppendBlobAppendBlockResponse::from_headers(headers))
    }
}
