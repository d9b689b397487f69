//! Authorizes the service to read the source, by the method that [`AuthMethod`] chooses.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::sas::{SasKey, SasTime, UserDelegationKey};
use crate::auth::{BearerToken, SharedKey};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::parameter;
use crate::copy::pair::AccountPair;
use crate::copy::plan::SourceAccess;
use crate::copy::read_signature::{BEFORE, account_name, read_permission};
use crate::copy::source::auth_method::AuthMethod;
use crate::http::Pipeline;
use crate::rest::BlobEndpoint;
use crate::rest::endpoint::account_url;
use crate::rest::execute::execute;
use crate::rest::service::GetUserDelegationKey;
use crate::rest::shared::{HttpAuthorization, Secret, SourceUrl};
use crate::rest::values::Timestamp;

/// How long a signature for a request of this process lasts. It is renewed when half of that is over.
const LIFE: Duration = Duration::from_secs(4 * 3600);

/// How long a signature for an asynchronous copy lasts, which may wait for days: as long as a user delegation key can, less an
/// hour, so that one key can sign for a while.
/// <https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key>
const LONG_LIFE: Duration = Duration::from_secs(7 * 24 * 3600 - 3600);

/// How long a user delegation key lasts. Several copies share one.
const KEY_LIFE: Duration = Duration::from_secs(7 * 24 * 3600 - 60);

/// The authorization with which the service reads the source.
#[derive(Debug, Clone)]
pub struct SourceAuthorization {
    /// The source's URL for the service.
    pub url: SourceUrl,
    /// The `Authorization` header that accompanies it.
    pub authorization: Option<HttpAuthorization>,
}

/// Authorizes the service to read one source.
pub struct SourceAuthorizer {
    source: BlobEndpoint,
    method: AuthMethod,
    /// Whether the service reads the tags too.
    with_tags: bool,
    /// The services that it shares with other copies of a job.
    pair: Option<Arc<AccountPair>>,
    /// A token for the source is sent to the destination, which must be HTTPS.
    destination_is_https: bool,
    /// The signature in use, and when it is renewed.
    signed: Mutex<Option<(SourceUrl, SystemTime)>>,
}

impl SourceAuthorizer {
    /// Chooses the method. `asynchronous`: Copy Blob reads the source, which accepts only a URL.
    pub fn new(source: BlobEndpoint, destination: &BlobEndpoint, asynchronous: bool) -> Self {
        let method = AuthMethod::choose(&source, destination, asynchronous);
        let destination_is_https = destination.url.scheme() == "https";
        Self { source, method, with_tags: false, pair: None, destination_is_https, signed: Mutex::default() }
    }

    /// Authorizes the service to read the source's tags too, if `with_tags`.
    #[must_use]
    pub fn with_tags(self, with_tags: bool) -> Self {
        Self { with_tags, ..self }
    }

    /// Signs as the other copies of the job do.
    #[must_use]
    pub fn with_pair(self, pair: Option<Arc<AccountPair>>) -> Self {
        Self { pair, ..self }
    }

    /// Whether the service reads the source as a public one, from which it copies no tags.
    pub fn is_public(&self) -> bool {
        self.method == AuthMethod::Plain && parameter(&self.source.url, "sig").is_none()
    }

    /// How the service can read the source then.
    pub fn access(&self) -> SourceAccess {
        if self.method == AuthMethod::Token { SourceAccess::UrlWithHeader } else { SourceAccess::Url }
    }

    /// Whether the authorization may be sent to the destination: a token is sent over HTTPS only. If not, the source
    /// can still be relayed.
    pub fn may_travel(&self) -> bool {
        self.method != AuthMethod::Token || (self.source.url.scheme() == "https" && self.destination_is_https)
    }

    /// The authorization for a request that is about to be sent.
    ///
    /// # Errors
    /// The failed credential, or the failed request for a user delegation key.
    pub async fn authorize(&self, asynchronous: bool, cancel: &CancellationToken) -> Result<SourceAuthorization> {
        let plain = || SourceUrl(self.source.url.as_str().to_owned());
        match self.method {
            AuthMethod::Plain => Ok(SourceAuthorization { url: plain(), authorization: None }),
            AuthMethod::Token => {
                Ok(SourceAuthorization { url: plain(), authorization: Some(self.token(cancel).await?) })
            }
            AuthMethod::Key | AuthMethod::Delegation => {
                let signed = cancel.run_until_cancelled(self.signed.lock()).await;
                let mut signed = signed.ok_or_else(Error::aborted)?;
                let now = self.source.pipeline.now();
                if let Some((url, renewed_on)) = &*signed
                    && now < *renewed_on
                {
                    return Ok(SourceAuthorization { url: url.clone(), authorization: None });
                }
                let life = if asynchronous { LONG_LIFE } else { LIFE };
                let (url, until) = match self.sign_as_others(now, life)? {
                    Some(signed) => signed,
                    None => (self.sign(now, life, cancel).await?, now + life),
                };
                *signed = Some((url.clone(), until - life / 2));
                Ok(SourceAuthorization { url, authorization: None })
            }
        }
    }

