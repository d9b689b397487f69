//! Get Blob Properties: everything about a blob but its content.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::blob::object_replication::{self, ObjectReplicationPolicy};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{
    ArchiveStatus, BlobImmutabilityPolicyMode, BlobType, CopyStatusType, CpkInfo, LeaseDurationType, LeaseStateType,
    LeaseStatusType, RehydratePriority,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

parameters! {
    /// Options of reading a blob's properties.
    pub struct BlobGetPropertiesOptions {
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
        /// The key of the customer's own that the blob is encrypted with.
        customer_provided_key: CpkInfo,
    }
}

header_response! {
    /// A blob's properties and metadata.
    pub struct BlobGetPropertiesResponse {
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
        /// Whether the blob is the destination of incremental copies.
        is_incremental_copy: bool = "x-ms-incremental-copy",
        /// The snapshot that the last incremental copy made.
        destination_snapshot: String = "x-ms-copy-destination-snapshot",
        /// Whether the lease ends by itself.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// What the lease is doing.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The size in bytes.
        content_length: Count = "content-length",
        /// The media type.
        content_type: String = "content-type",
        /// The blob's `ETag`.
        etag: String = "etag",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The encoding of the content, such as `gzip`.
        content_encoding: String = "content-encoding",
        /// How a browser shows the blob.
        content_disposition: String = "content-disposition",
        /// The language of the content.
        content_language: String = "content-language",
        /// How the blob is cached.
        cache_control: String = "cache-control",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// Whether ranges can be read: `bytes`.
        accept_ranges: String = "accept-ranges",
        /// How many blocks an append blob has.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// Whether the blob is encrypted.
        is_server_encrypted: bool = "x-ms-server-encrypted",
        /// The hash of the customer's own key.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The blob's tier.
        access_tier: String = "x-ms-access-tier",
        /// Whether the tier is the account's default.
        access_tier_inferred: bool = "x-ms-access-tier-inferred",
        /// Where an archived blob is on its way to.
        archive_status: ArchiveStatus = "x-ms-archive-status",
        /// When the tier changed.
        access_tier_changed_on: Timestamp = "x-ms-access-tier-change-time",
        /// The blob's version, where versioning is on.
        version_id: String = "x-ms-version-id",
        /// Whether this is the current version.
        is_current_version: bool = "x-ms-is-current-version",
        /// How many tags the blob has.
        tag_count: Count = "x-ms-tag-count",
        /// When the blob expires.
        expires_on: Timestamp = "x-ms-expiry-time",
        /// Whether an append blob is sealed.
        is_sealed: bool = "x-ms-blob-sealed",
        /// How urgently the blob is brought back from the archive.
        rehydrate_priority: RehydratePriority = "x-ms-rehydrate-priority",
        /// When the blob was last read or written.
        last_accessed: Timestamp = "x-ms-last-access-time",
        /// Until when the blob cannot be changed.
        immutability_policy_expires_on: Timestamp = "x-ms-immutability-policy-until-date",
        /// Whether the immutability policy can be changed.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "x-ms-immutability-policy-mode",
        /// Whether the blob is under legal hold.
        legal_hold: bool = "x-ms-legal-hold",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
        /// The policy under which the blob was replicated to here.
        object_replication_destination_policy_id: String = "x-ms-or-policy-id",
        /// How replication from here stands, by policy and rule.
        object_replication_source_properties: Vec<ObjectReplicationPolicy> = "x-ms-or-",
    }
}

impl crate::rest::values::FromHeaders for Vec<ObjectReplicationPolicy> {
    fn from_headers(headers: &HeaderMap, prefix: &str) -> Option<Self> {
        NameValues::from_headers(headers, prefix).and_then(|rules| object_replication::policies(&rules))
    }
}

impl Operation for BlobGetPropertiesOptions {
    type Output = BlobGetPropertiesResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-blob-properties";
    const METHOD: Method = Method::HEAD;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        if let Some(conditions) = &self.conditions {
            conditions.write(request)?;
        }
        if let Some(key) = &self.customer_provided_key {
            key.write(request)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobGetPropertiesResponse::from_headers(headers))
    }
}
