//! The foundation that all other layers use. No HTTP, no operations, no I/O.
//!
//! - [`error`] is the only error type.
//! - [`url`] parses and builds the URLs of accounts, containers and blobs; [`url_description`] reads the names in them, [`account`]
//!   the account's; [`component`] escapes as JavaScript does.
//! - [`arguments`] reads what a caller passed, and reports which argument is wrong (`type_mismatch`, in words); [`members`] reads structs
//!   with little code.
//! - [`crc64`] is the checksum of the storage services.
//! - [`file_failure`] reports file system errors as Node does.
//! - [`fragile_names`] knows the names that URLs and signatures change.
//! - [`header_text`] makes values of headers from texts.
//! - [`sorting`] sorts with little code.
//! - [`redact`] keeps secrets out of errors and logs.

#[macro_use]
pub mod members;

pub mod account;
pub mod arguments;
pub mod component;
pub mod crc64;
pub mod error;
pub mod file_failure;
pub mod fragile_names;
pub mod header_text;
pub mod lock;
pub mod redact;
pub mod sorting;
mod type_mismatch;
pub mod url;
pub mod url_description;
