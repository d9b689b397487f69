//! The structured message: content with a CRC-64 for each of its segments and one for all, for bodies that are checked in
//! transit (`x-ms-structured-body`). It is written and read in a stream, in constant memory; content is passed on without a copy.
//!
//! All numbers are little-endian. A header (version, length of the message, flags, number of segments); for each segment
//! a header (number, length), the content, and its CRC-64; at the end the CRC-64 of all content.

mod decoder;
mod encoder;

pub use decoder::Decoder;
pub use encoder::{Encoder, message_length};

/// The value of `x-ms-structured-body`: the version of the format, and its features.
/// <https://learn.microsoft.com/rest/api/storageservices/put-blob#request-headers-all-blob-types>
pub const FORMAT: &str = "XSM/1.0; properties=crc64";

/// The version in a message's header.
const VERSION: u8 = 1;
/// The flag in a message's header for checksums.
const WITH_CRC64: u16 = 1;
/// The header: version, length of the message, flags, number of segments.
const HEADER: usize = 1 + 8 + 2 + 2;
/// The header of a segment: number, length.
const SEGMENT_HEADER: usize = 2 + 8;
/// A CRC-64, after each segment and after the last one.
const FOOTER: usize = 8;
/// The maximum length of a segment that is sent, as in other clients.
const LONGEST_SEGMENT: u64 = 4 * 1024 * 1024;

#[cfg(test)]
#[path = "../structured_message_tests.rs"]
mod tests;
