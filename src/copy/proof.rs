//! What the verification of a copy has found, if nothing differs.

use serde::Serialize;

/// What a verification has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Proof {
    /// All that was to be compared is the same.
    Equal,
    /// Something could not be compared.
    Unproven,
}
