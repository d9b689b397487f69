//! The layers that a request goes through, nested.
//!
//! ```text
//! call policies      see a request once, however often it is sent
//!   retry            makes attempts
//!     redirects      within one origin; each one passes the layers below
//!       policies     see each attempt before it is signed, and its response
//!         sign       and respond to a challenge, once per attempt
//!           body     read within its limit, unless the caller reads it
//!             timeout of the attempt
//!               id   the response is to this request
//!                 transport
//! ```
//!
//! The order is the reference's. Each layer is a type in its own file. They are assembled for each request, which costs
//! nothing: each holds the next one by its type, and borrows what it needs from the pipeline.

mod attempt_timeout;
mod read_body;
mod redirect;
mod request_id;
mod retry;
mod sign;

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use self::attempt_timeout::AttemptTimeout;
use self::read_body::ReadBody;
use self::redirect::FollowRedirects;
use self::request_id::CheckRequestId;
use self::retry::Retry;
use self::sign::Sign;
use crate::base::error::{Error, Result};
use crate::http::account::{Account, AccountRegistry, Accounts};
use crate::http::body;
use crate::http::layer::{LastLayer, Layer};
use crate::http::options::DEFAULT_USER_AGENT;
use crate::http::policy::{Policies, Policy};
use crate::http::response_headers::{self, CLIENT_REQUEST_ID};
use crate::http::retry_policy::RetryPolicy;
use crate::http::{
    Authorize, Delivery, PipelineOptions, Request, Response, ResponseBody, Shutdown, Transport, secrets,
};

/// The oldest service version that has every feature in use.
/// <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>
pub const SERVICE_VERSION: &str = "2021-12-02";

const VERSION: HeaderName = HeaderName::from_static("x-ms-version");
const XML: HeaderValue = HeaderValue::from_static("application/xml");

/// Sends a request with only a transport, and reads the response as a pipeline does: completely, unless the caller gets a stream.
///
/// # Errors
/// As the transport's.
pub async fn send_with(transport: &dyn Transport, request: &mut Request) -> Result<Response> {
    ReadBody { next: LastLayer(transport) }.send(request).await
}

/// A request as it was last sent, and the response.
#[derive(Debug)]
pub struct Exchange {
    /// The request as last sent, without its `Authorization` header.
    pub request: Box<Request>,
    /// That header, to find it where a response repeats it.
    pub authorization: Option<HeaderValue>,
    /// The response.
    pub response: Response,
}

/// Sends requests: a credential, options, a transport, and the layers between them.
pub struct Pipeline {
    transport: Arc<dyn Transport>,
    credential: Arc<dyn Authorize>,
    retry: RetryPolicy,
    user_agent: HeaderValue,
    version: HeaderValue,
    clock: fn() -> SystemTime,
    random: fn() -> f64,
    /// Attempt policies: they see each attempt before it is signed.
    policies: Arc<[Arc<dyn Policy>]>,
    /// Call policies: they see each request once.
    call_policies: Arc<[Arc<dyn Policy>]>,
    /// The [`Request::time_limit`] of its requests.
    time_limit: Option<Duration>,
    accounts: Accounts,
    shutdown: Shutdown,
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

    /// What all pipelines share that go to the account at this URL.
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

    /// Sends a request, and resolves when the response's headers have arrived. The body of a success may still be
    /// arriving, and reading it fails once `cancel` is canceled. Any HTTP status is returned as `Ok` once no more
    /// retries are due.
    ///
    /// # Errors
    /// Aborted, credential failure, transport failure.
    pub async fn send(&self, request: impl Into<Box<Request>>, cancel: &CancellationToken) -> Result<Exchange> {
        let mut exchange = self.run(request.into(), cancel, Delivery::Stream).await?;
        if let ResponseBody::Stream(pieces) = exchange.response.body {
            exchange.response.body = ResponseBody::Stream(body::until_cancelled(pieces, cancel.clone()));
        }
        Ok(exchange)
    }

    /// Sends a request and reads the whole response, so that a response that is cut off is retried like a lost one. For
    /// small responses, such as a page of a listing.
    ///
    /// # Errors
    /// Aborted, credential failure, transport failure.
    pub async fn send_and_read(
        &self,
        request: impl Into<Box<Request>>,
        cancel: &CancellationToken,
    ) -> Result<Exchange> {
        self.run(request.into(), cancel, Delivery::Whole).await
    }

    async fn run(&self, mut request: Box<Request>, cancel: &CancellationToken, delivery: Delivery) -> Result<Exchange> {
        secrets::require_https(&request)?;
        self.complete(&mut request);
        request.delivery = delivery;
        match cancel.run_until_cancelled(self.send_through(&mut request)).await {
            None => Err(Error::aborted()),
            Some(Err(error)) => Err(error),
            Some(Ok(mut response)) => {
                response_headers::join_repeated(&mut response.headers);
                request.headers.remove(AUTHORIZATION);
                let authorization = request.attempt.authorization.take();
                Ok(Exchange { request, authorization, response })
            }
        }
    }

    /// Sends one attempt, signed as this pipeline does, for a policy of another pipeline.
    ///
    /// # Errors
    /// There is no response.
    pub async fn send_attempt(&self, request: &mut Request) -> Result<Response> {
        self.attempt().send(request).await
    }

    /// The base of the delay between attempts, and the longest one.
    pub fn retry_delays(&self) -> (Duration, Duration) {
        (self.retry.retry_delay, self.retry.max_retry_delay)
    }

    /// The layers that each attempt goes through.
    fn attempt(&self) -> impl Layer + '_ {
        let transport = CheckRequestId { next: LastLayer(&*self.transport) };
        let limited = ReadBody { next: AttemptTimeout { limit: self.retry.try_timeout, next: transport } };
        let signed = Sign { credential: &*self.credential, clock: self.clock, next: limited };
        FollowRedirects { next: Policies { policies: &self.policies, next: signed } }
    }

    /// Sends a request through all layers.
    fn send_through<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Response>> {
        let Self { retry: policy, accounts, clock, random, transport, .. } = self;
        let (clock, random, transport) = (*clock, *random, &**transport);
        let retried = Retry { policy, accounts, clock, random, transport, next: self.attempt() };
        let all = Policies { policies: &self.call_policies, next: retried };
        // Boxed, because a future is stored again in each future that awaits it.
        Box::pin(async move { all.send(request).await })
    }

    /// Adds what is the same in all attempts.
    fn complete(&self, request: &mut Request) {
        request.time_limit = request.time_limit.or(self.time_limit);
        let headers = &mut request.headers;
        // A request may need a newer version than that of the client, never an older one.
        let version = headers.entry(VERSION).or_insert_with(|| self.version.clone());
        if *version < self.version {
            version.clone_from(&self.version);
        }
        headers.entry(ACCEPT).or_insert(XML);
        headers.entry(CLIENT_REQUEST_ID).or_insert_with(|| {
            let mut buffer = Uuid::encode_buffer();
            let id: &str = request_id().hyphenated().encode_lower(&mut buffer);
            HeaderValue::from_str(id).expect("hexadecimal digits and hyphens are header text")
        });
        headers.insert(USER_AGENT, self.user_agent.clone());
    }
}

/// A request id. It protects no secret, so it need not cost a system call.
fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

#[cfg(test)]
#[path = "pipeline_tests.rs"]
mod tests;
