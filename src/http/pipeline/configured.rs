//! A pipeline: a credential, options, policies and a transport. Nothing is sent here.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::HeaderValue;
use url::Url;

use crate::base::error::Result;
use crate::http::account::{Account, AccountRegistry, Accounts};
use crate::http::options::DEFAULT_USER_AGENT;
use crate::http::policy::Policy;
use crate::http::retry_policy::RetryPolicy;
use crate::http::{Authorize, PipelineOptions, Request, Shutdown, Transport, secrets};

/// The oldest service version that has every feature in use.
/// <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>
pub const SERVICE_VERSION: &str = "2021-12-02";

/// Sends requests: a credential, options, a transport, and the layers between them.
pub struct Pipeline {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) credential: Arc<dyn Authorize>,
    pub(super) retry: RetryPolicy,
    pub(super) user_agent: HeaderValue,
    pub(super) version: HeaderValue,
    pub(super) clock: fn() -> SystemTime,
    pub(super) random: fn() -> f64,
    /// Attempt policies: they see each attempt before it is signed.
    pub(super) policies: Arc<[Arc<dyn Policy>]>,
    /// Call policies: they see each request once.
    pub(super) call_policies: Arc<[Arc<dyn Policy>]>,
    /// The [`Request::time_limit`] of its requests.
    pub(super) time_limit: Option<Duration>,
    pub(super) accounts: Accounts,
    pub(super) shutdown: Shutdown,
}

impl Pipeline {
    /// Creates a pipeline. Invalid options, which [`PipelineOptions::validate`] rejects, take their defaults.
    #[expect(clippy::needless_pass_by_value, reason = "the options belong to this pipeline")]
    pub fn new(transport: Arc<dyn Transport>, credential: Arc<dyn Authorize>, options: PipelineOptions) -> Self {
        let header = |text: &str| HeaderValue::from_str(text).ok().filter(|value| !value.is_empty());
        Self {
            transport,
            credential,
            retry: RetryPolicy::new(&options.retry_options),
            user_agent: header(&options.user_agent).unwrap_or(HeaderValue::from_static(DEFAULT_USER_AGENT)),
            version: options
                .service_version
                .as_deref()
                .and_then(header)
                .unwrap_or(HeaderValue::from_static(SERVICE_VERSION)),
            clock: SystemTime::now,
            random: fastrand::f64,
            policies: Arc::default(),
            call_policies: Arc::default(),
            time_limit: None,
            accounts: Accounts::shared(Arc::default()),
            shutdown: Shutdown::default(),
        }
    }

    /// Ends the pipeline's background tasks when its owner shuts down. Without an owner, they are not ended.
    #[must_use]
    pub fn with_shutdown(mut self, shutdown: Shutdown) -> Self {
        self.shutdown = shutdown;
        self
    }

    /// Shares account data with all pipelines that have the same registry. Without one, a pipeline has its own.
    #[must_use]
    pub fn with_accounts(mut self, registry: Arc<AccountRegistry>) -> Self {
        self.accounts = Accounts::shared(registry);
        self
    }

    /// Puts policies between retry and sign, the outermost first. They see each attempt before it is signed.
    #[must_use]
    pub fn with_policies(mut self, policies: Vec<Arc<dyn Policy>>) -> Self {
        self.policies = policies.into();
        self
    }

    /// Puts policies around everything else, the outermost first. They see each request once.
    #[must_use]
    pub fn with_call_policies(mut self, policies: Vec<Arc<dyn Policy>>) -> Self {
        self.call_policies = policies.into();
        self
    }

    /// The shutdown of the owner. A background task that sends through this pipeline runs under it, because nothing
    /// else would end it. A request that is awaited ends with the future that awaits it.
    pub fn shutdown(&self) -> &Shutdown {
        &self.shutdown
    }

    /// The data that all pipelines share that go to the account at this URL.
    pub fn account(&self, url: &Url) -> Arc<Account> {
        self.accounts.account(url)
    }

    /// The time limit of an attempt, if there is one. It also limits how long a body that is read piece by piece may
    /// stall.
    pub fn try_timeout(&self) -> Option<Duration> {
        self.retry.try_timeout
    }

    /// Replaces the clock and the source of randomness (in [0, 1)), for tests.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> SystemTime, random: fn() -> f64) -> Self {
        self.clock = clock;
        self.random = random;
        self
    }

    /// The service version that requests have, unless they need a newer one.
    pub fn service_version(&self) -> &str {
        self.version.to_str().unwrap_or_default()
    }

    /// A pipeline with the same connections and options, but another credential. It has no secondary host, because that
    /// belongs to an account, and another credential usually means another account.
    #[must_use]
    pub fn with_credential(&self, credential: Arc<dyn Authorize>) -> Self {
        Self {
            transport: Arc::clone(&self.transport),
            credential,
            retry: RetryPolicy { secondary: None, ..self.retry.clone() },
            user_agent: self.user_agent.clone(),
            version: self.version.clone(),
            clock: self.clock,
            random: self.random,
            policies: Arc::clone(&self.policies),
            call_policies: Arc::clone(&self.call_policies),
            time_limit: self.time_limit,
            accounts: self.accounts.for_another(),
            shutdown: self.shutdown.clone(),
        }
    }

    /// The same pipeline with one more policy, next to sign.
    #[must_use]
    pub fn with_further_policy(&self, policy: Arc<dyn Policy>) -> Self {
        let policies = self.policies.iter().cloned().chain([policy]).collect();
        Self { policies, retry: self.retry.clone(), ..self.with_credential(Arc::clone(&self.credential)) }
    }

    /// The same pipeline, whose attempts are aborted if they have no response after this time.
    #[must_use]
    pub fn with_time_limit(&self, limit: Duration) -> Self {
        let Self { retry, policies, .. } = self;
        let (retry, policies) = (retry.clone(), Arc::clone(policies));
        Self { time_limit: Some(limit), policies, retry, ..self.with_credential(Arc::clone(&self.credential)) }
    }

    /// The credential, if it is of this type.
    pub fn credential<T: Authorize>(&self) -> Option<&T> {
        let credential: &dyn Any = &*self.credential;
        credential.downcast_ref()
    }

    /// A number that no other credential object has as long as this pipeline exists.
    pub fn credential_id(&self) -> u64 {
        Arc::as_ptr(&self.credential).addr() as u64
    }

    /// Whether both have the same credential object.
    pub fn shares_credential(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.credential, &other.credential)
    }

    /// Signs a request that is part of the body of another one.
    ///
    /// # Errors
    /// The credential failed.
    pub async fn authorize(&self, request: &mut Request) -> Result<()> {
        secrets::require_https(request)?;
        self.credential.authorize(request, self.now()).await
    }

    /// The current time of the clock that signs.
    pub fn now(&self) -> SystemTime {
        (self.clock)()
    }

    /// The base of the delay between attempts, and the longest one.
    pub fn retry_delays(&self) -> (Duration, Duration) {
        (self.retry.retry_delay, self.retry.max_retry_delay)
    }
}
