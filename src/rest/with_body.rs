//! The result of an operation whose response has a body.

use serde::Serialize;

/// The headers of a response and the content of its body. They cross as one object.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WithBody<H, B> {
    /// The headers.
    #[serde(flatten)]
    pub headers: H,
    /// The content of the body.
    #[serde(flatten)]
    pub body: B,
}
