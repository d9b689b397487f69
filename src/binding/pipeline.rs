//! The handle with which clients send requests: one pipeline for a credential and its options.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]
#![expect(clippy::too_many_arguments, reason = "an argument crosses the boundary at a fraction of an object's cost")]

mod copies;
mod handle;
mod request_options;
mod transfers;

pub use self::handle::NativePipeline;
