//! A page of a listing of blobs.

use serde::Serialize;

use crate::rest::blob_tags::BlobTags;
use crate::rest::object_replication::ObjectReplicationPolicy;
use crate::rest::other_elements::OtherElements;
use crate::rest::shared::{
    AccessTier, ArchiveStatus, BlobImmutabilityPolicyMode, BlobType, CopyStatusType, LeaseDurationType, LeaseStateType,
    LeaseStatusType, RehydratePriority,
};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};

xml_response! {
    /// The properties of a blob in a list.
    pub struct BlobProperties {
        /// When the blob was created.
        created_on: Timestamp = "Creation-Time",
        /// When the blob was last modified.
        #[cfg_attr(feature = "typescript", ts(type = "Date"))]
        last_modified: Timestamp = "Last-Modified",
        /// The `ETag` of the blob, without quotes.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        etag: String = "Etag",
        /// The size in bytes.
        content_length: Count = "Content-Length",
        /// The media type.
        content_type: String = "Content-Type",
        /// The content encoding, such as `gzip`.
        content_encoding: String = "Content-Encoding",
        /// The natural language of the content.
        content_language: String = "Content-Language",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "Content-MD5",
        /// The content disposition, such as `attachment; filename="report.pdf"`.
        content_disposition: String = "Content-Disposition",
        /// The cache control directives.
        cache_control: String = "Cache-Control",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The blob type.
        blob_type: BlobType = "BlobType",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "LeaseStatus",
        /// The state of the lease.
        lease_state: LeaseStateType = "LeaseState",
        /// Whether the lease is of fixed or infinite duration.
        lease_duration: LeaseDurationType = "LeaseDuration",
        /// The id of the last copy to this blob.
        copy_id: String = "CopyId",
        /// The status of the last copy to this blob.
        copy_status: CopyStatusType = "CopyStatus",
        /// The URL of the source of the last copy to this blob.
        copy_source: String = "CopySource",
        /// The progress of the last copy to this blob: `bytes copied/total bytes`.
        copy_progress: String = "CopyProgress",
        /// When the last copy to this blob ended.
        copy_completed_on: Timestamp = "CopyCompletionTime",
        /// Why the last copy to this blob failed, or why it is still pending.
        copy_status_description: String = "CopyStatusDescription",
        /// Whether the content is encrypted.
        server_encrypted: bool = "ServerEncrypted",
        /// Whether the blob is the destination of incremental copies.
        incremental_copy: bool = "IncrementalCopy",
        /// The snapshot that the last incremental copy created.
        destination_snapshot: String = "DestinationSnapshot",
        /// When the blob was deleted.
        deleted_on: Timestamp = "DeletedTime",
        /// The number of days for which the deleted blob is still retained.
        remaining_retention_days: Count = "RemainingRetentionDays",
        /// The access tier of the blob.
        access_tier: AccessTier = "AccessTier",
        /// Whether the access tier is the default of the account.
        access_tier_inferred: bool = "AccessTierInferred",
        /// The target tier of a blob that is being rehydrated.
        archive_status: ArchiveStatus = "ArchiveStatus",
        /// The tier that a blob of the `Smart` tier is in at present.
        smart_access_tier: AccessTier = "SmartAccessTier",
        /// The SHA-256 hash of the customer-provided key, in base64.
        customer_provided_key_sha256: String = "CustomerProvidedKeySha256",
        /// The encryption scope.
        encryption_scope: String = "EncryptionScope",
        /// When the access tier was last changed.
        access_tier_changed_on: Timestamp = "AccessTierChangeTime",
        /// The number of tags of the blob.
        tag_count: Count = "TagCount",
        /// When the blob expires.
        expires_on: Timestamp = "Expiry-Time",
        /// Whether an append blob is sealed.
        is_sealed: bool = "Sealed",
        /// The priority of rehydration.
        rehydrate_priority: RehydratePriority = "RehydratePriority",
        /// When the blob was last read or written.
        last_accessed_on: Timestamp = "LastAccessTime",
        /// When the immutability policy expires.
        immutability_policy_expires_on: Timestamp = "ImmutabilityPolicyUntilDate",
        /// Whether the immutability policy is locked.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "ImmutabilityPolicyMode",
        /// Whether the blob has a legal hold.
        legal_hold: bool = "LegalHold",
    }
}

/// A blob, snapshot or version in a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct BlobItem {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(rename = "otherElements", skip_serializing_if = "OtherElements::is_empty")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The name of the blob.
    pub name: String,
    /// Whether the blob is soft-deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
    pub deleted: Option<bool>,
    /// The timestamp of the snapshot, if the item is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub snapshot: Option<String>,
    /// The version id, if versioning is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// Whether this is the current version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_current_version: Option<bool>,
    /// The properties of the blob.
    pub properties: BlobProperties,
    /// The metadata of the blob, if `includeMetadata` was set. Names keep their casing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<NameValues>,
    /// The tags of the blob in the format of the service, if `includeTags` was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob_tags: Option<BlobTags>,
    /// The replication status in the format of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_replication_metadata: Option<NameValues>,
    /// Whether the blob has versions only, and no current one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_versions_only: Option<bool>,
    /// The tags of the blob, if `includeTags` was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<NameValues>,
    /// The replication policies that apply to the blob as a source, with the status of each rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_replication_source_properties: Option<Vec<ObjectReplicationPolicy>>,
}

/// An entry of a list.
pub enum ListEntry {
    /// A blob.
    Blob(Box<BlobItem>),
    /// The common prefix of several blob names.
    Prefix(BlobPrefix),
}

/// The blobs of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobFlatListSegment {
    /// The blobs, in the order of their names.
    pub blob_items: Vec<Box<BlobItem>>,
}

header_response! {
    /// The response headers of List Blobs.
    pub struct ContainerListBlobFlatSegmentHeaders {
        /// The media type of the response.
        content_type: String = "content-type",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// The body of a list page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListBlobsFlatSegmentResponse {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The URL of the account.
    pub service_endpoint: String,
    /// The name of the container.
    pub container_name: String,
    /// The prefix of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The continuation token of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The maximum number of blobs on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_page_size: Option<Count>,
    /// The blobs.
    pub segment: BlobFlatListSegment,
    /// Why this may not be the list that was requested. Listing itself ignores it, as `@azure/storage-blob` does.
    #[serde(skip)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub doubt: Option<&'static str>,
    /// The token of the next page. It is absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// A prefix that several blob names share, up to the delimiter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobPrefix {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The shared prefix, including the delimiter.
    pub name: String,
}

/// The blobs and prefixes of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobHierarchyListSegment {
    /// The prefixes, in order.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<BlobPrefix>>"))]
    pub blob_prefixes: Vec<BlobPrefix>,
    /// The blobs, in the order of their names.
    pub blob_items: Vec<Box<BlobItem>>,
}

/// The body of a list page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListBlobsHierarchySegmentResponse {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The URL of the account.
    pub service_endpoint: String,
    /// The name of the container.
    pub container_name: String,
    /// The prefix of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The continuation token of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The maximum number of blobs and prefixes on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_page_size: Option<Count>,
    /// The delimiter of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The blobs and prefixes.
    pub segment: BlobHierarchyListSegment,
    /// Why this may not be the list that was requested. Listing itself ignores it, as `@azure/storage-blob` does.
    #[serde(skip)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub doubt: Option<&'static str>,
    /// The token of the next page. It is absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}
