//! `Authorization: Bearer token`, the scheme of Microsoft Entra ID.
//!
//! See [Authorize with Microsoft Entra ID](https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory).

use std::time::SystemTime;

use http::header;

use super::token::{AUDIENCE, seconds};
use super::{Connection, Issuer, Rejection, SignedRequest};

/// The first service version that accepts tokens.
const OLDEST_VERSION: &str = "2017-11-09";

/// The holder of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHolder {
    /// The tenant (`tid`).
    pub tenant: String,
    /// The object id (`oid`).
    pub object_id: String,
    /// The permissions, one letter each; all by default.
    pub permissions: Option<String>,
}

impl TokenHolder {
    /// Requires any one of several permissions of the holder.
    pub fn require(&self, any_of: &str) -> Result<(), Rejection> {
        match &self.permissions {
            Some(granted) if !any_of.chars().any(|letter| granted.contains(letter)) => Err(Rejection::permission()),
            _ => Ok(()),
        }
    }
}

/// Checks a token that came with `request`.
pub(super) fn verify(
    request: &SignedRequest<'_>,
    connection: Connection,
    token: &[u8],
    issuer: &Issuer,
    now: SystemTime,
) -> Result<TokenHolder, Rejection> {
    if !connection.https {
        return Err(Rejection::authentication_failed("Authentication scheme Bearer is not allowed with HTTP."));
    }
    let version = request.headers.get("x-ms-version").and_then(|version| version.to_str().ok());
    if version.is_some_and(|version| version < OLDEST_VERSION) {
        return Err(Rejection::authentication_failed("Authentication scheme Bearer is not supported in this version."));
    }
    let claims = std::str::from_utf8(token).ok().and_then(|token| issuer.read(token));
    let claims = claims.ok_or_else(|| Rejection::invalid_token("Signature validation failed."))?;
    if !is_audience(request, &claims.aud) {
        return Err(Rejection::invalid_token("Audience validation failed. Audience did not match."));
    }
    let now = seconds(now);
    if now < claims.nbf {
        return Err(Rejection::invalid_token("Lifetime validation failed. The token is not yet valid."));
    }
    if now >= claims.exp {
        return Err(Rejection::invalid_token("Lifetime validation failed. The token is expired."));
    }
    Ok(TokenHolder { tenant: claims.tid, object_id: claims.oid, permissions: claims.permissions })
}

/// Whether a token for `audience` is valid for the account: all of Azure Storage, or the account by its URL, which is the real
/// service's or this simulator's, in either style. A slash at the end does not matter.
fn is_audience(request: &SignedRequest<'_>, audience: &str) -> bool {
    let audience = audience.strip_suffix('/').unwrap_or(audience);
    let account = request.account;
    let Some(own) = audience.strip_prefix("https://") else { return false };
    let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let names_account = own.strip_prefix(account).is_some_and(|rest| rest.starts_with('.'));
    audience == AUDIENCE
        || own.strip_suffix(".blob.core.windows.net") == Some(account)
        || (own == host && names_account)
        || own.strip_suffix(account).and_then(|rest| rest.strip_suffix('/')) == Some(host)
}
