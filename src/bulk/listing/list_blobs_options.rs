//! The request of one page: the facts that a copy needs, and what else the job's options ask for.

use crate::bulk::options::states::States;
use crate::rest::container::ContainerListBlobFlatSegmentOptions;
use crate::rest::shared::ListBlobsIncludeItem;
use crate::rest::values::Count;

/// What a listing includes besides metadata.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListingDetails {
    pub tags: bool,
    pub immutability: bool,
}

/// Lists blobs whose names begin with this, with the facts that a copy needs.
pub(super) fn list_blobs_options(
    prefix: &str,
    page_size: u64,
    further: ListingDetails,
    states: &States,
) -> ContainerListBlobFlatSegmentOptions {
    let immutability = further.immutability.then_some(["immutabilitypolicy", "legalhold"]);
    let included = ["metadata"].into_iter().chain(further.tags.then_some("tags")).chain(states.include());
    let included = included.chain(immutability.into_iter().flatten());
    ContainerListBlobFlatSegmentOptions {
        prefix: Some(prefix.to_owned()).filter(|prefix| !prefix.is_empty()),
        max_page_size: Some(Count(page_size)),
        include: Some(included.map(|name| ListBlobsIncludeItem(name.to_owned())).collect()),
        ..Default::default()
    }
}
