//! The structured message: content with a CRC-64 for each of its segments and one for all, for bodies that are checked in
//! transit (`x-ms-structured-body`). It is written and read in a stream, in constant memory; content is passed on without a copy.
//!
//! All numbers are little-endian. A header (version, length of the message, flags, number of segments); for each segment
//! a header (number, length), the content, and its CRC-64; at the end the CRC-64 of all content.

mod decoder;
mod encoder;
mod format;

pub use decoder::StructuredMessageDecoder;
pub use encoder::{StructuredMessageEncoder, message_length};
pub use format::FORMAT;

#[cfg(test)]
#[path = "../structured_message_tests.rs"]
mod tests;
