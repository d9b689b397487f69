//! The result of a verification in which nothing differs.

use serde::Serialize;

/// The result of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Proof {
    /// Everything that was compared is the same.
    Equal,
    /// Something could not be compared.
    Unproven,
}
