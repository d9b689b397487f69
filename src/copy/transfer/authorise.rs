//! How the service is let in at the source.
//!
//! | who reads the source in this process | what the service gets |
//! |---|---|
//! | nobody in particular, or the URL brings its permission | the URL as it is |
//! | an account's key | a shared access signature for reading this one blob |
//! | a user with a token | the token itself, where the operation takes it; else a user delegation signature |
//!
//! A copy by Copy Blob within one account needs nothing: there, who may write the destination with the account's key may
//! read the source.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth::sas::{BlobSas, SasKey, SasTime, UserDelegationKey};
use crate::auth::{BearerToken, SharedKey};
use crate::base::account::{account_name_from_url, is_path_style};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::url::{ClientKind, locate_url, parameter};
use crate::copy::plan::Reach;
use crate::copy::transfer::source::{Side, account_url};
use crate::http::{Pipeline, SERVICE_VERSION};
use crate::rest::execute::execute;
use crate::rest::service::GetUserDelegationKey;
use crate::rest::shared::{HttpAuthorization, Secret, SourceUrl};
use crate::rest::values::Timestamp;

/// How long before now a signature begins: the clocks of two machines are rarely the same.
const BEFORE: Duration = Duration::from_secs(15 * 60);

/// How long a signature lasts that a request in this process needs. It is renewed when half of that is over.
const LIFE: Duration = Duration::from_secs(4 * 3600);

/// How long a signature lasts that the service needs for a copy of its own, which may wait for days: as long as a user
/// delegation key can. It has an hour less, so that the same key can serve for a while.
/// <https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key>
const LONG_LIFE: Duration = Duration::from_secs(7 * 24 * 3600 - 3600);

/// How long a user delegation key lasts, which several copies share.
const KEY_LIFE: Duration = Duration::from_secs(7 * 24 * 3600 - 60);

/// The container whose name a blob's URL may leave out.
const ROOT_CONTAINER: &str = "$root";

/// What the service is told to read, and as whom.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Where it reads.
    pub url: SourceUrl,
    /// The `Authorization` header beside it.
    pub authorization: Option<HttpAuthorization>,
}

/// How one source is opened to the service.
pub struct Access {
    side: Side,
    way: Way,
    /// Whether what is sent to the destination can be read by nobody else: a token for the source travels with it.
    destination_is_https: bool,
    /// The signature in use, and when it is renewed.
    signed: Mutex<Option<(SourceUrl, SystemTime)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The URL suffices.
    Plain,
    /// The account's key signs.
    Key,
    /// The user's token travels in a header.
    Token,
    /// The user's delegation key signs.
    Delegation,
}

impl Access {
    /// Chooses the way. `asynchronous` says that Copy Blob reads, which takes a URL alone.
    pub fn new(source: Side, destination: &Side, asynchronous: bool) -> Self {
        let way = choose(&source, destination, asynchronous);
        let destination_is_https = destination.url.scheme() == "https";
        Self { side: source, way, destination_is_https, signed: Mutex::default() }
    }

    /// How far that goes.
    pub fn reach(&self) -> Reach {
        if self.way == Way::Token { Reach::UrlWithHeader } else { Reach::Url }
    }

    /// Whether what opens the source may travel to the destination: a token goes over HTTPS alone. Where it may not, the
    /// source can still be relayed.
    pub fn may_travel(&self) -> bool {
        self.way != Way::Token || (self.side.url.scheme() == "https" && self.destination_is_https)
    }

    /// Opens the source for a request that is about to be sent.
    ///
    /// # Errors
    /// What the credential failed with, or the request for a user delegation key.
    pub async fn grant(&self, asynchronous: bool, cancel: &CancellationToken) -> Result<Grant> {
        let plain = || SourceUrl(self.side.url.as_str().to_owned());
        match self.way {
            Way::Plain => Ok(Grant { url: plain(), authorization: None }),
            Way::Token => Ok(Grant { url: plain(), authorization: Some(self.token(cancel).await?) }),
            Way::Key | Way::Delegation => {
                let signed = cancel.run_until_cancelled(self.signed.lock()).await;
                let mut signed = signed.ok_or_else(Error::aborted)?;
                let now = self.side.pipeline.now();
                if let Some((url, renewed_on)) = &*signed
                    && now < *renewed_on
                {
                    return Ok(Grant { url: url.clone(), authorization: None });
                }
                let life = if asynchronous { LONG_LIFE } else { LIFE };
                let url = self.sign(now, life, cancel).await?;
                *signed = Some((url.clone(), now + life / 2));
                Ok(Grant { url, authorization: None })
            }
        }
    }

