//! How the endpoint for tokens answers.

use serde::Deserialize;

/// How the endpoint for tokens answers: first it fails for a while, then it issues tokens like this. What is left out
/// follows from the request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct IssuerScript {
    /// How many requests fail.
    pub failures: u32,
    /// The status with which they do; 503 by default.
    pub status: Option<u16>,
    /// Their `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// For whom tokens are, whatever was asked for.
    pub audience: Option<String>,
    /// For how many seconds they are valid; an hour by default.
    pub expires_in: Option<i64>,
    /// Who holds them; the id of the client by default.
    pub object_id: Option<String>,
    /// What their holders may do, in the letters of a SAS; everything by default.
    pub permissions: Option<String>,
}
