//! What is the same in all requests of an operation, as data.

use crate::http::{BodyLimit, Repeat};

/// What is the same in all requests of one REST operation.
#[derive(Debug)]
pub struct Declaration {
    /// The name by which the binding, the typings and the coverage know it.
    pub name: &'static str,
    /// The page that describes it.
    pub page: &'static str,
    /// The HTTP method.
    pub method: http::Method,
    /// Whether it is for the account itself, whose path ends with a slash.
    pub account: bool,
    /// The query parameters that it always has, before those of the caller.
    pub query: &'static [(&'static str, &'static str)],
    /// The headers that it always has.
    pub headers: &'static [(&'static str, &'static str)],
    /// The service version that it needs, where the client asks for an older one.
    pub version: Option<&'static str>,
    /// The HTTP statuses that mean success.
    pub success: &'static [u16],
    /// Whether a request may be sent again after it may have taken effect.
    pub repeat: Repeat,
    /// How long the body of a success can be. Of most operations it has none; whatever comes there is not kept.
    pub limit: BodyLimit,
    /// The lists of the answer that can be long, in the order in which they are handed on.
    pub lists: &'static [&'static str],
    /// Whether the answer's body is a secret, which no error may show.
    pub secret: bool,
    /// Whether the answer's body is read piece by piece, by a way of its own.
    pub streams: bool,
}
