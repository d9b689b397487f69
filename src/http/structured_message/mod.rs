//! The structured message: content with a CRC-64 for each of its segments and one for all, as bodies travel whose bytes are checked on the
//! way (`x-ms-structured-body`). It is written and read as it travels, in constant memory; content is handed on without a copy.
//!
//! All numbers begin with their lowest byte. A header (version, length of the message, flags, number of segments); for each segment
//! a header (number, length), the content, and its CRC-64; at the end the CRC-64 of all content.

mod decoder;
mod encoder;

pub use decoder::Decoder;
pub use encoder::{Encoder, message_length};

/// The value of `x-ms-structured-body`: the version of the format, and what it carries.
/// <https://learn.microsoft.com/rest/api/storageservices/put-blob#request-headers-all-blob-types>
pub const FORMAT: &str = "XSM/1.0; properties=crc64";

/// The version in a message's header.
const VERSION: u8 = 1;
/// The flag in a message's header that says that there are sums.
const WITH_CRC64: u16 = 1;
/// The header: version, length of the message, flags, number of segments.
const HEADER: usize = 1 + 8 + 2 + 2;
/// The header of a segment: number, length.
const SEGMENT_HEADER: usize = 2 + 8;
/// A CRC-64, behind a segment and behind the last one.
const FOOTER: usize = 8;
/// The longest segment of a message that is sent, as clients of the service have it.
const LONGEST_SEGMENT: u64 = 4 * 1024 * 1024;

#[cfg(test)]
#[path = "../structured_message_tests.rs"]
mod tests;
