//! A Blob service in memory, for the tests and benchmarks of blobferry.
//!
//! # Layout
//!
//! - [`simulator`] is what Rust code starts and scripts; `main.rs` is the same as a program.
//! - [`server`] is sockets and HTTP, [`tls`] the certificate for HTTPS; [`header_case`] sees what hyper hides. They know
//!   no operation, and hand over a request as it was [`received`]; [`endpoints`] respond on the ports.
//! - [`connections`] knows what clients have sent that is not handled yet.
//! - [`wire`] breaks connections below HTTP, as [`faults`] say; [`throttle`] rejects what comes too fast.
//! - [`control`] scripts and observes the service over HTTP, on a port of its own.
//! - [`service`] takes one request and returns one response: it finds the [`operation`], asks [`admission`] whether the sender
//!   may do it (which has [`auth`] verify the signature, with the keys in [`access`], and [`permissions`] say what the operation
//!   takes), runs it, and writes it into the [`log`] and the [`statistics`].
//! - [`operations`] has one file for each operation. They read a [`request`], decide with [`conditions`], [`guard`] and [`copies`]
//!   (which follow a [`copy_script`]), change the [`state`], and return an [`response`] or a [`failure`]. Each is handed what it
//!   works on, and none the service: most take the state alone, some the [`store`] around it, the [`scripts`] of a test, or the
//!   sources of copies.
//! - [`sources`] reads what copies copy: within the service, from the [`files`], or from other hosts. For a source of its own the
//!   service is asked through a trait, as by a client.
//! - [`state`] is accounts, containers and blobs. It knows no HTTP and never waits. `state::recognition` keeps no bytes of
//!   what was computed here and comes back.
//! - [`synthetic`](mod@synthetic) makes blobs of any size that take no memory.
//! - [`tags`] and [`xml`] read what some requests carry: blob index tags with their expressions, and small documents;
//!   [`multipart`] is batches; [`checksums`] are what requests say of their content, [`crc64`] is the one that the
//!   services have for themselves.
//! - [`address`], [`names`], [`ids`], [`glob`], [`range`] and [`service_errors`] are the small things that the others share.
//!
//! They use each other in no circle; `tests/all/circles.rs` holds it.

mod access;
mod address;
mod admission;
mod auth;
mod avro;
mod body;
mod checksums;
mod clock;
mod conditions;
mod connections;
mod control;
mod copies;
mod copy_script;
mod crc64;
mod endpoints;
mod failure;
mod faults;
mod files;
mod glob;
mod guard;
mod header_case;
mod ids;
mod interned;
mod issuer_script;
mod latin1;
mod log;
mod multipart;
mod names;
mod operation;
mod operations;
mod permissions;
mod range;
mod received;
mod request;
mod response;
mod scripts;
mod server;
mod service;
mod service_errors;
mod simulator;
mod sources;
mod splitmix64;
mod state;
mod statistics;
mod store;
mod structured;
mod structured_frames;
mod synthetic;
mod tags;
mod throttle;
mod tls;
mod wire;
mod xml;

pub use auth::{TENANT, TokenRequest};
pub use copies::{CopyEnd, CopyRule, CopyScript, PendingFor};
pub use faults::RuleReport as FaultReport;
pub use faults::events::{Event, EventTarget, PutEvent, RequestEvent};
pub use faults::rule::{Amount, BodyFault, Fault, Firing, OneOrMany, RequestFilter, RoleFilter, Rule, UploadFault};
pub use issuer_script::IssuerScript;
pub use log::{Filter, RecordedRequest, SourceRead};
pub use simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Options, Simulator};
pub use sources::remote::SourceOptions;
pub use state::data::synthetic;
pub use state::features::Features;
pub use state::generated::{BlobTypeName, Size, SyntheticContainer};
pub use statistics::Statistics;
pub use synthetic::{SyntheticBlob, SyntheticType};
pub use throttle::{Throttle, ThrottleScope};
pub use tls::Certificate;
