//! Errors of a response that does not continue the content that was read.

use crate::base::error::{Error, ErrorKind};

/// The service's error code for a blob that has changed since it was read.
pub const CONDITION_NOT_MET: &str = "ConditionNotMet";

/// The status of a response with a part of the content.
pub(super) const PARTIAL: u16 = 206;

pub(super) fn other_state(when: &str) -> Error {
    let message = format!("The blob changed while it was read: {when}, another state of it came.");
    Error::new(ErrorKind::Protocol, message).with_code(CONDITION_NOT_MET)
}

pub(super) fn another_part() -> Error {
    let message = "The service responded with another part of the blob than was requested.";
    Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR")
}

/// The message if the service no longer has the state of the blob that was read so far.
pub(super) fn changed(error: &Error) -> String {
    format!(
        "The blob changed while it was read, and what was read of it is of no use without the rest. Download it again, or read a snapshot. \
         The service said: {}",
        error.message()
    )
}
