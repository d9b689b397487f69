//! Copy Blob: an asynchronous copy.

use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{AccessTier, BlobImmutabilityPolicy, CopyStatusType, RehydratePriority, SourceUrl};
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Copy Blob.
    pub struct BlobStartCopyFromURLOptions {
        /// The metadata of the destination. Default: the metadata of the source.
        metadata: NameValues = metadata(),
        /// Conditions on the destination.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// Conditions on the source.
        source_conditions: ModifiedAccessConditions = group(ModifiedAccessConditions::SOURCE_WITH_TAGS),
        /// The access tier of the destination, such as `Cool`.
        #[cfg_attr(feature = "typescript", ts(optional, type = "BlockBlobTier | PremiumPageBlobTier | string"))]
        tier: AccessTier = header("x-ms-access-tier"),
        /// The priority of rehydration, if the source is archived.
        rehydrate_priority: RehydratePriority = header("x-ms-rehydrate-priority"),
        /// The immutability policy of the destination.
        immutability_policy: BlobImmutabilityPolicy = group(BlobImmutabilityPolicy::FIELDS),
        /// Whether the destination has a legal hold.
        legal_hold: bool = header("x-ms-legal-hold"),
        /// The index tags of the destination, at most 10.
        tags: NameValues = tags(),
        /// Whether an append blob is sealed after the copy. Default: false.
        seal_blob: bool = header("x-ms-seal-blob"),
    }
}

header_response! {
    /// The response of Copy Blob.
    pub struct BlobStartCopyFromURLResponse {
        /// The `ETag` of the destination.
        etag: String = "etag",
        /// When the destination was last modified.
        last_modified: Timestamp = "last-modified",
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
        /// The id of the copy, used to poll and to abort it.
        copy_id: String = "x-ms-copy-id",
        /// The status of the copy.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Copy Blob.
    pub struct StartCopyFromURL as "BlobStartCopyFromURL" {
        /// The URL of the source.
        copy_source: SourceUrl = header("x-ms-copy-source"),
    }
    options: BlobStartCopyFromURLOptions,
    page: "copy-blob",
    method: PUT,
    success: [202],
    // The service rejects a second copy while the first is pending. The poller recognizes its own.
    repeat: Safe,
    response: BlobStartCopyFromURLResponse,
}
