//! Sends a request through the layers of a pipeline.

use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::attempt_timeout::AttemptTimeout;
use super::configured::Pipeline;
use super::read_body::ReadBody;
use super::redirect::FollowRedirects;
use super::request_id::CheckRequestId;
use super::retry::Retry;
use super::sign::Sign;
use crate::base::error::Result;
use crate::http::body;
use crate::http::layer::{LastLayer, Layer};
use crate::http::policy::Policies;
use crate::http::response_headers::{self, CLIENT_REQUEST_ID};
use crate::http::{Delivery, Request, Response, ResponseBody, Transport, secrets};

const VERSION: HeaderName = HeaderName::from_static("x-ms-version");
const XML: HeaderValue = HeaderValue::from_static("application/xml");

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

impl Pipeline {
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
            None => Err(request.aborted()),
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

/// Sends a request with only a transport, and reads the response as a pipeline does: completely, unless the caller gets a stream.
///
/// # Errors
/// As the transport's.
pub async fn send_with(transport: &dyn Transport, request: &mut Request) -> Result<Response> {
    ReadBody { next: LastLayer(transport) }.send(request).await
}

/// A request id. It protects no secret, so it need not cost a system call.
fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}
