//! The error of the decoder.

use crate::base::error::{Error, ErrorKind};

/// The error for content that is not an Avro file, or that this decoder does not support.
pub(super) fn invalid(what: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("The response to a query {what}; the rest of it cannot be trusted."))
        .with_code("PARSE_ERROR")
}
