//! The handling of a job's requests, as policies of its pipelines: turns, throttling, renewed credentials, dry runs. Also the
//! polling of asynchronous copies.

pub mod attempts;
pub mod credential_scope;
pub mod pending_copies;
pub mod read_only;
pub mod rejection;
pub mod renewal;
pub mod renewed_endpoint;
pub mod source_credentials;
pub mod source_policy;
pub mod source_renewal;
pub mod stragglers;
pub mod tally;
pub mod throttled;
pub mod turns;
