//! Put Block From URL: creates an uncommitted block that the service reads from another blob or file.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::{LeaseAccessConditions, ModifiedAccessConditions};
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{CpkInfo, FileShareTokenIntent, HttpAuthorization, SourceUrl};
use crate::rest::values::{Binary, Timestamp};

parameters! {
    /// Options of Put Block From URL.
    pub struct BlockBlobStageBlockFromURLParameters {
        /// The lease id, if the blob is leased.
        conditions: LeaseAccessConditions,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The MD5 hash of the content that the service reads from the source. Another hash fails the request.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The CRC-64 hash of the content that the service reads from the source. Another hash fails the request.
        source_content_crc64: Binary,
        /// The `Authorization` header that the service reads the source with.
        source_authorization: HttpAuthorization,
        /// The intent of a token that reads from Azure Files: `backup`.
        source_share_token_intent: FileShareTokenIntent,
        /// The customer-provided key that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// The response of Put Block From URL.
    pub struct BlockBlobStageBlockFromURLResponse {
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

/// Put Block From URL.
#[derive(Debug, Clone, Default)]
pub struct StageBlockFromURL {
    /// The id of the block: base64 of at most 64 bytes. All ids of a blob have the same length.
    pub block_id: String,
    /// The URL of the source.
    pub copy_source: SourceUrl,
    /// The range of the source. `None` reads all of it.
    pub source_range: Option<ByteRange>,
    /// Conditions on the source. `@azure/storage-blob` has no option for them. Copies in blocks use them to pin the
    /// source.
    pub source_conditions: Option<ModifiedAccessConditions>,
    /// The caller's options.
    pub options: BlockBlobStageBlockFromURLParameters,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    block_id: String,
    copy_source: SourceUrl,
    source_range: Option<ByteRange>,
}

impl Operation for StageBlockFromURL {
    type Output = BlockBlobStageBlockFromURLResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-block-from-url";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { block_id, copy_source, source_range } = arguments::parse(json)?;
        Ok(Self { block_id, copy_source, source_range, source_conditions: None, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "block");
        request.query_text("blockid", Some(&self.block_id));
        if let Some(conditions) = &options.conditions {
            request.header("x-ms-lease-id", "options.conditions.leaseId", conditions.lease_id.as_ref())?;
        }
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        request.header("x-ms-source-content-md5", "options.sourceContentMD5", options.source_content_md5.as_ref())?;
        request.header(
            "x-ms-source-content-crc64",
            "options.sourceContentCrc64",
            options.source_content_crc64.as_ref(),
        )?;
        if let Some(conditions) = &self.source_conditions {
            conditions.write_source(request)?;
        }
        if let Some(authorization) = &options.source_authorization {
            authorization.write_source(request)?;
        }
        if let Some(intent) = &options.source_share_token_intent {
            intent.write_source(request)?;
        }
        if let Some(key) = &options.source_customer_provided_key {
            key.write_source(request)?;
        }
        request.header("x-ms-copy-source", "sourceURL", Some(&self.copy_source))?;
        request.header("x-ms-source-range", "offset", self.source_range.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlockBlobStageBlockFromURLResponse::from_headers(headers))
    }
}
