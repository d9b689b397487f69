//! Names: globs, the name of a blob at the destination, its endpoint, and the order in which a service lists.

pub mod blob_endpoint;
pub mod container_endpoint;
pub mod glob;
pub mod mapping;
pub mod name_matching;
pub mod order;
pub mod rename;
