//! Decisions that are pure code and know no request: how many blobs at once, whether two are the same, whether so many may be deleted.

pub mod concurrency;
pub mod delete_brakes;
pub mod skip_reason;
pub mod weight;
