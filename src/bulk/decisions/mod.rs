//! Decisions as pure code, without requests: how many blobs at once, whether two are the same, whether that many may be deleted.

pub mod concurrency;
pub mod delete_brakes;
pub mod early_deletion;
pub mod skip_reason;
pub mod weight;
