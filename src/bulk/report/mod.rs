//! Events for each blob, and the totals.

pub mod container_event;
pub mod cost;
pub mod counts;
pub mod event;
pub mod events;
pub mod examples;
pub mod fidelity;
pub mod forecast;
pub mod job_event;
pub mod needed_credential;
pub mod side;
pub mod summary;
pub mod under_way;
pub mod verified;
