//! Avro object container files, the response format of Query Blob Contents: records of named fields, in blocks that end with a marker. They are decoded
//! as they arrive, so memory stays the same however long a file is. <https://avro.apache.org/docs/1.11.1/specification/>
//!
//! The decoder is our own: the crates for Avro read whole blocks and values into memory, and bring some 300 KB for codecs, schema
//! resolution and writing, of which nothing is needed here.

mod decoder;
mod number;
mod schema;

pub use decoder::{Decoded, Decoder, Record};
pub use schema::Value;

use crate::base::error::{Error, ErrorKind};

/// The error for content that is not an Avro file, or that this decoder does not support.
fn invalid(what: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("The response to a query {what}; the rest of it cannot be trusted."))
        .with_code("PARSE_ERROR")
}
