//! A page of a listing of blobs: what it has, and how it is read. Flat listings and those by hierarchy share it.

mod arrow;
mod items;
mod xml;

pub use items::{
    BlobFlatListSegment, BlobHierarchyListSegment, BlobItem, BlobPrefix, BlobProperties,
    ContainerListBlobFlatSegmentHeaders, ListBlobsFlatSegmentResponse, ListBlobsHierarchySegmentResponse,
};
pub use xml::{read_by_hierarchy, read_by_hierarchy_in_slices, read_each_blob, read_flat, read_in_slices};
