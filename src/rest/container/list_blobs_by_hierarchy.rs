//! List Blobs with a delimiter: one page of the blobs and prefixes at one level.

use crate::rest::container::list_blobs::ContainerListBlobFlatSegmentOptions;
use crate::rest::listing::{ContainerListBlobFlatSegmentHeaders, ListBlobsHierarchySegmentResponse};
use crate::rest::{limits, listing};

operation! {
    /// List Blobs with a delimiter.
    pub struct ListBlobsByHierarchy as "ContainerListBlobHierarchySegment" {
        /// The separator of the levels, usually `/`.
        delimiter: String = query("delimiter"),
    }
    options: ContainerListBlobFlatSegmentOptions,
    page: "list-blobs",
    method: GET,
    query: { "comp" = "list" },
    success: [200],
    repeat: Safe,
    response: ContainerListBlobFlatSegmentHeaders with ListBlobsHierarchySegmentResponse = listing::read_by_hierarchy,
    limit: limits::LISTING_PAGE,
    lists: ["blobPrefixes", "blobItems"] = listing::read_by_hierarchy_in_slices,
}
