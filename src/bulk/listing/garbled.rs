//! Responses to a listing that cannot be parsed, or cannot be one to the request. Reading a page again is harmless.

use crate::base::error::{Error, ErrorKind, Result};

/// How often a page is requested if it is garbled: among the many pages of a large container, an intermediary may break one.
pub const MAX_ATTEMPTS: u32 = 4;

/// The prefix of error codes for responses that are not HTTP, as in Node.js.
const NO_HTTP: &str = "HPE_";

/// Requests a page until it is not garbled, or `max_attempts` times.
///
/// # Errors
/// The last failed attempt.
pub async fn retry_garbled<T, F>(max_attempts: u32, request: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    let mut attempt = 1;
    loop {
        match request().await {
            Err(error) if is_garbled(&error) && attempt < max_attempts => attempt += 1,
            result => return result,
        }
    }
}

fn is_garbled(error: &Error) -> bool {
    error.kind() == ErrorKind::Protocol || error.code().is_some_and(|code| code.starts_with(NO_HTTP))
}

/// The error for a listing that cannot be a response to its request, and why. The caller adds which listing it was.
pub fn unreliable(why: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("The listing cannot be relied on: {why}.")).with_code("PARSE_ERROR")
}
