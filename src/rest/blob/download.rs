//! Get Blob: the content of a blob or of a range, with its properties.

use crate::base::error::{Error, Result};
use crate::http::structured_message::FORMAT;
use crate::rest::byte_range::ByteRange;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::object_replication::ObjectReplicationPolicy;
use crate::rest::path::Path;
use crate::rest::request_writer::{RequestWriter, ToHeader};
use crate::rest::shared::{
    BlobImmutabilityPolicyMode, BlobType, CopyStatusType, CpkInfo, LeaseDurationType, LeaseStateType, LeaseStatusType,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};
use crate::rest::versions::NEWEST_FEATURES;

/// How often an interrupted download is resumed by default.
pub const DEFAULT_MAX_RETRY_REQUESTS: u64 = 5;

parameters! {
    /// Options of Get Blob.
    pub struct BlobDownloadParameters {
        /// The timestamp of the snapshot to read.
        snapshot: String = query("snapshot"),
        /// Whether the service returns the MD5 hash of the range. The range must not exceed 4 MiB.
        range_get_content_md5 as "rangeGetContentMD5": bool = header("x-ms-range-get-content-md5"),
        /// Whether the service returns the CRC-64 hash of the range. The range must not exceed 4 MiB.
        range_get_content_crc64: bool = header("x-ms-range-get-content-crc64"),
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// How often an interrupted download is resumed. Default: 5.
        max_retry_requests: Count,
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
    }
}

header_response! {
    /// The response of Get Blob: the properties of the blob.
    pub struct BlobDownloadResponse {
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// When the blob was created.
        created_on: Timestamp = "x-ms-creation-time",
        /// The metadata of the blob. Names are in lower case.
        metadata: NameValues = "x-ms-meta-",
        /// The id of the replication policy that wrote the blob as a destination.
        object_replication_policy_id: String = "x-ms-or-policy-id",
        /// The replication status of the blob as a source, by policy and rule.
        object_replication_rules: NameValues = "x-ms-or-",
        /// The length of the body in bytes.
        content_length: Count = "content-length",
        /// The media type.
        content_type: String = "content-type",
        /// The range of the blob that the body contains.
        content_range: String = "content-range",
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// The MD5 hash of the body.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The content encoding, such as `gzip`.
        content_encoding: String = "content-encoding",
        /// The cache control directives.
        cache_control: String = "cache-control",
        /// The content disposition, such as `attachment; filename="report.pdf"`.
        content_disposition: String = "content-disposition",
        /// The natural language of the content.
        content_language: String = "content-language",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The blob type.
        blob_type: BlobType = "x-ms-blob-type",
        /// When the last copy to this blob ended.
        copy_completed_on: Timestamp = "x-ms-copy-completion-time",
        /// Why the last copy to this blob failed, or why it is still pending.
        copy_status_description: String = "x-ms-copy-status-description",
        /// The id of the last copy to this blob.
        copy_id: String = "x-ms-copy-id",
        /// The progress of the last copy to this blob: `bytes copied/total bytes`.
        copy_progress: String = "x-ms-copy-progress",
        /// The URL of the source of the last copy to this blob.
        copy_source: String = "x-ms-copy-source",
        /// The status of the last copy to this blob.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// Whether the lease is of fixed or infinite duration.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// The state of the lease.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The version id of the blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// Whether this is the current version.
        is_current_version: bool = "x-ms-is-current-version",
        /// `bytes`, because ranges can be read.
        accept_ranges: String = "accept-ranges",
        /// The date of the response.
        date: Timestamp = "date",
        /// The number of committed blocks of an append blob.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The MD5 hash of the whole blob, if only a range was read.
        #[serde(rename = "blobContentMD5")]
        blob_content_md5: Binary = "x-ms-blob-content-md5",
        /// The number of tags of the blob.
        tag_count: Count = "x-ms-tag-count",
        /// Whether an append blob is sealed.
        is_sealed: bool = "x-ms-blob-sealed",
        /// When the blob was last read or written.
        last_accessed: Timestamp = "x-ms-last-access-time",
        /// When the immutability policy expires.
        immutability_policy_expires_on: Timestamp = "x-ms-immutability-policy-until-date",
        /// Whether the immutability policy is locked.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "x-ms-immutability-policy-mode",
        /// Whether the blob has a legal hold.
        legal_hold: bool = "x-ms-legal-hold",
        /// The access tier of the blob.
        access_tier: String = "x-ms-access-tier",
        /// Whether the access tier is the default of the account.
        access_tier_inferred: bool = "x-ms-access-tier-inferred",
        /// When the access tier was last changed.
        access_tier_changed_on: Timestamp = "x-ms-access-tier-change-time",
        /// The tier that a blob of the `Smart` tier is in at present.
        smart_access_tier: String = "x-ms-smart-access-tier",
        /// The format of a structured body.
        structured_body_type: String = "x-ms-structured-body",
        /// The length of the content of a structured body, in bytes.
        structured_content_length: Count = "x-ms-structured-content-length",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
        /// The CRC-64 hash of the body.
        content_crc64: Binary = "x-ms-content-crc64",
        /// The id of the replication policy that wrote the blob as a destination.
        object_replication_destination_policy_id: String = "x-ms-or-policy-id",
        /// The replication policies that apply to the blob as a source, with the status of each rule.
        object_replication_source_properties: Vec<ObjectReplicationPolicy> = "x-ms-or-",
    }
}

