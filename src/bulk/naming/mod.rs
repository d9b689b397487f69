//! Names: what a blob is called at the destination, where that is, and in which order a service lists.

pub mod blob_endpoint;
pub mod fragile_names;
pub mod mapping;
pub mod name_matching;
pub mod order;
pub mod rename;
