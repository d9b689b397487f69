//! Where blobs come from: pages of a listing, or of entries that the caller gives.

pub mod ahead;
pub mod at_destination;
pub mod density;
pub mod entries;
pub mod extraneous;
pub mod gathering;
pub mod lister;
pub mod name_matching;
pub mod origin;
pub mod page;
pub mod pages;
pub mod resumed_pages;
