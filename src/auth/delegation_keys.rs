//! User delegation keys, one for each account. Callers share the cached key, or the pending request for one. So
//! any number of copies that start together send one request.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard};
use std::time::SystemTime;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::sas::{SasTime, UserDelegationKey};
use crate::base::error::Result;
use crate::base::lock::lock;

/// A request for a key, shared by all callers that need it. It continues as long as one of them waits.
type PendingKey = Shared<BoxFuture<'static, Result<UserDelegationKey>>>;

#[derive(Default)]
pub(super) struct DelegationKeys {
    accounts: Mutex<HashMap<String, KeySlot>>,
}

#[derive(Default)]
struct KeySlot {
    key: Option<UserDelegationKey>,
    under_way: Option<WeakShared<BoxFuture<'static, Result<UserDelegationKey>>>>,
}

impl DelegationKeys {
    /// The key of an account that is valid until `until`. `request` requests a new one. It is called only if no request is
    /// pending.
    ///
    /// # Errors
    /// The failure of the request. All callers that waited for it get it, and the next caller requests again.
    pub(super) async fn key<F, Pending>(
        &self,
        account: &str,
        until: SystemTime,
        request: F,
    ) -> Result<UserDelegationKey>
    where
        F: FnOnce() -> Pending,
        Pending: Future<Output = Result<UserDelegationKey>> + Send + 'static,
    {
        let asking = {
            let mut accounts = self.lock();
            let slot = accounts.entry(account.to_owned()).or_default();
            if let Some(key) = slot.key.as_ref().filter(|key| is_good(key, until)) {
                return Ok(key.clone());
            }
            let under_way = slot.under_way.as_ref().and_then(WeakShared::upgrade);
            let asking: PendingKey = under_way.unwrap_or_else(|| request().boxed().shared());
            slot.under_way = asking.downgrade();
            asking
        };
        let result = asking.clone().await;
        let mut accounts = self.lock();
        let slot = accounts.entry(account.to_owned()).or_default();
        let ours = slot.under_way.as_ref().and_then(WeakShared::upgrade);
        // Removed by the first caller that sees it. Others may find a new request.
        if ours.is_some_and(|ours| ours.ptr_eq(&asking)) {
            slot.under_way = None;
            if let Ok(key) = &result {
                slot.key = Some(key.clone());
            }
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, KeySlot>> {
        lock(&self.accounts)
    }
}

fn is_good(key: &UserDelegationKey, until: SystemTime) -> bool {
    key.signed_expires_on.is_some_and(|expires_on| expires_on >= SasTime::from(until))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures_util::future::join_all;
    use tokio::sync::Notify;
    use tokio::time::timeout;

    use super::*;
    use crate::base::error::{Error, ErrorKind};

    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000)
    }

    fn key(value: usize, expires_on: SystemTime) -> UserDelegationKey {
        UserDelegationKey {
            signed_object_id: String::new(),
            signed_tenant_id: String::new(),
            signed_starts_on: None,
            signed_expires_on: Some(SasTime::from(expires_on)),
            signed_service: "b".into(),
            signed_version: String::new(),
            signed_delegated_user_tenant_id: None,
            value: value.to_string(),
        }
    }

    /// A service that responds when the test lets it, and counts.
    #[derive(Default)]
    struct Service {
        requests: AtomicUsize,
        go: Notify,
    }

    impl Service {
        fn request(
            self: &Arc<Self>,
            respond: impl Fn(usize) -> Result<UserDelegationKey> + Send + 'static,
        ) -> impl Future<Output = Result<UserDelegationKey>> + Send + 'static {
            let service = Arc::clone(self);
            let number = service.requests.fetch_add(1, Ordering::SeqCst);
            async move {
                service.go.notified().await;
                respond(number)
            }
        }

        fn requests(&self) -> usize {
            self.requests.load(Ordering::SeqCst)
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands for a service, which may reject the request")]
    fn good(number: usize) -> Result<UserDelegationKey> {
        Ok(key(number, now() + Duration::from_secs(100)))
    }

    #[tokio::test]
    async fn concurrent_callers_request_one_key_for_each_account() {
        let (keys, service) = (DelegationKeys::default(), Arc::new(Service::default()));
        let asking = (0..1000).map(|number| {
            let account = if number % 2 == 0 { "one" } else { "two" };
            keys.key(account, now(), || service.request(good))
        });
        let let_go = async {
            tokio::task::yield_now().await;
            service.go.notify_waiters();
        };
        let (results, ()) = tokio::join!(join_all(asking), let_go);
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(service.requests(), 2);
        keys.key("one", now(), || service.request(good)).await.expect("it is there");
        assert_eq!(service.requests(), 2);
    }

    #[tokio::test]
    async fn a_key_that_expires_too_soon_is_renewed_once() {
        let (keys, service) = (DelegationKeys::default(), Arc::new(Service::default()));
        service.go.notify_one();
        keys.key("one", now(), || service.request(good)).await.expect("a key");
        let later = now() + Duration::from_secs(101);
        let asking = (0..10).map(|_| keys.key("one", later, || service.request(move |number| Ok(key(number, later)))));
        let let_go = async {
            tokio::task::yield_now().await;
            service.go.notify_waiters();
        };
        let (results, ()) = tokio::join!(join_all(asking), let_go);
        assert!(results.into_iter().all(|result| result.expect("a key").value == "1"));
        assert_eq!(service.requests(), 2);
    }

    #[tokio::test]
    async fn a_failure_is_shared_and_the_next_caller_retries() {
        let (keys, service) = (DelegationKeys::default(), Arc::new(Service::default()));
        let rejected = |_| Err(Error::new(ErrorKind::Service, "no").with_code("AuthorizationFailure"));
        let asking = (0..10).map(|_| keys.key("one", now(), || service.request(rejected)));
        let let_go = async {
            tokio::task::yield_now().await;
            service.go.notify_waiters();
        };
        let (results, ()) = tokio::join!(join_all(asking), let_go);
        for result in results {
            assert_eq!(result.expect_err("rejected").code(), Some("AuthorizationFailure"));
        }
        assert_eq!(service.requests(), 1);
        service.go.notify_one();
        keys.key("one", now(), || service.request(good)).await.expect("it is requested again");
        assert_eq!(service.requests(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_aborted_caller_does_not_fail_the_others() {
        let (keys, service) = (DelegationKeys::default(), Arc::new(Service::default()));
        let impatient = timeout(Duration::from_secs(1), keys.key("one", now(), || service.request(good)));
        let patient = keys.key("one", now(), || service.request(good));
        let let_go = async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            service.go.notify_waiters();
        };
        let (impatient, patient, ()) = tokio::join!(impatient, patient, let_go);
        assert!(impatient.is_err());
        patient.expect("a key");
        assert_eq!(service.requests(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_request_without_waiters_is_dropped() {
        let (keys, service) = (DelegationKeys::default(), Arc::new(Service::default()));
        timeout(Duration::from_secs(1), keys.key("one", now(), || service.request(good))).await.expect_err("too long");
        assert_eq!(Arc::strong_count(&service), 1, "the request is gone");
        service.go.notify_one();
        keys.key("one", now(), || service.request(good)).await.expect("requested again");
        assert_eq!(service.requests(), 2);
    }
}