    /// The token of whoever reads the source, fresh for this request.
    async fn token(&self, cancel: &CancellationToken) -> Result<HttpAuthorization> {
        let Some(bearer) = self.side.pipeline.credential::<BearerToken>() else {
            return Ok(HttpAuthorization::default());
        };
        if self.side.url.scheme() != "https" {
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
        // A credential may take its time, or all of it.
        let header = cancel.run_until_cancelled(bearer.header(&self.side.url, self.side.pipeline.now())).await;
        let header = header.ok_or_else(Error::aborted)??;
        let token = header.to_str().ok().and_then(|text| text.split_once(' '));
        let (scheme, value) =
            token.ok_or_else(|| Error::new(ErrorKind::Internal, "A token's header has no scheme."))?;
        Ok(HttpAuthorization { scheme: Some(scheme.to_owned()), value: Some(Secret(value.to_owned())) })
    }

    async fn sign(&self, now: SystemTime, life: Duration, cancel: &CancellationToken) -> Result<SourceUrl> {
        let sas = read_permission(&self.side, now, now + life)?;
        let signed = if let Some(key) = self.side.pipeline.credential::<SharedKey>() {
            sas.sign(SasKey::Shared(key))?
        } else {
            let key = self.delegation_key(now, now + life, cancel).await?;
            let account_name = account_name(&self.side.url);
            sas.sign(SasKey::UserDelegation { account_name, key: &key })?
        };
        let mut url = self.side.url.clone();
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
        let pipeline = &self.side.pipeline;
        let missing = || Error::new(ErrorKind::Internal, "Only a token's owner has a user delegation key.");
        let bearer = pipeline.credential::<BearerToken>().ok_or_else(missing)?;
        let account = account_url(&self.side.url);
        let ask = || ask_for_key(Arc::clone(pipeline), account.clone(), now);
        let asking = cancel.run_until_cancelled(bearer.delegation_key(account.as_str(), until, ask));
        asking.await.ok_or_else(Error::aborted)?.map_err(|error| {
            let message = format!(
                "The source {} can be read with a token by this process, but the service needs a user delegation key for \
                 it, which it refused: {} Give the identity the role Storage Blob Delegator, or pass a URL with a shared \
                 access signature.",
                self.side.shown(),
                error.message()
            );
            if error.kind() == ErrorKind::Service { error.with_message(message) } else { error }
        })
    }
}

/// Asks an account for a key. Others may wait for the answer, too, so that no single one of them can cancel it.
async fn ask_for_key(pipeline: Arc<Pipeline>, account: Url, now: SystemTime) -> Result<UserDelegationKey> {
    let operation = GetUserDelegationKey {
        starts_on: timestamp(now - BEFORE),
        expires_on: timestamp(now - BEFORE + KEY_LIFE),
        delegated_user_tenant_id: None,
    };
    let key = execute(&pipeline, &operation, account, &CancellationToken::new()).await?.output.body;
    let time = |time: Option<Timestamp>| time.map(|time| SasTime(time.0));
    Ok(UserDelegationKey {
        signed_object_id: key.signed_object_id,
        signed_tenant_id: key.signed_tenant_id,
        signed_starts_on: time(key.signed_starts_on),
        signed_expires_on: time(key.signed_expires_on),
        signed_service: key.signed_service,
        signed_version: key.signed_version,
        signed_delegated_user_tenant_id: key.signed_delegated_user_tenant_id,
        value: key.value,
    })
}

fn choose(source: &Side, destination: &Side, asynchronous: bool) -> Way {
    let pipeline = &source.pipeline;
    if parameter(&source.url, "sig").is_some() {
        return Way::Plain;
    }
    let by_key = pipeline.credential::<SharedKey>().is_some();
    let by_token = pipeline.credential::<BearerToken>().is_some();
    let one_owner = pipeline.shares_credential(&destination.pipeline)
        || (by_key && destination.pipeline.credential::<SharedKey>().is_some());
    match (by_key, by_token) {
        _ if asynchronous && one_owner && source.same_account(destination) => Way::Plain,
        (true, _) => Way::Key,
        (_, true) if asynchronous => Way::Delegation,
        (_, true) => Way::Token,
        _ => Way::Plain,
    }
}

/// The name of the account that a signature is for. The part of a host behind it may name a zone or a private link, and the
/// secondary host is one of the same account.
fn account_name(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    let name = match account_name_from_url(url) {
        "" if host.contains(".blob.") => host.split('.').next().unwrap_or_default(),
        name => name,
    };
    if is_path_style(url) { name } else { name.strip_suffix("-secondary").unwrap_or(name) }
}

/// A signature for reading one blob, snapshot or version.
fn read_permission(side: &Side, now: SystemTime, until: SystemTime) -> Result<BlobSas> {
    let location = locate_url(side.url.clone(), ClientKind::Blob)?;
    let is_https = location.is_https;
    let (container_name, blob_name) = match (location.container_name, location.blob_name) {
        // A name alone is that of a blob in the root container.
        (Some(name), None) => (ROOT_CONTAINER.to_owned(), Some(name)),
        (container, blob) => (container.unwrap_or_default(), blob),
    };
    Ok(BlobSas {
        version: Some(SERVICE_VERSION.to_owned()),
        protocol: is_https.then(|| "https".to_owned()),
        starts_on: Some(SasTime::from(now - BEFORE)),
        expires_on: Some(SasTime::from(until)),
        permissions: Some("r".to_owned()),
        container_name,
        blob_name,
        snapshot_time: location.snapshot,
        version_id: location.version_id,
        ..Default::default()
    })
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

    fn side(url: &str) -> Side {
        let options = PipelineOptions::default();
        let transport = HttpTransport::new(&options, Arc::default()).expect("a transport");
        let key = SharedKey::new("a", &AccountKey::from_base64("a2V5")).expect("a key");
        let pipeline = Pipeline::new(Arc::new(transport), Arc::new(key), options).with_clock(clock, || 0.0);
        Side { pipeline: Arc::new(pipeline), url: Url::parse(url).expect("a URL") }
    }

    #[tokio::test]
    async fn a_signature_is_renewed_as_long_as_the_copy_takes() {
        let destination = side("https://b.blob.core.windows.net/c/b");
        let access = Access::new(side("https://a.blob.core.windows.net/c/b"), &destination, false);
        let mut signatures = Vec::new();
        for minute in (0..10 * 60).step_by(10) {
            SECONDS.store(minute * 60, Ordering::SeqCst);
            let url = access.grant(false, &CancellationToken::new()).await.expect("a signature").url;
            let url = Url::parse(&url.0).expect("a URL");
            let end = parameter(&url, "se").and_then(|end| Timestamp::from_text(&end)).expect("an end");
            assert!(end.to_system_time() >= clock() + LIFE / 2, "half of its life is left after {minute} minutes");
            signatures.push(parameter(&url, "sig"));
        }
        signatures.dedup();
        assert_eq!(signatures.len(), 5, "one for two hours, not one for each block");
    }

    #[test]
    fn the_account_of_a_host() {
        for (url, name) in [
            ("https://a.blob.core.windows.net/c/b", "a"),
            ("https://a-secondary.blob.core.windows.net/c/b", "a"),
            ("https://a.z6.blob.storage.azure.net/c/b", "a"),
            ("https://a.privatelink.blob.core.windows.net/c/b", "a"),
            ("http://127.0.0.1:10000/a-secondary/c/b", "a-secondary"),
            ("https://blobs.example.com/c/b", ""),
        ] {
            assert_eq!(account_name(&Url::parse(url).expect("a URL")), name);
        }
    }

    #[test]
    fn a_signature_is_for_the_one_blob_also_in_the_root_container() {
        for (url, container, blob) in [
            ("https://a.blob.core.windows.net/c/b%20d/e", "c", "b d/e"),
            ("https://a.blob.core.windows.net/$root/b", "$root", "b"),
            ("https://a.blob.core.windows.net/b", "$root", "b"),
        ] {
            let sas = read_permission(&side(url), SystemTime::now(), SystemTime::now()).expect("a signature");
            assert_eq!((sas.container_name.as_str(), sas.blob_name.as_deref()), (container, Some(blob)));
        }
    }
}
