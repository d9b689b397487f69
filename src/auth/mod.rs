//! Who signs a request: shared key, SAS, bearer token or nobody. Never sends anything.
pub mod account;
