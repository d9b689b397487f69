//! A credential that a job needs to continue.

use serde::Serialize;

use crate::bulk::report::side::Side;

/// What is needed, in the form of the job's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NeededCredential {
    /// Whose credential it is.
    pub side: Side,
    /// The URL of the container or account, without its query. For an entry, that of the container of its source.
    pub url: String,
    /// The error code of the rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message of the service.
    pub message: String,
}
