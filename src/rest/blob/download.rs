//! Get Blob: a blob's content, whole or a range of it, with its properties.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::{Error, Result};
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::blob::object_replication::ObjectReplicationPolicy;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{
    BlobImmutabilityPolicyMode, BlobType, CopyStatusType, CpkInfo, LeaseDurationType, LeaseStateType, LeaseStatusType,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

/// How often a download whose connection broke goes on from where it was, unless the caller says otherwise.
pub const DEFAULT_MAX_RETRY_REQUESTS: u64 = 5;

parameters! {
    /// Options of downloading a blob.
    pub struct BlobDownloadParameters {
        /// The snapshot to read.
        snapshot: String,
        /// Whether the service hashes the range with MD5; at most 4 MiB.
        #[serde(rename = "rangeGetContentMD5")]
        range_get_content_md5: bool,
        /// Whether the service hashes the range with CRC-64; at most 4 MiB.
        range_get_content_crc64: bool,
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
        /// How often a download whose connection broke goes on from where it was. 5 unless given.
        max_retry_requests: Count,
        /// The key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// A blob's properties, as they come with its content.
    pub struct BlobDownloadResponse {
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// When the blob was made.
        created_on: Timestamp = "x-ms-creation-time",
        /// The blob's metadata; names are in lower case.
        metadata: NameValues = "x-ms-meta-",
        /// The policy under which the blob was replicated to here.
        object_replication_policy_id: String = "x-ms-or-policy-id",
        /// How replication stands, by policy and rule.
        object_replication_rules: NameValues = "x-ms-or-",
        /// The size of the body in bytes.
        content_length: Count = "content-length",
        /// The media type.
        content_type: String = "content-type",
        /// The range that the body holds.
        content_range: String = "content-range",
        /// The blob's `ETag`.
        etag: String = "etag",
        /// The MD5 hash of the body.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The encoding of the content, such as `gzip`.
        content_encoding: String = "content-encoding",
        /// How the blob is cached.
        cache_control: String = "cache-control",
        /// How a browser shows the blob.
        content_disposition: String = "content-disposition",
        /// The language of the content.
        content_language: String = "content-language",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The kind of the blob.
        blob_type: BlobType = "x-ms-blob-type",
        /// When the last copy to this blob ended.
        copy_completed_on: Timestamp = "x-ms-copy-completion-time",
        /// Why the last copy to this blob failed, or what it waits for.
        copy_status_description: String = "x-ms-copy-status-description",
        /// The id of the last copy to this blob.
        copy_id: String = "x-ms-copy-id",
        /// How far the last copy to this blob is: `bytes/total`.
        copy_progress: String = "x-ms-copy-progress",
        /// Where the last copy to this blob read from.
        copy_source: String = "x-ms-copy-source",
        /// How the last copy to this blob stands.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// Whether the lease ends by itself.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// What the lease is doing.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The blob's version, where versioning is on.
        version_id: String = "x-ms-version-id",
        /// Whether this is the current version.
        is_current_version: bool = "x-ms-is-current-version",
        /// Whether ranges can be read: `bytes`.
        accept_ranges: String = "accept-ranges",
        /// When the service answered.
        date: Timestamp = "date",
        /// How many blocks an append blob has.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// Whether the blob is encrypted.
        is_server_encrypted: bool = "x-ms-server-encrypted",
        /// The hash of the customer's own key.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The MD5 hash of the whole blob, when only a range was read.
        #[serde(rename = "blobContentMD5")]
        blob_content_md5: Binary = "x-ms-blob-content-md5",
        /// How many tags the blob has.
        tag_count: Count = "x-ms-tag-count",
        /// Whether an append blob is sealed.
        is_sealed: bool = "x-ms-blob-sealed",
        /// When the blob was last read or written.
        last_accessed: Timestamp = "x-ms-last-access-time",
        /// Until when the blob cannot be changed.
        immutability_policy_expires_on: Timestamp = "x-ms-immutability-policy-until-date",
        /// Whether the immutability policy can be changed.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "x-ms-immutability-policy-mode",
        /// Whether the blob is under legal hold.
        legal_hold: bool = "x-ms-legal-hold",
        /// How the body is structured.
        structured_body_type: String = "x-ms-structured-body",
        /// The size of the content in a structured body, in bytes.
        structured_content_length: Count = "x-ms-structured-content-length",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
        /// The CRC-64 hash of the body.
        content_crc64: Binary = "x-ms-content-crc64",
        /// The policy under which the blob was replicated to here.
        object_replication_destination_policy_id: String = "x-ms-or-policy-id",
        /// How replication from here stands, by policy and rule.
        object_replication_source_properties: Vec<ObjectReplicationPolicy> = "x-ms-or-",
    }
}

/// The part of a blob that is read.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ByteRange {
    /// The first byte.
    pub offset: u64,
    /// How many bytes; to the end when absent.
    pub count: Option<u64>,
}

/// Get Blob.
#[derive(Debug, Clone, Default)]
pub struct Download {
    /// The part that is read.
    pub range: ByteRange,
    /// Whether the range is also said as every web server knows it: for what is copied from somewhere else than a Blob service.
    pub plain_range: bool,
    /// The caller's options.
    pub options: BlobDownloadParameters,
}

impl Operation for Download {
    type Output = BlobDownloadResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-blob";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200, 206];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        Ok(Self { range: arguments::parse(json)?, plain_range: false, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query_text("snapshot", options.snapshot.as_ref());
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        if let Some(range) = self.range.to_header()? {
            request.header("x-ms-range", "count", Some(&range))?;
            request.header("range", "count", self.plain_range.then_some(&range))?;
        }
        let hash = options.range_get_content_md5.as_ref();
        request.header("x-ms-range-get-content-md5", "options.rangeGetContentMD5", hash)?;
        let hash = options.range_get_content_crc64.as_ref();
        request.header("x-ms-range-get-content-crc64", "options.rangeGetContentCrc64", hash)?;
        if let Some(key) = &options.customer_provided_key {
            key.write(request)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobDownloadResponse::from_headers(headers))
    }
}

impl ByteRange {
    /// The range as the service reads it; nothing for the whole blob.
    fn to_header(self) -> Result<Option<String>> {
        let ends_before = |count: u64| {
            self.offset.checked_add(count).ok_or_else(|| {
                Error::argument_range(
                    "count",
                    "The arguments \"offset\" and \"count\" name bytes beyond any blob's end.",
                )
            })
        };
        match self.count {
            // No blob has a zeroth range: the whole is meant, as in `download(0, 0)`.
            None | Some(0) if self.offset == 0 => Ok(None),
            None | Some(0) => Ok(Some(format!("bytes={}-", self.offset))),
            Some(count) => Ok(Some(format!("bytes={}-{}", self.offset, ends_before(count)? - 1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_written_with_its_last_byte() {
        let header = |offset, count| ByteRange { offset, count }.to_header().expect("in range");
        assert_eq!(header(0, None), None);
        assert_eq!(header(0, Some(1)).as_deref(), Some("bytes=0-0"));
        assert_eq!(header(5, Some(10)).as_deref(), Some("bytes=5-14"));
        assert_eq!(header(5, None).as_deref(), Some("bytes=5-"));
    }

    #[test]
    fn a_range_beyond_any_blob_is_refused() {
        let error = ByteRange { offset: u64::MAX, count: Some(2) }.to_header().expect_err("overflows");
        assert_eq!(error.argument(), Some("count"));
    }
}
