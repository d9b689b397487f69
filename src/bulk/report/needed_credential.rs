//! A credential that a job needs to continue.

use serde::Serialize;

/// Whose credential it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// It reads the source.
    Source,
    /// It writes the destination.
    Destination,
}

impl Side {
    /// Its name for callers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Destination => "destination",
        }
    }
}

/// What is needed, in the form of the job's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NeededCredential {
    /// The side.
    pub side: Side,
    /// The error code of the rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message of the service.
    pub message: String,
}