    /// The token that reads the source, valid for this request.
    async fn token(&self, cancel: &CancellationToken) -> Result<HttpAuthorization> {
        let Some(bearer) = self.source.pipeline.credential::<BearerToken>() else {
            return Ok(HttpAuthorization::default());
        };
        if self.source.url.scheme() != "https" {
            return Err(Error::argument_range(
                "source",
                "A token opens a source over HTTPS alone. Use an https:// URL for the source's client.",
            ));
        }
        if !self.destination_is_https {
            return Err(Error::argument_range(
                "source",
                "The service would read the source with a token, which is sent over HTTPS alone. Use an https:// URL for \
                 the destination's client, too, or pass the source as a URL with a shared access signature.",
            ));
        }
        // A credential may take long, or forever.
        let header = cancel.run_until_cancelled(bearer.header(&self.source.url, self.source.pipeline.now())).await;
        let header = header.ok_or_else(Error::aborted)??;
        let token = header.to_str().ok().and_then(|text| text.split_once(' '));
        let (scheme, value) =
            token.ok_or_else(|| Error::new(ErrorKind::Internal, "A token's header has no scheme."))?;
        Ok(HttpAuthorization { scheme: Some(scheme.to_owned()), value: Some(Secret(value.to_owned())) })
    }

    /// The signature and its expiry, if it differs only in the name from that of another copy.
    fn sign_as_others(&self, now: SystemTime, life: Duration) -> Result<Option<(SourceUrl, SystemTime)>> {
        let (Some(pair), Some(key)) = (&self.pair, self.source.pipeline.credential::<SharedKey>()) else {
            return Ok(None);
        };
        let signed = pair.signatures.sign(&self.source.url, self.with_tags, (now, life), key)?;
        Ok(signed.map(|(query, until)| (SourceUrl([self.source.url.as_str(), "?", &query].concat()), until)))
    }

    async fn sign(&self, now: SystemTime, life: Duration, cancel: &CancellationToken) -> Result<SourceUrl> {
        let sas = read_permission(&self.source.url, self.with_tags, now, now + life)?;
        let signed = if let Some(key) = self.source.pipeline.credential::<SharedKey>() {
            sas.sign(SasKey::Shared(key))?
        } else {
            let key = self.delegation_key(now, now + life, cancel).await?;
            let account_name = account_name(&self.source.url);
            sas.sign(SasKey::UserDelegation { account_name, key: &key })?
        };
        let mut url = self.source.url.clone();
        let query = match url.query() {
            None | Some("") => signed.to_query(),
            Some(own) => format!("{own}&{}", signed.to_query()),
        };
        url.set_query(Some(&query));
        Ok(SourceUrl(url.into()))
    }

    async fn delegation_key(
        &self,
        now: SystemTime,
        until: SystemTime,
        cancel: &CancellationToken,
    ) -> Result<UserDelegationKey> {
        let pipeline = &self.source.pipeline;
        let missing = || Error::new(ErrorKind::Internal, "Only a token's owner has a user delegation key.");
        let bearer = pipeline.credential::<BearerToken>().ok_or_else(missing)?;
        let account = account_url(&self.source.url);
        let ask = || request_delegation_key(Arc::clone(pipeline), account.clone(), now);
        let asking = cancel.run_until_cancelled(bearer.delegation_key(account.as_str(), until, ask));
        asking.await.ok_or_else(Error::aborted)?.map_err(|error| {
            let message = format!(
                "The source {} can be read with a token by this process, but the service needs a user delegation key for \
                 it, which it rejected: {} Give the identity the role Storage Blob Delegator, or pass a URL with a shared \
                 access signature.",
                self.source.shown(),
                error.message()
            );
            if error.kind() == ErrorKind::Service { error.with_message(message) } else { error }
        })
    }
}

/// Requests a key. Several copies may wait for the response, so none of them can cancel the request.
async fn request_delegation_key(pipeline: Arc<Pipeline>, account: Url, now: SystemTime) -> Result<UserDelegationKey> {
    let operation = GetUserDelegationKey {
        starts_on: timestamp(now - BEFORE),
        expires_on: timestamp(now - BEFORE + KEY_LIFE),
        delegated_user_tenant_id: None,
    };
    Ok(execute(&pipeline, &operation, account, &CancellationToken::new()).await?.output.body)
}

fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp(SasTime::from(time).0)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::auth::AccountKey;
    use crate::http::{HttpTransport, PipelineOptions};
    use crate::rest::values::FromText;

    static SECONDS: AtomicU64 = AtomicU64::new(0);

    /// A time of 2026, which the tests move.
    fn clock() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000 + SECONDS.load(Ordering::SeqCst))
    }

    fn endpoint(url: &str) -> BlobEndpoint {
        let options = PipelineOptions::default();
        let transport = HttpTransport::new(&options, Arc::default()).expect("a transport");
        let key = SharedKey::new("a", &AccountKey::from_base64("a2V5")).expect("a key");
        let pipeline = Pipeline::new(Arc::new(transport), Arc::new(key), options).with_clock(clock, || 0.0);
        BlobEndpoint::new(Arc::new(pipeline), Url::parse(url).expect("a URL"))
    }

    #[tokio::test]
    async fn a_signature_is_renewed_during_the_copy() {
        let destination = endpoint("https://b.blob.core.windows.net/c/b");
        let authorizer = SourceAuthorizer::new(endpoint("https://a.blob.core.windows.net/c/b"), &destination, false);
        let mut signatures = Vec::new();
        for minute in (0..10 * 60).step_by(10) {
            SECONDS.store(minute * 60, Ordering::SeqCst);
            let url = authorizer.authorize(false, &CancellationToken::new()).await.expect("a signature").url;
            let url = Url::parse(&url.0).expect("a URL");
            let end = parameter(&url, "se").and_then(|end| Timestamp::from_text(&end)).expect("an end");
            assert!(end.to_system_time() >= clock() + LIFE / 2, "half of its life is left after {minute} minutes");
            signatures.push(parameter(&url, "sig"));
        }
        signatures.dedup();
        assert_eq!(signatures.len(), 5, "one for two hours, not one for each block");
    }
}
