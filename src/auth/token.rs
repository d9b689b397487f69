//! Access tokens, and their sources.

use std::fmt;
use std::time::SystemTime;

use futures_util::future::BoxFuture;

use crate::base::error::Result;

/// The scope of a token for Azure Storage, unless the caller specifies another audience.
pub const STORAGE_SCOPE: &str = "https://storage.azure.com/.default";

/// A request for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// The scopes that the token must have.
    pub scopes: Vec<String>,
    /// The tenant to get it from, if a service named one.
    pub tenant_id: Option<String>,
    /// The claims that it must have, as JSON, if a service named some.
    pub claims: Option<String>,
    /// Whether services may revoke the token before it expires (continuous access evaluation).
    pub enable_cae: bool,
}

/// An access token. `Debug` does not show the token itself.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The token. A secret.
    pub token: String,
    /// When it expires.
    pub expires_on: SystemTime,
    /// When to request a new one, if earlier than two minutes before it expires.
    pub refresh_after: Option<SystemTime>,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_on", &self.expires_on)
            .field("refresh_after", &self.refresh_after)
            .finish_non_exhaustive()
    }
}

/// A source of access tokens: the caller's credential.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a token. Called for one token at a time, and only if there is no valid one.
    ///
    /// An error reaches the caller unchanged, once no older token is valid any more.
    fn get_token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken>>;
}
