//! The sides of a job.

use serde::Serialize;

/// A side of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// The source, which is read.
    Source,
    /// The destination, which is written.
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
