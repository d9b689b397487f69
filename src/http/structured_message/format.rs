//! The format of a structured message: its version, and the lengths of its parts.

/// The value of `x-ms-structured-body`: the version of the format, and its features.
/// <https://learn.microsoft.com/rest/api/storageservices/put-blob#request-headers-all-blob-types>
pub const FORMAT: &str = "XSM/1.0; properties=crc64";

/// The version in a message's header.
pub(super) const VERSION: u8 = 1;
/// The flag in a message's header for checksums.
pub(super) const WITH_CRC64: u16 = 1;
/// The header: version, length of the message, flags, number of segments.
pub(super) const HEADER: usize = 1 + 8 + 2 + 2;
/// The header of a segment: number, length.
pub(super) const SEGMENT_HEADER: usize = 2 + 8;
/// A CRC-64, after each segment and after the last one.
pub(super) const FOOTER: usize = 8;
/// The maximum length of a segment that is sent, as in other clients.
pub(super) const LONGEST_SEGMENT: u64 = 4 * 1024 * 1024;
