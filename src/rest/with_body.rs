//! What an operation answers that has more than headers.

use serde::Serialize;

/// The headers of an answer and what its body says. They cross as one object.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WithBody<H, B> {
    /// What the headers say.
    #[serde(flatten)]
    pub headers: H,
    /// What the body says.
    #[serde(flatten)]
    pub body: B,
}
