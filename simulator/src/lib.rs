//! A Blob service in memory, for the tests and benchmarks of blobferry.
//!
//! # Layout
//!
//! - [`simulator`] is what Rust code starts and scripts; `main.rs` is the same as a program.
//! - [`server`] is sockets and HTTP; [`header_case`] sees what hyper hides. They know no operation.
//! - [`control`] scripts and observes the service over HTTP, on a port of its own.
//! - [`service`] takes one request and returns one answer: it finds the operation, asks [`admission`] whether the sender
//!   may do it (which has [`auth`] verify the signature), runs it, and writes it into the [`log`].
//! - [`operations`] has one file for each operation. They read a [`request`], decide with [`conditions`] and [`copies`],
//!   change the [`state`], and return an [`answer`] or a [`failure`].
//! - [`state`] is accounts, containers and blobs. It knows no HTTP and never waits.
//! - [`tags`] and [`xml`] read what some requests carry: blob index tags with their expressions, and small documents; [`multipart`] is batches; [`crc64`] is
//!   the checksum that the services have for themselves.
//! - [`address`], [`names`] and [`ids`] are the small things that the others share.

mod address;
mod admission;
mod answer;
#[allow(dead_code, unused_imports, reason = "some of it is for operations that are not there yet")]
mod auth;
mod body;
mod clock;
mod conditions;
mod control;
mod copies;
mod crc64;
mod failure;
mod header_case;
mod ids;
mod log;
mod multipart;
mod names;
mod operations;
mod request;
mod server;
mod service;
mod simulator;
mod state;
mod tags;
mod xml;

pub use copies::{CopyEnd, CopyScript, PendingFor};
pub use log::Seen;
pub use simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Options, Simulator};
pub use state::data::synthetic;
