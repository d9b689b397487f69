//! What a job does about each of its requests, as policies of its pipelines: their turn, throttling, renewed credentials, no writes.

pub mod attempts;
pub mod read_only;
pub mod renewal;
pub mod throttled;
