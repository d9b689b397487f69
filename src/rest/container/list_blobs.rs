//! List Blobs, flat: one page of a container's blobs.

use http::{HeaderMap, Method};
use serde::Serialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::blob::object_replication::ObjectReplicationPolicy;
use crate::rest::container::list_blobs_xml;
use crate::rest::limits;
use crate::rest::other_elements::OtherElements;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{
    AccessTier, ArchiveStatus, BlobImmutabilityPolicyMode, BlobType, CopyStatusType, LeaseDurationType, LeaseStateType,
    LeaseStatusType, ListBlobsIncludeItem, RehydratePriority,
};
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Binary, Count, NameValues, Timestamp};
use crate::rest::{ListOperation, Operation};

parameters! {
    /// Options of listing one page of blobs.
    pub struct ContainerListBlobFlatSegmentOptions {
        /// Only blobs whose names begin so.
        prefix: String,
        /// Where the page begins: the `continuationToken` of the page before.
        marker: String,
        /// How many blobs at most; 5,000 when absent.
        max_page_size: Count,
        /// What the page carries besides names and properties.
        include: Vec<ListBlobsIncludeItem>,
        /// The name at which the listing begins.
        start_from: String,
    }
}

xml_response! {
    /// A blob's properties, as they come in a listing.
    pub struct BlobProperties {
        /// When the blob was made.
        created_on: Timestamp = "Creation-Time",
        /// When the blob last changed.
        #[cfg_attr(feature = "typescript", ts(type = "Date"))]
        last_modified: Timestamp = "Last-Modified",
        /// The blob's `ETag`, without quotes.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        etag: String = "Etag",
        /// The size in bytes.
        content_length: Count = "Content-Length",
        /// The media type.
        content_type: String = "Content-Type",
        /// The encoding of the content, such as `gzip`.
        content_encoding: String = "Content-Encoding",
        /// The language of the content.
        content_language: String = "Content-Language",
        /// The MD5 hash of the content.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "Content-MD5",
        /// How a browser shows the blob.
        content_disposition: String = "Content-Disposition",
        /// How the blob is cached.
        cache_control: String = "Cache-Control",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The kind of the blob.
        blob_type: BlobType = "BlobType",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "LeaseStatus",
        /// What the lease is doing.
        lease_state: LeaseStateType = "LeaseState",
        /// Whether the lease ends by itself.
        lease_duration: LeaseDurationType = "LeaseDuration",
        /// The id of the last copy to this blob.
        copy_id: String = "CopyId",
        /// How the last copy to this blob stands.
        copy_status: CopyStatusType = "CopyStatus",
        /// Where the last copy to this blob read from.
        copy_source: String = "CopySource",
        /// How far the last copy to this blob is: `bytes/total`.
        copy_progress: String = "CopyProgress",
        /// When the last copy to this blob ended.
        copy_completed_on: Timestamp = "CopyCompletionTime",
        /// Why the last copy to this blob failed, or what it waits for.
        copy_status_description: String = "CopyStatusDescription",
        /// Whether the blob is encrypted.
        server_encrypted: bool = "ServerEncrypted",
        /// Whether the blob is the destination of incremental copies.
        incremental_copy: bool = "IncrementalCopy",
        /// The snapshot that the last incremental copy made.
        destination_snapshot: String = "DestinationSnapshot",
        /// When the blob was deleted.
        deleted_on: Timestamp = "DeletedTime",
        /// For how many more days the deleted blob is kept.
        remaining_retention_days: Count = "RemainingRetentionDays",
        /// The blob's tier.
        access_tier: AccessTier = "AccessTier",
        /// Whether the tier is the account's default.
        access_tier_inferred: bool = "AccessTierInferred",
        /// Where an archived blob is on its way to.
        archive_status: ArchiveStatus = "ArchiveStatus",
        /// The hash of the customer's own key.
        customer_provided_key_sha256: String = "CustomerProvidedKeySha256",
        /// The encryption scope.
        encryption_scope: String = "EncryptionScope",
        /// When the tier changed.
        access_tier_changed_on: Timestamp = "AccessTierChangeTime",
        /// How many tags the blob has.
        tag_count: Count = "TagCount",
        /// When the blob expires.
        expires_on: Timestamp = "Expiry-Time",
        /// Whether an append blob is sealed.
        is_sealed: bool = "Sealed",
        /// How urgently the blob is brought back from the archive.
        rehydrate_priority: RehydratePriority = "RehydratePriority",
        /// When the blob was last read or written.
        last_accessed_on: Timestamp = "LastAccessTime",
        /// Until when the blob cannot be changed.
        immutability_policy_expires_on: Timestamp = "ImmutabilityPolicyUntilDate",
        /// Whether the immutability policy can be changed.
        immutability_policy_mode: BlobImmutabilityPolicyMode = "ImmutabilityPolicyMode",
        /// Whether the blob is under legal hold.
        legal_hold: bool = "LegalHold",
    }
}

