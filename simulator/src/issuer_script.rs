//! How the endpoint for tokens responds.

use serde::Deserialize;

/// How the endpoint for tokens responds: first it fails for a while, then it issues tokens like this. What is left out
/// follows from the request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct IssuerScript {
    /// The number of requests that fail.
    pub failures: u32,
    /// The status with which they do; 503 by default.
    pub status: Option<u16>,
    /// Their `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The audience of tokens, in place of the requested one.
    pub audience: Option<String>,
    /// Their lifetime in seconds; an hour by default.
    pub expires_in: Option<i64>,
    /// Their holder; the id of the client by default.
    pub object_id: Option<String>,
    /// The permissions of their holders, as the letters of a SAS; all by default.
    pub permissions: Option<String>,
}
