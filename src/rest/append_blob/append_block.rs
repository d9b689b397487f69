//! Append Block: adds content to the end of an append blob.

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
    /// Options of appending a block.
    pub struct AppendBlobAppendBlockParameters {
        /// What must hold for the blob, its length among it.
        conditions: AppendBlobRequestConditions,
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
    /// What the service answers when it has appended a block.
    pub struct AppendBlobAppendBlockResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
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

impl Operation for AppendBlobAppendBlockParameters {
    type Output = AppendBlobAppendBlockResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/append-block";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    // Sent twice, a block is appended twice, unless a condition refuses the second one.
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
