//! The way of one request: retry → sign → send. Knows neither operations nor sockets.
//!
//! [`tries`] leads through the tries, [`attempt`] through one of them.

mod attempt;
mod tries;

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use crate::base::error::{Error, Result};
use crate::http::answer::{self, CLIENT_REQUEST_ID};
use crate::http::body;
use crate::http::options::DEFAULT_USER_AGENT;
pub use crate::http::options::PipelineOptions;
use crate::http::retry::RetryPolicy;
use crate::http::{Life, Request, Response, ResponseBody, secrets};

/// The oldest service version that has every feature in use.
/// <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>
pub const SERVICE_VERSION: &str = "2021-12-02";

/// How many requests that can wait are on their way at once. More would only cost connections, each with its buffers.
const UNHURRIED: usize = 256;

const VERSION: HeaderName = HeaderName::from_static("x-ms-version");
const XML: HeaderValue = HeaderValue::from_static("application/xml");
/// The query parameter that limits how long the service works on one try.
const TIMEOUT: &str = "timeout";

/// Signs one try. Called inside the retry loop, once per try, with the time of that try.
pub trait Authorize: Any + Send + Sync {
    /// Adds what the service needs to know who asks. Headers of an earlier try are still there and must be replaced.
    ///
    /// # Errors
    /// The credential failed; the request is not sent.
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime) -> BoxFuture<'a, Result<()>>;

    /// The service refused with 401 and these `WWW-Authenticate` headers.
    ///
    /// # Errors
    /// The credential failed.
    fn challenged<'a>(&'a self, challenges: &'a [String], request: &'a Request) -> BoxFuture<'a, Result<Challenged>> {
        let _ = (challenges, request);
        Box::pin(async { Ok(Challenged::NotAnswered) })
    }
}

/// What a credential does about a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenged {
    /// Authorise again and send once more, which is not counted as a try.
    Answered,
    /// Nothing: the refusal is the answer.
    NotAnswered,
    /// The same, for this reason: the challenge asks for what it is not given. A sentence.
    Refused(String),
}

/// Sends one request once.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and resolves when the response's headers are there. Dropping the future resets the connection.
    ///
    /// # Errors
    /// An error whose source is a [`TransportFailure`](crate::http::failure::TransportFailure).
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>>;
}

/// A request as it was last sent, and the answer.
#[derive(Debug)]
pub struct Exchange {
    /// The request as last sent, without its `Authorization` header.
    pub request: Request,
    /// That header, to be looked for where an answer repeats it.
    pub authorization: Option<HeaderValue>,
    /// The answer.
    pub response: Response,
}

/// Whether the body is read as part of the try.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    Head,
    Whole,
}

/// The way of one request: retry → sign → send.
pub struct Pipeline {
    transport: Arc<dyn Transport>,
    credential: Arc<dyn Authorize>,
    retry: RetryPolicy,
    user_agent: HeaderValue,
    version: HeaderValue,
    clock: fn() -> SystemTime,
    random: fn() -> f64,
    unhurried: Semaphore,
    life: Life,
}

impl Pipeline {
    /// Makes a pipeline. Options that [`PipelineOptions::validate`] would refuse take their defaults.
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
            unhurried: Semaphore::const_new(UNHURRIED),
            life: Life::default(),
        }
    }

    /// Gives it to an owner. One that has none lives for ever.
    #[must_use]
    pub fn with_life(mut self, life: Life) -> Self {
        self.life = life;
        self
    }

    /// The life of its owner. A task that sends through this pipeline runs in it, for nobody else ends that; a request that is
    /// awaited ends with whoever awaits it.
    pub fn life(&self) -> &Life {
        &self.life
    }

    /// The turns of requests that can wait for each other, such as polls: each takes one while it is on its way.
    pub fn unhurried(&self) -> &Semaphore {
        &self.unhurried
    }

    /// How long a try may take, when that is limited. It is also how long a body that is read piece by piece may be all but silent.
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

    /// A pipeline over the same connections and with the same options, but with another credential. It knows no secondary
    /// host, for that belongs to an account, and another credential mostly means another account.
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
            unhurried: Semaphore::const_new(UNHURRIED),
            life: self.life.clone(),
        }
    }

    /// The credential, when it is of this type: to do with it what only this type can.
    pub fn credential<T: Authorize>(&self) -> Option<&T> {
        let credential: &dyn Any = &*self.credential;
        credential.downcast_ref()
    }

    /// Whether both sign with one and the same credential.
    pub fn shares_credential(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.credential, &other.credential)
    }

    /// Signs a request that travels in the body of another one.
    ///
    /// # Errors
    /// The credential failed.
    pub async fn authorize(&self, request: &mut Request) -> Result<()> {
        secrets::require_https(request)?;
        self.credential.authorize(request, self.now()).await
    }

    /// The time, by the clock that signs.
    pub fn now(&self) -> SystemTime {
        (self.clock)()
    }

    /// Sends a request and resolves when the response's headers are there; the body of a success may still be on its way, and
    /// reading it fails once `cancel` is cancelled. Any HTTP status comes back as `Ok` once no more retries are due.
    ///
    /// # Errors
    /// Aborted, credential failure, transport failure.
    pub async fn send(&self, request: Request, cancel: &CancellationToken) -> Result<Exchange> {
        let mut exchange = self.run(request, cancel, Read::Head).await?;
        if let ResponseBody::Stream(pieces) = exchange.response.body {
            exchange.response.body = ResponseBody::Stream(body::until_cancelled(pieces, cancel.clone()));
        }
        Ok(exchange)
    }

    /// Sends a request and reads the response to its end, so that a response that is cut off is retried like one that
    /// never came. For answers that are small, such as a page of a listing.
    ///
    /// # Errors
    /// Aborted, credential failure, transport failure.
    pub async fn send_and_read(&self, request: Request, cancel: &CancellationToken) -> Result<Exchange> {
        self.run(request, cancel, Read::Whole).await
    }

    async fn run(&self, mut request: Request, cancel: &CancellationToken, read: Read) -> Result<Exchange> {
        secrets::require_https(&request)?;
        self.complete(&mut request);
        // Boxed, because a future that is awaited inside others is as large again in each of them.
        match cancel.run_until_cancelled(Box::pin(self.tries(&mut request, read))).await {
            None => Err(Error::aborted()),
            Some(Err(error)) => Err(error),
            Some(Ok(mut response)) => {
                answer::join_repeated(&mut response.headers);
                let mut authorization = request.headers.remove(AUTHORIZATION);
                if let Some(value) = &mut authorization {
                    value.set_sensitive(true);
                }
                Ok(Exchange { request, authorization, response })
            }
        }
    }

    /// Adds what is the same in all tries.
    fn complete(&self, request: &mut Request) {
        let headers = &mut request.headers;
        // A request may need a newer version than the client asks for, never an older one.
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
        if let Some(seconds) = self.retry.server_timeout() {
            set_parameter(&mut request.url, TIMEOUT, &seconds.to_string());
        }
    }
}

/// Sets a query parameter as the last one and leaves all others as they are written: a signature may cover them.
fn set_parameter(url: &mut Url, name: &str, value: &str) {
    let kept = url.query().unwrap_or_default().split('&').filter(|pair| {
        let key = pair.split_once('=').map_or(*pair, |(key, _)| key);
        !pair.is_empty() && key != name
    });
    let mut query = kept.collect::<Vec<_>>().join("&");
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
    url.set_query(Some(&query));
}

/// An id that tells requests apart. It guards no secret, so it need not cost a call of the system.
fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

#[cfg(test)]
#[path = "pipeline_tests.rs"]
mod tests;
