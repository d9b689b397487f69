//! A Blob service in memory, for the tests and benchmarks of blobferry.
//!
//! # Layout
//!
//! - [`simulator`] is what Rust code starts and scripts; `main.rs` is the same as a program.
//! - [`server`] is sockets and HTTP, [`tls`] the certificate for HTTPS; [`header_case`] sees what hyper hides. They know
//!   no operation.
//! - [`control`] scripts and observes the service over HTTP, on a port of its own.
//! - [`service`] takes one request and returns one answer: it finds the operation, asks [`admission`] whether the sender
//!   may do it (which has [`auth`] verify the signature, and [`permissions`] say what the operation takes), runs it, and
//!   writes it into the [`log`]. [`tokens`] is the endpoint that issues what `Authorization: Bearer` carries.
//! - [`operations`] has one file for each operation. They read a [`request`], decide with [`conditions`] and [`copies`],
//!   change the [`state`], and return an [`answer`] or a [`failure`].
//! - [`state`] is accounts, containers and blobs. It knows no HTTP and never waits.
//! - [`address`], [`names`] and [`ids`] are the small things that the others share.

mod address;
mod admission;
mod answer;
mod auth;
mod avro;
mod body;
mod clock;
mod conditions;
mod control;
mod copies;
mod failure;
mod header_case;
mod ids;
mod log;
mod names;
mod operations;
mod permissions;
mod request;
mod server;
mod service;
mod simulator;
mod state;
mod tls;
mod tokens;

pub use auth::{TENANT, TokenRequest};
pub use copies::{CopyEnd, CopyScript, PendingFor};
pub use log::Seen;
pub use simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Options, Simulator};
pub use state::data::synthetic;
pub use tls::Certificate;
pub use tokens::IssuerScript;
