//! The operations of containers, one file each.

pub mod access_policy;
mod create;
mod delete;
mod get_access_policy;
mod get_properties;
mod list_blobs;
mod list_blobs_by_hierarchy;
pub mod list_blobs_xml;
mod restore;
mod set_access_policy;
mod set_metadata;

pub use create::{ContainerCreateOptions, ContainerCreateResponse};
pub use delete::{ContainerDeleteMethodOptions, ContainerDeleteResponse};
pub use get_access_policy::{ContainerGetAccessPolicyHeaders, ContainerGetAccessPolicyOptions};
pub use get_properties::{ContainerGetPropertiesOptions, ContainerGetPropertiesResponse};
pub use list_blobs::{
    BlobFlatListSegment, BlobItem, BlobProperties, BlobTag, BlobTags, ContainerListBlobFlatSegmentHeaders,
    ContainerListBlobFlatSegmentOptions, ContainerListBlobFlatSegmentResponse, ListBlobsFlatSegmentResponse,
};
pub use list_blobs_by_hierarchy::{
    BlobHierarchyListSegment, BlobPrefix, ListBlobsByHierarchy, ListBlobsHierarchySegmentResponse,
};
pub use restore::{ContainerRestore, ContainerUndeleteResponse};
pub use set_access_policy::{
    ContainerSetAccessPolicy, ContainerSetAccessPolicyOptions, ContainerSetAccessPolicyResponse,
};
pub use set_metadata::{ContainerSetMetadata, ContainerSetMetadataOptions, ContainerSetMetadataResponse};
