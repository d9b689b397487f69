//! List Blobs: one page of the blobs of a container.

use crate::rest::listing::{ContainerListBlobFlatSegmentHeaders, ListBlobsFlatSegmentResponse};
use crate::rest::shared::ListBlobsIncludeItem;
use crate::rest::values::Count;
use crate::rest::versions::LATEST_FEATURES;
use crate::rest::{limits, listing};

parameters! {
    /// Options of List Blobs.
    pub struct ContainerListBlobFlatSegmentOptions {
        /// Lists only blobs whose names begin with this prefix.
        prefix: String = query("prefix"),
        /// The `continuationToken` of the previous page.
        marker: String = query("marker"),
        /// The maximum number of blobs on the page. Default: 5,000.
        max_page_size: Count = query("maxresults").then(&("restype", "container")),
        /// What items include besides name and properties.
        include: Vec<ListBlobsIncludeItem> = query("include"),
        /// The name of the blob to start from. Older versions ignore it, and list from the beginning.
        start_from: String = query("startFrom").newest(),
        /// The name of the blob to end before.
        end_before: String = query("endBefore"),
        /// The formats that the page may come in.
        accept: String = header("accept").since(LATEST_FEATURES),
    }
}

operation! {
    ContainerListBlobFlatSegmentOptions as "ContainerListBlobFlatSegment",
    page: "list-blobs",
    method: GET,
    query: { "comp" = "list" },
    success: [200],
    repeat: Safe,
    response: ContainerListBlobFlatSegmentHeaders with ListBlobsFlatSegmentResponse = listing::read_flat,
    limit: limits::LISTING_PAGE,
    lists: ["blobItems"] = listing::read_in_slices,
}
