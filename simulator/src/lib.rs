//! A Blob service in memory, for the tests and benchmarks of blobferry.
//!
//! # Layout
//!
//! - [`simulator`] is what Rust code starts and scripts; `main.rs` is the same as a program.
//! - [`server`] is sockets and HTTP; [`header_case`] sees what hyper hides. They know no operation.
//! - [`control`] scripts and observes the service over HTTP, on a port of its own.
//! - [`service`] takes one request and returns one answer: it finds the operation, asks [`admission`] whether the sender
//!   may do it (which has [`auth`] verify the signature), runs it, and writes it into the [`log`].
//! - [`operations`] has one file for each operation. They read a [`request`], decide with [`conditions`] and [`copies`] (which follow a [`copy_script`]),
//!   change the [`state`], and return an [`answer`] or a [`failure`].
//! - [`sources`] reads what copies copy: within the service, from the [`files`], or from other hosts.
//! - [`state`] is accounts, containers and blobs. It knows no HTTP and never waits.
//! - [`synthetic`](mod@synthetic) makes blobs of any size that take no memory.
//! - [`address`], [`names`], [`ids`], [`checksums`] and [`refusals`] are the small things that the others share.

mod address;
mod admission;
mod answer;
#[allow(dead_code, unused_imports, reason = "some of it is for operations that are not there yet")]
mod auth;
mod body;
mod checksums;
mod clock;
mod conditions;
mod control;
mod copies;
mod copy_script;
mod failure;
mod files;
mod header_case;
mod ids;
mod log;
mod names;
mod operations;
mod refusals;
mod request;
mod server;
mod service;
mod simulator;
mod sources;
mod state;
mod synthetic;

pub use copies::{CopyEnd, CopyRule, CopyScript, PendingFor};
pub use log::{Seen, SourceRead};
pub use simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Options, Simulator};
pub use sources::elsewhere::SourceOptions;
pub use state::data::synthetic;
pub use synthetic::{SyntheticBlob, SyntheticType};
