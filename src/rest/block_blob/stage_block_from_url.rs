//! Put Block From URL: the service reads a block from another blob or file.

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
    /// Options of staging a block from a URL.
    pub struct BlockBlobStageBlockFromURLParameters {
        /// The lease that the blob is held under.
        conditions: LeaseAccessConditions,
        /// A key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The MD5 hash that what is read from the source must have.
        #[serde(rename = "sourceContentMD5")]
        source_content_md5: Binary,
        /// The CRC-64 hash that what is read from the source must have.
        source_content_crc64: Binary,
        /// The `Authorization` header with which the service reads the source.
        source_authorization: HttpAuthorization,
        /// How a token is meant that reads from Azure Files.
        source_share_token_intent: FileShareTokenIntent,
        /// The key of the customer's own that the source is encrypted with.
        source_customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// What the service answers when it has read a block.
    pub struct BlockBlobStageBlockFromURLResponse {
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

/// Put Block From URL.
#[derive(Debug, Clone, Default)]
pub struct StageBlockFromURL {
    /// The block's id: base64 of at most 64 bytes, as long as the blob's other ids.
    pub block_id: String,
    /// Where the service reads.
    pub copy_source: SourceUrl,
    /// Which part of the source; all of it when absent.
    pub source_range: Option<ByteRange>,
    /// What must hold for the source. The operation takes it, though `@azure/storage-blob` has no option for it: copies that
    /// are made of many blocks pin their source with it.
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
