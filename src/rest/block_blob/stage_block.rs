//! Put Block: uploads an uncommitted block.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::CpkInfo;
use crate::rest::values::{Binary, Timestamp};

parameters! {
    /// Options of Put Block.
    pub struct BlockBlobStageBlockParameters {
        /// The lease id, if the blob is leased.
        conditions: LeaseAccessConditions,
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
    /// The response of Put Block.
    pub struct BlockBlobStageBlockResponse {
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The CRC-64 hash of the content.
        x_ms_content_crc64: Binary = "x-ms-content-crc64",
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

/// Put Block.
#[derive(Debug, Clone, Default)]
pub struct StageBlock {
    /// The id of the block: base64 of at most 64 bytes. All ids of a blob have the same length.
    pub block_id: String,
    /// The caller's options.
    pub options: BlockBlobStageBlockParameters,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    block_id: String,
}

impl Operation for StageBlock {
    type Output = BlockBlobStageBlockResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-block";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { block_id } = arguments::parse(json)?;
        Ok(Self { block_id, options: arguments::parse(json)? })
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
        request.header("content-md5", "options.transactionalContentMD5", options.transactional_content_md5.as_ref())?;
        request.header(
            "x-ms-content-crc64",
            "options.transactionalContentCrc64",
            options.transactional_content_crc64.as_ref(),
        )?;
        request.constant("content-type", "application/octet-stream");
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlockBlobStageBlockResponse::from_headers(headers))
    }
}
