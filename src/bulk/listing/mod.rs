//! Pages of blobs, from a listing or from the caller's entries.

pub mod at_destination;
pub mod containers;
pub mod density;
pub mod doubtful_pages;
pub mod empty_pages;
pub mod entries;
pub mod extraneous;
pub mod garbled;
pub mod gathering;
pub mod interrupted;
mod list_blobs_options;
pub mod lister;
mod look_up;
pub mod name_matching;
pub mod origin;
pub mod page;
mod page_after;
pub mod page_body;
pub mod page_size;
pub mod pages;
pub mod prefetch;
pub mod resumed_pages;
