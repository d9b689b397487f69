//! blobferry: a Rust engine that copies blobs in Azure Storage, behind a JavaScript API.
//!
//! # Layout
//!
//! Dependencies point one way, downward; a test (`tests/layers.rs`) holds this.
//!
//! - [`binding`] is the only code that knows JavaScript. It turns calls from the facade into engine calls, and engine
//!   failures into values. It never talks HTTP and knows no protocol.
//! - `typescript` writes the TypeScript that is generated from the structs below. It is compiled only for that.
//! - [`bulk`] copies whole containers: it lists, plans, copies, verifies and keeps a journal. It copies each blob through [`copy`].
//! - [`copy`] copies one blob: it starts a copy, polls it, cancels it, resumes it. It never builds a request by hand.
//! - [`transfer`] moves the bytes of a blob: uploads, downloads, files and streams. It resumes where a connection broke.
//! - [`rest`] is the wire, as data: one options struct and one response struct for each REST operation. It never does
//!   I/O of its own; [`rest::execute`] hands a finished request to the pipeline.
//! - [`auth`] decides who signs: shared key, SAS, bearer token or nobody; it also reads connection strings. It never
//!   sends a request.
//! - [`http`] is how one request travels: retry, the policies of the caller, sign, send. It knows no operation.
//! - [`base`] is what all of them use: the one error type, URLs, reading JSON arguments, keeping secrets out of sight.

#[macro_use]
pub mod base;

pub mod auth;
pub mod bulk;
pub mod copy;
pub mod http;
pub mod rest;
pub mod transfer;
#[cfg(feature = "typescript")]
pub mod typescript;

#[cfg(all(feature = "binding", not(test)))]
mod binding;

/// Requests are many small allocations, made on one thread and freed on another: what the system's allocator is slow at.
#[cfg(not(test))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
