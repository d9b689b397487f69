//! The error for a destination that must not be replaced.

use crate::base::error::{Error, ErrorKind, ResponseSummary};
use crate::rest::BlobEndpoint;

/// The service's own error for an existing blob.
pub fn already_exists(destination: &BlobEndpoint) -> Error {
    let message = format!(
        "The destination {} exists, and the option \"overwrite\" is \"never\". Nothing was copied.",
        destination.shown()
    );
    Error::new(ErrorKind::Service, message)
        .with_code("BlobAlreadyExists")
        .with_response(ResponseSummary { status: 409, ..Default::default() })
}