operation! {
    /// Get Blob.
    pub struct Download as "BlobDownload" {
        /// The range to read.
        range: ByteRange as default,
        /// Whether to send a standard `Range` header as well, for sources that are not a Blob service.
        plain_range: bool,
        /// Whether the content is to come as a structured message, with sums that it is checked by.
        structured: bool,
    }
    options: BlobDownloadParameters,
    page: "get-blob",
    method: GET,
    success: [200, 206],
    repeat: Safe,
    body: write_range,
    response: BlobDownloadResponse,
    streams: true,
}

/// Formats the range header. `None` for the whole blob.
fn range_header(range: ByteRange) -> Result<Option<String>> {
    let count = range.count.map_or(0, |count| count.0);
    // A count of 0 means all that follow, as in `download(0, 0)`.
    if range.offset == 0 && count == 0 {
        return Ok(None);
    }
    if range.offset.checked_add(count).is_none() {
        return Err(Error::argument_range(
            "count",
            "The arguments \"offset\" and \"count\" name bytes beyond any blob's end.",
        ));
    }
    Ok(Some(range.to_header().into_owned()))
}

/// Some servers know only the standard header, so a source may get both.
fn write_range(download: &Download, request: &mut RequestWriter) -> Result<()> {
    if download.structured {
        request.constant("x-ms-structured-body", FORMAT);
        request.at_least(NEWEST_FEATURES);
    }
    let Some(range) = range_header(download.range)? else { return Ok(()) };
    let root = Path::default();
    let count = root.member("count");
    request.header("x-ms-range", &count, &range)?;
    if download.plain_range {
        request.header("range", &count, &range)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_header_includes_the_last_byte() {
        let header =
            |offset, count: Option<u64>| range_header(ByteRange { offset, count: count.map(Count) }).expect("in range");
        assert_eq!(header(0, None), None);
        assert_eq!(header(0, Some(1)).as_deref(), Some("bytes=0-0"));
        assert_eq!(header(5, Some(10)).as_deref(), Some("bytes=5-14"));
        assert_eq!(header(5, None).as_deref(), Some("bytes=5-"));
    }

    #[test]
    fn a_range_beyond_any_blob_is_rejected() {
        let error = range_header(ByteRange { offset: u64::MAX, count: Some(Count(2)) }).expect_err("overflows");
        assert_eq!(error.argument(), Some("count"));
    }
}