/// One tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobTag {
    /// The tag's name.
    pub key: String,
    /// The tag's value.
    pub value: String,
}

/// A blob's tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobTags {
    /// The tags, in the service's order.
    pub blob_tag_set: Vec<BlobTag>,
}

/// One blob, snapshot or version in a listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct BlobItem {
    /// What the service says beside, under its own names.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The blob's name.
    pub name: String,
    /// Whether the blob is deleted and kept for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "boolean"))]
    pub deleted: Option<bool>,
    /// The snapshot that this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub snapshot: Option<String>,
    /// The version that this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// Whether this is the current version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_current_version: Option<bool>,
    /// The blob's properties.
    pub properties: BlobProperties,
    /// The blob's metadata, when it was asked for; names keep their case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<NameValues>,
    /// The blob's tags as the service lists them, when they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob_tags: Option<BlobTags>,
    /// The blob's tags, when they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<NameValues>,
    /// How replication stands, as the service lists it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_replication_metadata: Option<NameValues>,
    /// How replication from here stands, by policy and rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_replication_source_properties: Option<Vec<ObjectReplicationPolicy>>,
    /// Whether only versions of the blob are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_versions_only: Option<bool>,
}

/// The blobs of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobFlatListSegment {
    /// The blobs, in the order of their names.
    pub blob_items: Vec<BlobItem>,
}

header_response! {
    /// What the headers of a page tell.
    pub struct ContainerListBlobFlatSegmentHeaders {
        /// The media type of the answer.
        content_type: String = "content-type",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// What the XML of a page tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListBlobsFlatSegmentResponse {
    /// What the service says beside, under its own names.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The account's endpoint.
    pub service_endpoint: String,
    /// The container's name.
    pub container_name: String,
    /// The prefix that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Where the page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// How many blobs the page has at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_page_size: Option<Count>,
    /// The blobs.
    pub segment: BlobFlatListSegment,
    /// Where the next page begins; absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// One page of a listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ContainerListBlobFlatSegmentResponse {
    /// What its headers tell.
    #[serde(flatten)]
    pub headers: ContainerListBlobFlatSegmentHeaders,
    /// What its XML tells.
    #[serde(flatten)]
    pub page: ListBlobsFlatSegmentResponse,
}

impl Operation for ContainerListBlobFlatSegmentOptions {
    type Output = ContainerListBlobFlatSegmentResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/list-blobs";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::LISTING_PAGE;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "list");
        request.query_text("prefix", self.prefix.as_ref());
        request.query_text("marker", self.marker.as_ref());
        request.query_text("maxresults", self.max_page_size.map(|size| size.0.to_string()).as_ref());
        request.query("restype", "container");
        if let Some(include) = self.include.as_ref().filter(|include| !include.is_empty()) {
            let items: Vec<&str> = include.iter().map(|item| item.0.as_str()).collect();
            request.query("include", &items.join(","));
        }
        request.query_text("startFrom", self.start_from.as_ref());
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerListBlobFlatSegmentResponse {
            headers: ContainerListBlobFlatSegmentHeaders::from_headers(headers),
            page: list_blobs_xml::read(body)?,
        })
    }
}

impl ListOperation for ContainerListBlobFlatSegmentOptions {
    const LISTS: &'static [&'static str] = &["blobItems"];

    fn read_in_slices(headers: &HeaderMap, body: &[u8], slices: &mut SliceWriter) -> Result<Self::Output> {
        Ok(ContainerListBlobFlatSegmentResponse {
            headers: ContainerListBlobFlatSegmentHeaders::from_headers(headers),
            page: list_blobs_xml::read_in_slices(body, slices)?,
        })
    }
}
