//! The common properties of all requests of an operation, as data.

use crate::http::{BodyLimit, Repeat};

/// The common properties of all requests of one REST operation.
#[derive(Debug)]
pub struct Declaration {
    /// The name in the binding, the typings and the coverage.
    pub name: &'static str,
    /// The page that documents it.
    pub page: &'static str,
    /// The HTTP method.
    pub method: http::Method,
    /// Whether it is for the account itself. Then the path ends with a slash.
    pub account: bool,
    /// The fixed query parameters. Those of the caller follow.
    pub query: &'static [(&'static str, &'static str)],
    /// The fixed headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The service version that it needs, if that of the client is older.
    pub version: Option<&'static str>,
    /// The HTTP statuses of a success.
    pub success: &'static [u16],
    /// Whether a request that may have taken effect may be repeated.
    pub repeat: Repeat,
    /// The maximum length of the body of a success. Most operations have no body; if one arrives, it is dropped.
    pub limit: BodyLimit,
    /// The lists of the result that may be long, in order.
    pub lists: &'static [&'static str],
    /// Whether the body of the response is secret, so that no error may show it.
    pub secret: bool,
    /// Whether the body of the response is streamed.
    pub streams: bool,
}
