//! The only Rust that uses JavaScript. Calls of the facade become calls of the engine. Results become JSON strings,
//! buffers and handles. Failures are passed as values: the facade throws the error, with the stack of the caller.
//!
//! Passing a string takes a fraction of the cost of an object with many properties, so results are JSON.

mod byte_stream;
mod call_queue;
mod call_result;
mod calls;
mod cancel;
mod certificates;
mod channel;
mod container_copy;
mod container_entries;
mod copy_poller;
mod copy_state;
mod credential;
mod download;
mod environment;
mod exchange;
mod failure;
mod head;
mod layers;
mod memory;
mod name_matching;
mod numbers;
mod operations;
mod passage;
mod pipeline;
mod query;
mod raw_request;
mod renewed_credential;
mod runtime;
mod sas;
mod shared_stream;
mod sync;
mod transfer_progress;
mod turns;
mod upload_source;
mod uploads;
mod urls;
