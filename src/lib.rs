//! blobferry: a Rust engine that copies blobs in Azure Storage, behind a JavaScript API.
//!
//! # Layout
//!
//! Dependencies point one way, downward. `tests/layers.rs` checks that.
//!
//! - [`binding`] is the only code that knows JavaScript. It turns calls from the facade into engine calls, and engine
//!   failures into values. It never talks HTTP and knows no protocol.
//! - `typescript` generates TypeScript from the structs of the layers below. It is compiled only for that.
//! - [`bulk`] copies whole containers: it lists, plans, copies, verifies and keeps a journal. It copies each blob through [`copy`].
//! - [`copy`] copies one blob: it starts a copy, polls it, cancels it, resumes it. It never builds a request by hand.
//! - [`transfer`] moves the bytes of a blob: uploads, downloads, files and streams. It resumes where a connection broke.
//! - [`rest`] is the wire, as data: one options struct and one response struct for each REST operation. It never does
//!   I/O of its own; [`rest::execute`] hands a finished request to the pipeline.
//! - [`auth`] has the credentials that sign requests: shared key, bearer token, or none. It also reads connection strings and creates shared
//!   access signatures. It never sends a request.
//! - [`http`] sends one request, in layers: retry, the caller's policies, sign, transport. It knows no operation.
//! - [`base`] has what all of them use: the one error type, URLs, reading JSON arguments, redaction.

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

/// Requests make many small allocations on one thread, which another thread frees. The system's allocator is slow at that.
#[cfg(not(test))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
