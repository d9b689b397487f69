//! The state that belongs to an account and not to a client: poll permits and backoff. All pipelines that go to an account
//! share it, however they were created.
//!
//! Requests in flight are limited by the [connection pool](crate::http::transport), which the whole process shares.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::base::account::{account_name_from_url, is_path_style};
use crate::base::lock::lock;
use crate::http::pace::Pace;
use crate::http::throttling::{Backoff, Throttling};

/// The number of poll permits of an account. More would only cost connections, each with its buffers.
const POLL_PERMITS: usize = 256;

/// One account.
pub struct Account {
    poll_permits: Semaphore,
    throttled: AtomicU64,
    backoffs: Mutex<[Backoff; Throttling::ALL.len()]>,
    pace: Arc<Pace>,
}

impl Account {
    fn new() -> Self {
        Self {
            poll_permits: Semaphore::const_new(POLL_PERMITS),
            throttled: AtomicU64::new(0),
            backoffs: Mutex::default(),
            pace: Arc::default(),
        }
    }

    /// The poll permits. Each poll holds one while it is in flight.
    pub fn poll_permits(&self) -> &Semaphore {
        &self.poll_permits
    }

    /// How fast jobs may send to it.
    pub fn pace(&self) -> &Arc<Pace> {
        &self.pace
    }

