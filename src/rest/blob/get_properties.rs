//! Get Blob Properties: the properties and metadata of a blob.

use crate::rest::conditions::BlobRequestConditions;
use crate::rest::object_replication::ObjectReplicationPolicy;
use crate::rest::shared::{
    ArchiveStatus, BlobImmutabilityPolicyMode, BlobType, CopyStatusType, CpkInfo, LeaseDurationType, LeaseStateType,
    LeaseStatusType, RehydratePriority,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

parameters! {
    /// Options of Get Blob Properties.
    pub struct BlobGetPropertiesOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
    }
}

header_response! {
    /// The response of Get Blob Properties.
    pub struct BlobGetPropertiesResponse {
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
        /// Whether the blob is the destination of incremental copies.
        is_incremental_copy: bool = "x-ms-incremental-copy",
        /// The snapshot that the last incremental copy created.
        destination_snapshot: String = "x-ms-copy-destination-snapshot",
        /// Whether the lease is of fixed or infinite duration.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// The state of the lease.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The size in bytes.
        content_length: Count = "content-length",
        /// The media type.
        content_type: String = "content-type",
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The content encoding, such as `gzip`.
        content_encoding: String = "content-encoding",
        /// The content disposition, such as `attachment; filename="report.pdf"`.
        content_disposition: String = "content-disposition",
        /// The natural language of the content.
        content_language: String = "content-language",
        /// The cache control directives.
        cache_control: String = "cache-control",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// `bytes`, because ranges can be read.
        accept_ranges: String = "accept-ranges",
        /// The number of committed blocks of an append blob.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The access tier of the blob.
        access_tier: String = "x-ms-access-tier",
        /// Whether the access tier is the default of the account.
        access_tier_inferred: bool = "x-ms-access-tier-inferred",
        /// The target tier of a blob that is being rehydrated.
        #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
        archive_status: ArchiveStatus = "x-ms-archive-status",
        /// When the access tier was last changed.
        access_tier_changed_on: Timestamp = "x-ms-access-tier-change-time",
        /// The tier that a blob of the `Smart` tier is in at present.
        smart_access_tier: String = "x-ms-smart-access-tier",
        /// The version id of the blob, if versioning is enabled.
        version_id: String = "x-ms-version-id",
        /// Whether this is the current version.
        is_current_version: bool = "x-ms-is-current-version",
        /// The number of tags of the blob.
        tag_count: Count = "x-ms-tag-count",
        /// When the blob expires.
        expires_on: Timestamp = "x-ms-expiry-time",
        /// Whether an append blob is sealed.
        is_sealed: bool = "x-ms-blob-sealed",
        /// The priority of rehydration.
        rehydrate_priority: RehydratePriority = "x-ms-rehydrate-priority",
        /// When the blob was last read or written.
        last_accessed: Timestamp = "x-ms-last-access-time",
        /// When the immutability policy expires.
        immutability_policy_expires_on: Timestamp = "x-ms-immutability-policy-until-date",
        /// Whether the immutability policy is locked.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "x-ms-immutability-policy-mode",
        /// Whether the blob has a legal hold.
        legal_hold: bool = "x-ms-legal-hold",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
        /// The id of the replication policy that wrote the blob as a destination.
        object_replication_destination_policy_id: String = "x-ms-or-policy-id",
        /// The replication policies that apply to the blob as a source, with the status of each rule.
        object_replication_source_properties: Vec<ObjectReplicationPolicy> = "x-ms-or-",
    }
}

operation! {
    BlobGetPropertiesOptions as "BlobGetProperties",
    page: "get-blob-properties",
    method: HEAD,
    success: [200],
    repeat: Safe,
    response: BlobGetPropertiesResponse,
}
