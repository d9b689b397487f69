//! Sends access tokens (Microsoft Entra ID).
//!
//! <https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory>

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::SystemTime;

use futures_util::future::BoxFuture;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use url::Url;

use super::challenge::{self, Challenge};
use super::delegation_keys::DelegationKeys;
use super::host_tokens::HostTokens;
use super::sas::{SasTime, UserDelegationKey};
use super::token::{TokenRequest, TokenSource};
use crate::base::error::{Error, Result};
use crate::base::redact;
use crate::http::{Authorize, ChallengeOutcome, Request};

/// Sends an access token. It gets the token from a [`TokenSource`], caches it, and refreshes it before it expires. Over
/// HTTPS only.
///
/// Needs a tokio runtime. Tokens are requested in a separate task, so that a caller that gives up does not cancel the
/// request for others. The task ends with the `BearerToken`.
pub struct BearerToken {
    tokens: HostTokens,
    /// The user delegation keys, by account.
    delegation_keys: DelegationKeys,
}

impl BearerToken {
    /// A credential that requests tokens with these scopes from `source`, usually
    /// [`STORAGE_SCOPE`](crate::auth::STORAGE_SCOPE), with this clock.
    pub fn new(
        source: Arc<dyn TokenSource>,
        scopes: Vec<String>,
        clock: impl Fn() -> SystemTime + Send + Sync + 'static,
    ) -> Self {
        let first_request = TokenRequest { scopes, tenant_id: None, claims: None, enable_cae: true };
        Self {
            tokens: HostTokens::new(source, first_request, Arc::new(clock)),
            delegation_keys: DelegationKeys::default(),
        }
    }

    /// The value of an `Authorization` header with a valid token for the host of this URL, for a service that reads
    /// there on behalf of the user. The caller must send it over HTTPS only.
    pub async fn header(&self, url: &Url, now: SystemTime) -> Result<HeaderValue> {
        self.tokens.header(url, now).await
    }

    /// The user delegation key of an account, valid until `until`. `ask` requests a new one. Concurrent callers share
    /// one request.
    ///
    /// # Errors
    /// The failure of the request.
    pub async fn delegation_key<F, Pending>(
        &self,
        account: &str,
        until: SystemTime,
        ask: F,
    ) -> Result<UserDelegationKey>
    where
        F: FnOnce() -> Pending,
        Pending: Future<Output = Result<UserDelegationKey>> + Send + 'static,
    {
        self.delegation_keys.key(account, until, ask).await
    }
}

impl Authorize for BearerToken {
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            if request.url.scheme() != "https" {
                return Err(Error::argument_range(
                    "url",
                    "Bearer token authentication is not permitted for non-TLS protected (non-https) URLs.",
                ));
            }
            let header = self.tokens.header(&request.url, now).await?;
            request.headers.insert(AUTHORIZATION, header);
            Ok(())
        })
    }

    /// Responds to a challenge by getting another token, which [`authorize`](Authorize::authorize) then uses. From then on,
    /// tokens for this host have the tenant and scope that the challenge named. `request` should still have the
    /// rejected header: if many requests are rejected together, one gets the new token for all.
    fn challenged<'a>(
        &'a self,
        challenges: &'a [String],
        request: &'a Request,
    ) -> BoxFuture<'a, Result<ChallengeOutcome>> {
        Box::pin(async move {
            let rejected = request.headers.get(AUTHORIZATION);
            let challenge = match challenge::find(challenges, &self.tokens.usual().scopes) {
                Challenge::None => {
                    let expired = rejected.and_then(|header| self.tokens.expired_before_it_came(&request.url, header));
                    return Ok(expired
                        .map_or(ChallengeOutcome::Unhandled, |time| ChallengeOutcome::Rejected(was_expired(time))));
                }
                Challenge::WrongResource(resource) => return Ok(ChallengeOutcome::Rejected(is_no_resource(&resource))),
                challenge => challenge,
            };
            self.tokens.replace(&request.url, rejected, |usual| token_request(&challenge, usual)).await?;
            Ok(ChallengeOutcome::Authorized)
        })
    }
}

/// The token request for a challenge, made from the usual one.
fn token_request(challenge: &Challenge, usual: &TokenRequest) -> TokenRequest {
    match challenge {
        Challenge::Claims(claims) => TokenRequest { claims: Some(claims.clone()), enable_cae: true, ..usual.clone() },
        Challenge::Tenant { tenant_id, scope } => TokenRequest {
            scopes: scope.as_ref().map_or_else(|| usual.scopes.clone(), |scope| vec![scope.clone()]),
            tenant_id: Some(tenant_id.clone()),
            claims: None,
            enable_cae: false,
        },
        Challenge::None | Challenge::WrongResource(_) => usual.clone(),
    }
}

fn is_no_resource(resource: &str) -> String {
    let resource: String = redact::text(resource).chars().take(200).collect();
    format!(
        "Its challenge names the resource \"{resource}\", for which no token is requested: tokens are requested for storage, for \
         managed disks, and for the audience of the client (options.audience)."
    )
}

fn was_expired(expires_on: SystemTime) -> String {
    let expires_on = SasTime::from(expires_on);
    format!(
        "The credential itself had said that the token was good until {expires_on}, which was over when it gave it. If it is good \
         for longer, its getToken must say so: \"expiresOnTimestamp\" counts milliseconds since 1970, not seconds."
    )
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BearerToken").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
