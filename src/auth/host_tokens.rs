//! Chooses the token for a host. A host gets the usual token until it requests another one in a challenge.
//! The token that a host requests applies only to that host. Hosts that request the same scope and tenant share a token.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use http::HeaderValue;
use url::Url;

use super::token::{TokenRequest, TokenSource};
use super::token_cache::{Clock, TokenCache};
use crate::base::error::Result;
use crate::base::lock::lock;
use crate::http::failure::peer;

pub(super) struct HostTokens {
    source: Arc<dyn TokenSource>,
    clock: Clock,
    usual: Arc<TokenCache>,
    /// The hosts that requested another token.
    others: Mutex<HashMap<String, Host>>,
}

/// A host that requested a token other than the usual one.
#[derive(Default)]
struct Host {
    /// The cache of its token. `None` as long as the usual one is used.
    found: Option<HostToken>,
    /// The cache of the token that its last challenge requested. It is used once it has that token.
    expected: Option<HostToken>,
}

#[derive(Clone)]
struct HostToken {
    cache: Arc<TokenCache>,
    /// Whether it has claims that only this host requested.
    own: bool,
}

impl HostTokens {
    pub(super) fn new(source: Arc<dyn TokenSource>, usual: TokenRequest, clock: Clock) -> Self {
        let usual = Arc::new(TokenCache::new(Arc::clone(&source), usual, Arc::clone(&clock)));
        Self { source, clock, usual, others: Mutex::default() }
    }

    /// The request for the usual token.
    pub(super) fn usual(&self) -> &TokenRequest {
        self.usual.usual()
    }

    /// The header with a valid token for the host of this URL.
    pub(super) async fn header(&self, url: &Url, now: SystemTime) -> Result<HeaderValue> {
        let (cache, expected) = self.caches(url);
        let Some(expected) = expected else { return cache.header(now).await };
        // Another token for this host is on its way. The token that it rejected would only be rejected again.
        if expected.settled().await {
            self.settle(&peer(url), &expected, true);
            return expected.header((self.clock)()).await;
        }
        self.settle(&peer(url), &expected, false);
        cache.header((self.clock)()).await
    }

    /// When the token of a header for this host expired, if it had already expired when the source returned it.
    pub(super) fn expired_before_it_came(&self, url: &Url, header: &HeaderValue) -> Option<SystemTime> {
        self.caches(url).0.expired_before_it_came(header)
    }

    /// Gets the token that the host of this URL requested, in place of one that it rejected (`None`: the cached one).
    /// `renew` makes the new request from the last one for this host.
    pub(super) async fn replace(
        &self,
        url: &Url,
        rejected: Option<&HeaderValue>,
        renew: impl Fn(&TokenRequest) -> TokenRequest,
    ) -> Result<()> {
        let host = peer(url);
        let (current, _) = self.caches(url);
        let request = renew(current.usual());
        let kept = current.kept();
        let rejected = rejected.or(kept.as_ref());
        let expected = self.expect(&host, &request);
        let outcome = expected.replace(rejected, request.claims.as_ref()).await;
        self.settle(&host, &expected, outcome.is_ok());
        outcome
    }

    /// The cache of a host's token, and the cache of the token that it requested in its last challenge.
    fn caches(&self, url: &Url) -> (Arc<TokenCache>, Option<Arc<TokenCache>>) {
        let others = self.lock();
        // In the common case the name of the host is not needed.
        let host = if others.is_empty() { None } else { others.get(&peer(url)) };
        let cache = |kept: &Option<HostToken>| kept.as_ref().map(|kept| Arc::clone(&kept.cache));
        let found = host.and_then(|host| cache(&host.found)).unwrap_or_else(|| Arc::clone(&self.usual));
        (found, host.and_then(|host| cache(&host.expected)))
    }

    /// The cache for this request: an existing one, or a new one. Claims of one host are never used for others.
    fn expect(&self, host: &str, request: &TokenRequest) -> Arc<TokenCache> {
        let usual = TokenRequest { claims: None, ..request.clone() };
        let own = request.claims.is_some();
        let mut others = self.lock();
        let of_host = others.get(host).into_iter().flat_map(|host| [&host.expected, &host.found]);
        let shared = others.values().flat_map(|host| [&host.found, &host.expected]).filter(|_| !own);
        let found = of_host
            .filter(|_| own)
            .chain(shared)
            .flatten()
            .find(|kept| kept.own == own && *kept.cache.usual() == usual)
            .map(|kept| Arc::clone(&kept.cache))
            .or_else(|| (!own && *self.usual() == usual).then(|| Arc::clone(&self.usual)));
        let cache = found
            .unwrap_or_else(|| Arc::new(TokenCache::new(Arc::clone(&self.source), usual, Arc::clone(&self.clock))));
        let kept = HostToken { cache: Arc::clone(&cache), own };
        others.entry(host.to_owned()).or_default().expected = Some(kept);
        cache
    }

    /// The token that a host requested has arrived, or will not.
    fn settle(&self, host: &str, expected: &Arc<TokenCache>, is_there: bool) {
        let mut others = self.lock();
        let Some(other) = others.get_mut(host) else { return };
        if other.expected.as_ref().is_some_and(|kept| Arc::ptr_eq(&kept.cache, expected)) {
            let kept = other.expected.take();
            if is_there {
                other.found = kept;
            }
        }
        let serves_as_usual = other.found.as_ref().is_none_or(|kept| Arc::ptr_eq(&kept.cache, &self.usual));
        if serves_as_usual && other.expected.is_none() {
            others.remove(host);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        // No panic can leave the hosts half changed.
        lock(&self.others)
    }
}