    /// The service throttled a request, and requested this delay.
    pub fn throttled(&self, kind: Throttling, wait: Option<Duration>) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
        let wait = wait.filter(|_| kind.is_of_account());
        self.lock()[kind as usize].throttled(Instant::now(), wait);
    }

    /// How many attempts were throttled so far.
    pub fn throttled_attempts(&self) -> u64 {
        self.throttled.load(Ordering::Relaxed)
    }

    /// A throttled request succeeded.
    pub fn recovered(&self, kind: Throttling) {
        self.lock()[kind as usize].recovered();
    }

    /// Waits for the retry turn of a throttled request, so that not all are sent at once.
    pub async fn retry_turn(&self, kind: Throttling) {
        let now = Instant::now();
        let turn = self.lock()[kind as usize].turn(now);
        if turn > now {
            sleep_until(turn).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, [Backoff; Throttling::ALL.len()]> {
        // No panic can leave it half changed.
        lock(&self.backoffs)
    }
}

/// The key of an account: its origin, and its name in path-style URLs.
type RegistryKey = String;

fn key_of(url: &Url) -> RegistryKey {
    let origin = url.origin().ascii_serialization();
    if is_path_style(url) { format!("{origin}/{}", account_name_from_url(url)) } else { origin }
}

/// The accounts that are in use. The registry holds them weakly.
#[derive(Default)]
pub struct AccountRegistry {
    accounts: Mutex<HashMap<RegistryKey, Weak<Account>>>,
}

/// The accounts of the process.
static OF_PROCESS: LazyLock<Arc<AccountRegistry>> = LazyLock::new(Arc::default);

impl AccountRegistry {
    /// The registry of the process.
    pub fn of_process() -> Arc<Self> {
        Arc::clone(&OF_PROCESS)
    }

    fn account(&self, key: &str) -> Arc<Account> {
        let mut accounts = self.lock();
        if let Some(account) = accounts.get(key).and_then(Weak::upgrade) {
            return account;
        }
        let account = Arc::new(Account::new());
        accounts.insert(key.to_owned(), Arc::downgrade(&account));
        account
    }

    /// Drops an account, and removes it if it is not used elsewhere.
    fn release(&self, key: &str, account: Arc<Account>) {
        let mut accounts = self.lock();
        drop(account);
        if accounts.get(key).is_some_and(|account| account.strong_count() == 0) {
            accounts.remove(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RegistryKey, Weak<Account>>> {
        lock(&self.accounts)
    }
}

/// The accounts that one pipeline has used. The data about them lasts as long as one such pipeline.
pub struct Accounts {
    registry: Arc<AccountRegistry>,
    used: Mutex<Vec<(RegistryKey, Arc<Account>)>>,
}

impl Accounts {
    /// The accounts that all pipelines of this registry share.
    pub fn shared(registry: Arc<AccountRegistry>) -> Self {
        Self { registry, used: Mutex::default() }
    }

    /// The same registry, for another pipeline.
    #[must_use]
    pub fn for_another(&self) -> Self {
        Self::shared(Arc::clone(&self.registry))
    }

    /// The account at this URL.
    pub fn account(&self, url: &Url) -> Arc<Account> {
        let key = key_of(url);
        let mut used = lock(&self.used);
        if let Some((_, account)) = used.iter().find(|(other, _)| *other == key) {
            return Arc::clone(account);
        }
        let account = self.registry.account(&key);
        used.push((key, Arc::clone(&account)));
        account
    }
}

impl Drop for Accounts {
    fn drop(&mut self) {
        let used = self.used.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (key, account) in used.drain(..) {
            self.registry.release(&key, account);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn an_account_is_an_origin_and_with_path_style_a_name() {
        for (one, other, same) in [
            ("https://a.blob.core.windows.net/c", "https://A.blob.core.windows.net:443/d?sig=x", true),
            ("https://a.blob.core.windows.net/c", "https://b.blob.core.windows.net/c", false),
            ("https://a.blob.core.windows.net/c", "http://a.blob.core.windows.net/c", false),
            ("http://127.0.0.1:10000/one/c", "http://127.0.0.1:10000/one/d/e", true),
            ("http://127.0.0.1:10000/one/c", "http://127.0.0.1:10000/two/c", false),
        ] {
            assert_eq!(key_of(&url(one)) == key_of(&url(other)), same, "{one} {other}");
        }
    }

    #[tokio::test]
    async fn separately_created_pipelines_share_poll_permits() {
        let registry = Arc::<AccountRegistry>::default();
        let pipelines: Vec<Accounts> = (0..5_000).map(|_| Accounts::shared(Arc::clone(&registry))).collect();
        let (at_once, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let polls = pipelines.iter().enumerate().map(|(number, pipeline)| {
            let (at_once, most) = (&at_once, &most);
            async move {
                let account = pipeline.account(&url(&format!("https://a.blob.core.windows.net/c/{number}")));
                let _permit = account.poll_permits().acquire().await.expect("never closed");
                most.fetch_max(at_once.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                at_once.fetch_sub(1, Ordering::Relaxed);
            }
        });
        join_all(polls).await;
        assert_eq!(most.into_inner(), POLL_PERMITS);
        assert_eq!(registry.lock().len(), 1);
    }

    #[test]
    fn an_account_is_dropped_with_its_last_pipeline() {
        let registry = Arc::<AccountRegistry>::default();
        let (first, second) = (Accounts::shared(Arc::clone(&registry)), Accounts::shared(Arc::clone(&registry)));
        for account in ["one", "two", "three"] {
            let url = url(&format!("https://{account}.blob.core.windows.net/"));
            assert!(Arc::ptr_eq(&first.account(&url), &first.account(&url)));
            if account == "one" {
                assert!(Arc::ptr_eq(&first.account(&url), &second.for_another().account(&url)));
                second.account(&url);
            }
        }
        assert_eq!(registry.lock().len(), 3);
        drop(first);
        assert_eq!(registry.lock().keys().collect::<Vec<_>>(), ["https://one.blob.core.windows.net"]);
        drop(second);
        assert!(registry.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn requests_throttled_together_are_retried_apart() {
        let account = Account::new();
        let start = Instant::now();
        (0..100).for_each(|_| account.throttled(Throttling::Unspecified, Some(Duration::from_secs(9))));
        let retried = join_all((0..100).map(|_| async {
            account.retry_turn(Throttling::Unspecified).await;
            start.elapsed()
        }));
        let mut retried = retried.await;
        retried.dedup();
        assert_eq!(retried.len(), 100, "each at a time of its own");
        account.throttled(Throttling::Ingress, Some(Duration::from_secs(9)));
        account.retry_turn(Throttling::Egress).await;
        assert!(start.elapsed() < Duration::from_secs(1), "another kind");
        account.retry_turn(Throttling::Ingress).await;
        assert!(start.elapsed() >= Duration::from_secs(9), "the whole account waits");
    }
}
