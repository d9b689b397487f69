//! The operations on a container, a file each.

mod create;
mod delete;
mod get_properties;
mod list_blobs;
mod list_blobs_xml;

pub use create::{ContainerCreateOptions, ContainerCreateResponse};
pub use delete::{ContainerDeleteMethodOptions, ContainerDeleteResponse};
pub use get_properties::{ContainerGetPropertiesOptions, ContainerGetPropertiesResponse};
pub use list_blobs::{
    BlobFlatListSegment, BlobItem, BlobProperties, BlobTag, BlobTags, ContainerListBlobFlatSegmentHeaders,
    ContainerListBlobFlatSegmentOptions, ContainerListBlobFlatSegmentResponse, ListBlobsFlatSegmentResponse,
};
