//! The operations of blobs of any type, one file each.

mod abort_copy;
mod copy_from_url;
mod create_snapshot;
mod delete;
mod delete_immutability_policy;
mod download;
mod get_properties;
mod get_tags;
pub mod object_replication;
mod set_http_headers;
mod set_immutability_policy;
mod set_legal_hold;
mod set_metadata;
mod set_tags;
mod set_tier;
mod start_copy;
mod undelete;
mod upload;

pub use abort_copy::{AbortCopyFromURL, BlobAbortCopyFromURLOptions, BlobAbortCopyFromURLResponse};
pub use copy_from_url::{BlobCopyFromURLResponse, BlobSyncCopyFromURLOptions, CopyFromURL};
pub use create_snapshot::{BlobCreateSnapshotOptions, BlobCreateSnapshotResponse};
pub use delete::{BlobDeleteOptions, BlobDeleteResponse};
pub use delete_immutability_policy::{BlobDeleteImmutabilityPolicyResponse, DeleteImmutabilityPolicy};
pub use download::{BlobDownloadParameters, BlobDownloadResponse, DEFAULT_MAX_RETRY_REQUESTS, Download};
pub use get_properties::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
pub use get_tags::{BlobGetTagsHeaders, BlobGetTagsOptions};
pub use set_http_headers::{BlobSetHTTPHeadersOptions, BlobSetHTTPHeadersResponse, SetHTTPHeaders};
pub use set_immutability_policy::{BlobSetImmutabilityPolicyResponse, SetImmutabilityPolicy};
pub use set_legal_hold::{BlobSetLegalHoldResponse, SetLegalHold};
pub use set_metadata::{BlobSetMetadataOptions, BlobSetMetadataResponse, SetMetadata};
pub use set_tags::{BlobSetTagsOptions, BlobSetTagsResponse, SetTags};
pub use set_tier::{BlobSetTierOptions, BlobSetTierResponse, SetTier};
pub use start_copy::{BlobStartCopyFromURLOptions, BlobStartCopyFromURLResponse, StartCopyFromURL};
pub use undelete::{BlobUndeleteResponse, Undelete};
pub use upload::{BlockBlobUploadParameters, BlockBlobUploadResponse};
