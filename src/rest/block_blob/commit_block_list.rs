//! Put Block List: commits a list of blocks.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, BlobImmutabilityPolicy, CpkInfo};
use crate::rest::values::{Binary, NameValues, Timestamp};
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Put Block List.
    pub struct BlockBlobCommitBlockListOptions {
        /// Conditions on the blob that is written.
        conditions: BlobRequestConditions,
        /// The HTTP properties of the blob.
        #[serde(rename = "blobHTTPHeaders")]
        blob_http_headers: BlobHTTPHeaders,
        /// The metadata of the blob.
        metadata: NameValues,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo,
        /// The encryption scope.
        encryption_scope: String,
        /// The immutability policy of the blob.
        immutability_policy: BlobImmutabilityPolicy,
        /// Whether the blob has a legal hold.
        legal_hold: bool,
        /// The access tier of the blob, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | string"))]
        tier: AccessTier,
        /// The index tags of the blob, at most 10.
        tags: NameValues,
    }
}

header_response! {
    /// The response of Put Block List.
    pub struct BlockBlobCommitBlockListResponse {
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
        /// The version id of the new blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
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

/// Put Block List.
#[derive(Debug, Clone, Default)]
pub struct CommitBlockList {
    /// The ids of the blocks in the order of the content. If an id is both committed and uncommitted, the latest block
    /// counts.
    pub blocks: Vec<String>,
    /// The caller's options.
    pub options: BlockBlobCommitBlockListOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    blocks: Vec<String>,
}

impl Operation for CommitBlockList {
    type Output = BlockBlobCommitBlockListResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/put-block-list";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    // After the first attempt the blocks are committed, and the latest block of each id is the same.
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { blocks } = arguments::parse(json)?;
        Ok(Self { blocks, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "blocklist");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(headers) = &options.blob_http_headers {
            headers.write(request, "options.blobHTTPHeaders")?;
        }
        request.metadata("options.metadata", options.metadata.as_ref())?;
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        request.header("x-ms-encryption-scope", "options.encryptionScope", options.encryption_scope.as_ref())?;
        if let Some(policy) = &options.immutability_policy {
            policy.write(request)?;
        }
        request.header("x-ms-legal-hold", "options.legalHold", options.legal_hold.as_ref())?;
        request.header("x-ms-access-tier", "options.tier", options.tier.as_ref())?;
        request.tags("options.tags", options.tags.as_ref())?;
        let blocks = self.blocks.iter().map(|id| Element::text("Latest", id.as_str()));
        request.xml(&Element::new("BlockList").children(blocks))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlockBlobCommitBlockListResponse::from_headers(headers))
    }
}
