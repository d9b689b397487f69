//! A Blob service in memory, for the tests and benchmarks of blobferry.
//!
//! # Layout
//!
//! - [`simulator`] is what Rust code starts and scripts. `main.rs` is the same as a program.
//! - [`server`] is sockets and HTTP, [`tls`] the certificate for HTTPS; [`header_case`] sees what hyper hides. They know
//!   no operation, and pass on each request as it was [`received`]. [`endpoints`] respond on the ports.
//! - [`connections`] knows whether clients have sent something that is not handled yet.
//! - [`wire`] breaks connections below HTTP, as [`faults`] say; [`throttle`] rejects what comes too fast.
//! - [`control`] scripts and observes the service over HTTP, on a separate port.
//! - [`service`] takes one request and returns one response. It recognizes the [`operation`], and calls [`admission`] to authorize the
//!   sender: [`auth`] verifies the signature with the keys in [`access`], and [`permissions`] has what the operation requires. Then it runs
//!   the operation, and records it in the [`log`] and the [`statistics`].
//! - [`operations`] has one file for each operation. They read a [`request`], decide with [`conditions`], [`guard`] and [`copies`]
//!   (which follow a [`copy_script`]), change the [`state`], and return a [`response`] or a [`failure`]. Each only gets what it
//!   works on, and none gets the service. Most get the state; some get the [`store`] around it, the [`scripts`] of a test, or the
//!   sources of copies.
//! - [`sources`] reads the sources of copies: within the service, from the [`files`], or from other hosts. A source in the
//!   service itself is read through a trait, like by a client.
//! - [`state`] is accounts, containers and blobs. It knows no HTTP and never waits. `state::recognition` recognizes content that was
//!   generated here, so that its bytes are not kept.
//! - [`synthetic`](mod@synthetic) makes blobs of any size that take no memory.
//! - [`tags`] and [`xml`] parse parts of requests: blob index tags with their expressions, and small documents.
//!   [`multipart`] parses batches. [`checksums`] verifies the checksums of content; [`crc64`] is the one of the
//!   storage services.
//! - [`address`], [`names`], [`ids`], [`glob`], [`range`] and [`service_errors`] are small parts that the others share.
//!
//! The modules do not use each other in a circle; `tests/all/circles.rs` checks that.

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
