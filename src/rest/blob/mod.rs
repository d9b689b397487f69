//! The operations on one blob, a file each.

mod abort_copy;
mod copy_from_url;
mod create_snapshot;
mod delete;
mod download;
mod get_properties;
pub mod object_replication;
mod set_metadata;
mod start_copy;
mod upload;

pub use abort_copy::{AbortCopyFromURL, BlobAbortCopyFromURLOptions, BlobAbortCopyFromURLResponse};
pub use copy_from_url::{BlobCopyFromURLResponse, BlobSyncCopyFromURLOptions, CopyFromURL};
pub use create_snapshot::{BlobCreateSnapshotOptions, BlobCreateSnapshotResponse};
pub use delete::{BlobDeleteOptions, BlobDeleteResponse};
pub use download::{BlobDownloadParameters, BlobDownloadResponse, DEFAULT_MAX_RETRY_REQUESTS, Download};
pub use get_properties::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
pub use set_metadata::{BlobSetMetadataOptions, BlobSetMetadataResponse, SetMetadata};
pub use start_copy::{BlobStartCopyFromURLOptions, BlobStartCopyFromURLResponse, StartCopyFromURL};
pub use upload::{BlockBlobUploadParameters, BlockBlobUploadResponse};
