//! The only Rust that knows JavaScript. Calls from the facade become engine calls, and what the engine answers becomes
//! strings of JSON, buffers and handles. Failures cross as values: the facade throws the real error, with the caller's
//! stack.
//!
//! A string crosses at a fraction of the cost of an object with many properties, which is why answers are JSON.

mod call_queue;
mod call_result;
mod calls;
mod cancel;
mod certificates;
mod channel;
mod copy_poller;
mod copy_state;
mod credential;
mod download;
mod environment;
mod failure;
mod head;
mod incoming;
mod operations;
mod pipeline;
mod query;
mod runtime;
mod sas;
mod sync;
mod turns;
mod upload_progress;
mod upload_source;
mod urls;
