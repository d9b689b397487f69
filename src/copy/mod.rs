//! One blob's copy: typed in, typed out. It never builds a request by hand; that is [`crate::rest`].
//!
//! | | |
//! |---|---|
//! | facts and options | `blob_facts`, `copy_status`, `options`, `limits`; `services` has what the copies of a job share: `pair` is what earlier copies between the same accounts found out, `pending` shows the status of many at once |
//! | decisions, all pure | `plan` and `block_layout`, `overwrite`, `error_codes`, `comparison` |
//! | both sides | [`source`], [`destination`], `source_url`, `source_read`; `read_signature` signs for the source |
//! | the metadata of a copy | `metadata_names`, `valid_metadata`, `times`, `recorded_source` |
//! | one copy | `prepare` creates a `context`, `run` turns it into an `outcome`; `strategies` and [`asynchronous`] do the work; `protect` sets what they cannot; `verify` and `verify_properties` check it, and `proof` is their result |
//! | errors | `failure`, `ambiguous_commit`, `await_effect` |
//! | watching a copy | `activity`, `progress`, `state`, [`polling`]; `local_copy`, `service_poller` and `started_copy` are what a poller holds |
//! | saving a copy | [`saved`], `saved_result` |
//!
//! A poller begins at `started_copy`. A copy of many blobs calls [`prepare()`] and [`copy()`] for each.

mod activity;
mod ambiguous_commit;
pub mod asynchronous;
mod await_effect;
pub mod blob_facts;
mod block_layout;
pub mod comparison;
mod context;
mod copy_status;
pub mod destination;
mod error_codes;
mod failure;
pub mod limits;
mod local_copy;
pub mod metadata_names;
pub mod options;
pub mod outcome;
pub mod overwrite;
pub mod pair;
pub mod pending;
pub mod plan;
pub mod polling;
mod prepare;
pub mod progress;
mod proof;
mod protect;
mod read_signature;
pub mod recorded_source;
mod run;
pub mod saved;
mod saved_result;
mod service_poller;
mod services;
pub mod source;
mod source_read;
pub mod source_url;
mod started_copy;
mod state;
mod strategies;
mod times;
pub mod valid_metadata;
mod verify;
mod verify_properties;

pub use blob_facts::BlobFacts;
pub use context::CopyContext;
pub use copy_status::CopyStatus;
pub use error_codes::{WITHOUT_KEY, is_outdated};
pub use outcome::{CopyOutcome, CopyResult};
pub use prepare::{CopyRequest, Preparation, plan_of, prepare};
pub use proof::Proof;
pub use protect::protect;
pub use run::copy;
pub use service_poller::{CopyPoller, UrlCopyRequest};
pub use services::CopyServices;
pub use started_copy::{BeginCopyFrom, StartedCopy};
pub use state::CopyState;
pub use verify::check_content;
pub use verify_properties::may_be_copy;

#[cfg(test)]
mod tests;
