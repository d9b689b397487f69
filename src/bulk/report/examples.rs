//! The failures that a summary shows as examples, so that its size does not grow with their number.

use serde::Serialize;

use crate::bulk::report::event::BlobFailure;

/// The number of failures that are kept as examples; all are in the events.
pub const MAX_FAILURES: usize = 100;

/// The number that is kept with the first of each further code.
const MAX_WITH_CODES: usize = 200;

/// A blob that was not copied, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedBlob {
    /// The container, in a copy of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The name at the source.
    pub source: String,
    /// Why.
    #[serde(flatten)]
    pub failure: BlobFailure,
}

/// A blob of the destination that was not deleted, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedDelete {
    /// The container, in a copy of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The name at the destination.
    pub destination: String,
    /// Why.
    #[serde(flatten)]
    pub failure: BlobFailure,
}

/// A container that was not copied, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedContainer {
    /// The name.
    pub container: String,
    /// Why.
    #[serde(flatten)]
    pub failure: BlobFailure,
}

/// Whether another example is kept: one of the first, or the first of its kind.
pub fn has_room<T>(kept: &[T], is_of_its_kind: impl Fn(&T) -> bool) -> bool {
    kept.len() < MAX_FAILURES || (kept.len() < MAX_WITH_CODES && !kept.iter().any(is_of_its_kind))
}
