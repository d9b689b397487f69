//! The way of one request: retry → sign → send. Knows neither operations nor sockets.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT, WWW_AUTHENTICATE};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use crate::error::{Error, ErrorKind, Result};
use crate::http::body;
use crate::http::failure::{self, Phase, TransportFailure, peer};
use crate::http::options::DEFAULT_USER_AGENT;
pub use crate::http::options::PipelineOptions;
use crate::http::retry::{Location, Outcome, RetryPolicy, retry_after};
use crate::http::{Life, Request, Response, ResponseBody};

/// The oldest service version that has every feature in use.
/// <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>
pub const SERVICE_VERSION: &str = "2021-12-02";

/// How many requests that can wait are on their way at once. More would only cost connections, each with its buffers.
const UNHURRIED: usize = 256;

const VERSION: HeaderName = HeaderName::from_static("x-ms-version");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
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

    /// The service refused with 401 and this `WWW-Authenticate` header. True = authorise again and send once more, which
    /// is not counted as a try.
    ///
    /// # Errors
    /// The credential failed.
    fn challenged<'a>(&'a self, challenge: &'a str, request: &'a Request) -> BoxFuture<'a, Result<bool>> {
        let _ = (challenge, request);
        Box::pin(async { Ok(false) })
    }
}

/// Sends one request once.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and resolves when the response's headers are there. Dropping the future resets the connection.
    ///
    /// # Errors
    /// An error whose source is a [`TransportFailure`].
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>>;
}

/// A request as it was last sent, and the answer.
#[derive(Debug)]
pub struct Exchange {
    /// The request as last sent, without its `Authorization` header.
    pub request: Request,
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

    /// How long a try may take, when that is limited. A body that is read piece by piece may be silent for as long.
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

    /// The time, by the clock that signs.
    pub fn now(&self) -> SystemTime {
        (self.clock)()
    }

    /// Sends a request and resolves when the response's headers are there; the body may still be on its way, and reading
    /// it fails once `cancel` is cancelled. Any HTTP status comes back as `Ok` once no more retries are due.
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
        self.complete(&mut request);
        match cancel.run_until_cancelled(self.attempts(&mut request, read)).await {
            None => Err(Error::aborted()),
            Some(Err(error)) => Err(error),
            Some(Ok(response)) => {
                request.headers.remove(AUTHORIZATION);
                Ok(Exchange { request, response })
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

    async fn attempts(&self, request: &mut Request, read: Read) -> Result<Response> {
        let secondary = self.retry.secondary.as_ref().map(|host| (request.url.clone(), host.apply(&request.url)));
        let mut secondary_missing = false;
        let mut may_be_challenged = true;
        let mut attempt = 1;
        loop {
            let location = self.retry.location(&request.method, attempt, secondary_missing);
            if let Some((primary, secondary)) = &secondary {
                let url = if location == Location::Primary { primary } else { secondary };
                request.url.clone_from(url);
            }
            let mut result = self.attempt(request, read).await.map_err(|failed| failed.of_try(attempt))?;
            if may_be_challenged
                && let Ok(response) = &mut result
                && self.challenged(response, request).await.map_err(|error| error.with_tries(attempt))?
            {
                may_be_challenged = false;
                result = self.attempt(request, read).await.map_err(|failed| failed.of_try(attempt + 1))?;
            }
            let (again, asked) = self.judge(&result, attempt, location, request);
            if !again {
                return match result {
                    Ok(response) => Ok(Response { tries: attempt, ..response }),
                    Err(error) => Err(explained(&error, attempt, request)),
                };
            }
            let start = Instant::now();
            if let Ok(response) = result {
                secondary_missing |= location == Location::Secondary && response.status == 404;
                body::drain(response.body).await;
            }
            let delay = self.retry.delay(attempt, location, (self.random)(), asked);
            pause(start, delay).await;
            attempt += 1;
        }
    }

    /// One try: signed, sent, and limited in time. The outer error ends the request, the inner one only this try.
    async fn attempt(&self, request: &mut Request, read: Read) -> Result<Result<Response>, Unsigned> {
        self.credential.authorize(request, (self.clock)()).await.map_err(Unsigned)?;
        let sending = async {
            let mut response = self.transport.send(request).await?;
            // A refusal is read in any case, and must not be waited for longer than for an answer.
            if read == Read::Whole || response.status >= 400 {
                response.body = ResponseBody::Full(response.body.collect().await?);
            }
            Ok(response)
        };
        let Some(limit) = self.retry.try_timeout else { return Ok(sending.await) };
        Ok(timeout(limit, sending).await.unwrap_or_else(|_| {
            let message = format!("ETIMEDOUT: {} did not answer within {} ms", peer(&request.url), limit.as_millis());
            Err(TransportFailure::new("ETIMEDOUT", Phase::Exchange, true).into_error(message))
        }))
    }

    /// Whether the credential wants to answer the challenge in a 401.
    async fn challenged(&self, response: &mut Response, request: &Request) -> Result<bool> {
        if response.status != 401 {
            return Ok(false);
        }
        let Some(challenge) = response.headers.get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok()) else {
            return Ok(false);
        };
        let answers = self.credential.challenged(challenge, request).await?;
        if answers {
            body::drain(std::mem::replace(&mut response.body, ResponseBody::Full(Bytes::new()))).await;
        }
        Ok(answers)
    }

    /// Whether another try is due, and how long the service asks to wait before it.
    fn judge(
        &self,
        result: &Result<Response>,
        attempt: u32,
        location: Location,
        request: &Request,
    ) -> (bool, Option<Duration>) {
        let (outcome, headers) = match result {
            Ok(response) if response.status < 400 => return (false, None),
            Ok(response) => {
                let headers = &response.headers;
                (Outcome::Answered { status: response.status, headers }, Some(headers))
            }
            Err(error) => {
                let failure = TransportFailure::of(error);
                let unsent = failure.is_some_and(|failure| failure.phase == Phase::Connect);
                let transient = failure.is_some_and(|failure| failure.transient);
                (Outcome::Failed { unsent, transient }, None)
            }
        };
        let again = self.retry.retries(attempt, location, request.repeat, &outcome);
        let asked = headers.filter(|_| again).and_then(|headers| retry_after(headers, (self.clock)()));
        (again, asked)
    }
}

/// The credential failed, so the try was not sent.
struct Unsigned(Error);

impl Unsigned {
    fn of_try(self, attempt: u32) -> Error {
        self.0.with_tries(attempt - 1)
    }
}

/// Says of a transport's error to whom, after how many tries, and what to do.
fn explained(error: &Error, tries: u32, request: &Request) -> Error {
    if error.kind() != ErrorKind::Transport {
        // The transport refused the request before it sent anything.
        return error.clone().with_tries(tries - 1);
    }
    let mut message = error.message().to_owned();
    let peer = peer(&request.url);
    if !message.contains(&peer) {
        message = format!("{message} ({peer})");
    }
    let times = if tries == 1 { "1 try".to_owned() } else { format!("{tries} tries") };
    message = format!("{message}, after {times}.");
    if let Some(advice) = error.code().and_then(failure::advice) {
        message = format!("{message} {advice}");
    }
    error.clone().with_message(message).with_tries(tries).with_request(request.summary())
}

/// Waits until `delay` after `start`; a delay that is too long for the clock is one that never ends.
async fn pause(start: Instant, delay: Duration) {
    if delay.is_zero() {
        return;
    }
    match start.checked_add(delay) {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
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
