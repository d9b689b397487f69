//! What became of each blob, for who watches, and the counts of all.

pub mod container_event;
pub mod cost;
pub mod event;
pub mod events;
pub mod fidelity;
pub mod job_event;
pub mod needed_credential;
pub mod summary;
pub mod under_way;
