//! Why the head of a response is invalid.

use std::error::Error as StdError;
use std::fmt;

/// Why a head is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadFault {
    /// A line ends with LF only.
    BareLineFeed,
    /// `Content-Length` is repeated.
    TwoLengths,
    /// `Content-Length` is not a number of bytes.
    BadLength,
    /// It has both a length and `Transfer-Encoding`.
    LengthAndEncoding,
    /// It is too long.
    Endless,
}

impl HeadFault {
    /// The code that Node uses.
    pub fn code(self) -> &'static str {
        match self {
            Self::BareLineFeed => "HPE_CR_EXPECTED",
            Self::TwoLengths => "HPE_UNEXPECTED_CONTENT_LENGTH",
            Self::BadLength => "HPE_INVALID_CONTENT_LENGTH",
            Self::LengthAndEncoding => "HPE_INVALID_TRANSFER_ENCODING",
            Self::Endless => "HPE_HEADER_OVERFLOW",
        }
    }
}

impl fmt::Display for HeadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BareLineFeed => "a line of its headers ends without a carriage return",
            Self::TwoLengths => "it has more than one Content-Length",
            Self::BadLength => "its Content-Length is not a number of bytes",
            Self::LengthAndEncoding => "it has both a Content-Length and a Transfer-Encoding",
            Self::Endless => "its headers do not end",
        })
    }
}

impl StdError for HeadFault {}
