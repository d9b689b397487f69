//! Avro object container files, the response format of Query Blob Contents: records of named fields, in blocks that end with a marker. They are decoded
//! as they arrive, so memory stays the same however long a file is. <https://avro.apache.org/docs/1.11.1/specification/>
//!
//! The decoder is our own: the crates for Avro read whole blocks and values into memory, and bring some 300 KB for codecs, schema
//! resolution and writing, of which nothing is needed here.

mod decoder;
mod invalid;
mod number;
mod schema;

pub use decoder::{AvroDecoder, Decoded, Record};
pub use schema::Value;
