//! What a job does about each of its requests, as policies of its pipelines: their turn, throttling, renewed credentials, no writes. And how it
//! polls asynchronous copies.

pub mod attempts;
pub mod pending_copies;
pub mod read_only;
pub mod renewal;
pub mod stragglers;
pub mod tally;
pub mod throttled;
pub mod turns;
