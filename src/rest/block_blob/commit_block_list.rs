//! Put Block List: commits a list of blocks.

use crate::base::error::Result;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, BlobImmutabilityPolicy, CpkInfo};
use crate::rest::values::{Binary, NameValues, Timestamp};
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Put Block List.
    pub struct BlockBlobCommitBlockListOptions {
        /// Conditions on the blob that is written.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The HTTP properties of the blob.
        blob_http_headers as "blobHTTPHeaders": BlobHTTPHeaders = group(BlobHTTPHeaders::FIELDS),
        /// The metadata of the blob.
        metadata: NameValues = metadata(),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
        /// The encryption scope.
        encryption_scope: String = header("x-ms-encryption-scope"),
        /// The immutability policy of the blob.
        immutability_policy: BlobImmutabilityPolicy = group(BlobImmutabilityPolicy::FIELDS),
        /// Whether the blob has a legal hold.
        legal_hold: bool = header("x-ms-legal-hold"),
        /// The access tier of the blob, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | string"))]
        tier: AccessTier = header("x-ms-access-tier"),
        /// The index tags of the blob, at most 10.
        tags: NameValues = tags(),
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

operation! {
    /// Put Block List.
    pub struct CommitBlockList as "BlockBlobCommitBlockList" {
        /// The ids of the blocks in the order of the content. If an id is both committed and uncommitted, the latest block
        /// counts.
        blocks: Vec<String>,
    }
    options: BlockBlobCommitBlockListOptions,
    page: "put-block-list",
    method: PUT,
    query: { "comp" = "blocklist" },
    success: [201],
    // After the first attempt the blocks are committed, and the latest block of each id is the same.
    repeat: Safe,
    body: write_blocks,
    response: BlockBlobCommitBlockListResponse,
}

fn write_blocks(list: &CommitBlockList, request: &mut RequestWriter) -> Result<()> {
    let blocks = list.blocks.iter().map(|id| Element::text("Latest", id.as_str()));
    request.xml(&Element::new("BlockList").children(blocks))
}
