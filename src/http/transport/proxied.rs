//! Requests through a proxy, with a client that knows proxies: tunnels for https, absolute URLs for http.

use std::mem;
use std::sync::{Arc, LazyLock, OnceLock};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::body_source::BodyReading;
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose, peer};
use crate::http::tls::no_roots;
use crate::http::transport::connect::CONNECT_TIMEOUT;
use crate::http::transport::head::MAX_RESPONSE_HEADERS;
use crate::http::transport::keep_alive::POOL_IDLE_TIMEOUT;
use crate::http::transport::limits::Limits;
use crate::http::transport::outgoing;
use crate::http::transport::received::cut_off;
use crate::http::transport::settings::TransportSettings;
use crate::http::{Request, Response, ResponseBody};

/// How many requests use proxies at once, each with a connection. The others wait in order.
static TURNS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(Limits::of_this_process().of_proxies())));

/// The clients of one set of settings: for http and for https. Each is created when it is first needed, because reading
/// the system's roots takes milliseconds.
#[derive(Default)]
pub struct Proxied {
    clients: [OnceLock<Result<reqwest::Client>>; 2],
}

impl Proxied {
    /// Sends a request through the proxy.
    ///
    /// # Errors
    /// A transport failure.
    pub async fn send(&self, request: &Request, settings: &TransportSettings, proxy: &Url) -> Result<Response> {
        let client = self.client(&request.url, settings, proxy)?;
        let turn = Arc::clone(&TURNS).acquire_owned().await.ok();
        let mut sent = reqwest::Request::new(request.method.clone(), request.url.clone());
        *sent.headers_mut() = outgoing::headers(request, settings.keep_alive);
        if !request.body.is_empty() {
            let secure = request.url.scheme() == "https" || proxy.scheme() == "https";
            let reading = if secure { BodyReading::ByProcess } else { BodyReading::BySystem };
            *sent.body_mut() = Some(reqwest::Body::wrap(request.body.for_attempt(request.progress.as_ref(), reading)));
        }
        match client.execute(sent).await {
            Ok(response) => Ok(received(response, &request.url, turn)),
            Err(error) => Err(unsent(error, &request.url, proxy)),
        }
    }

    fn client(&self, url: &Url, settings: &TransportSettings, proxy: &Url) -> Result<&reqwest::Client> {
        let secure = url.scheme() == "https";
        let client = &self.clients[usize::from(secure)];
        client.get_or_init(|| build(secure, settings, proxy)).as_ref().map_err(Clone::clone)
    }
}

fn build(secure: bool, settings: &TransportSettings, proxy: &Url) -> Result<reqwest::Client> {
    let needs_roots = secure || proxy.scheme() == "https";
    let tls = if needs_roots { settings.tls.client_config() } else { no_roots() };
    let idle = if settings.keep_alive { Limits::of_this_process().of_proxies() / 2 } else { 0 };
    let unusable = |error: reqwest::Error| {
        Error::new(ErrorKind::Internal, format!("The HTTP client cannot be made: {}.", error.without_url()))
    };
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .http1_max_headers(MAX_RESPONSE_HEADERS)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .pool_max_idle_per_host(idle)
        .proxy(reqwest::Proxy::all(proxy.as_str()).map_err(unusable)?)
        .build()
        .map_err(unusable)
}

fn received(mut response: reqwest::Response, url: &Url, turn: Option<OwnedSemaphorePermit>) -> Response {
    let status = response.status().as_u16();
    let headers = mem::take(response.headers_mut());
    let body = match response.content_length() {
        Some(0) => ResponseBody::Full(Bytes::new()),
        expected => ResponseBody::Stream(pieces(response, turn, peer(url), expected)),
    };
    Response::new(status, headers, body)
}

fn pieces(
    response: reqwest::Response,
    turn: Option<OwnedSemaphorePermit>,
    peer: String,
    expected: Option<u64>,
) -> BoxStream<'static, Result<Bytes>> {
    stream::unfold(Some((response, turn, peer, 0_u64)), move |state| async move {
        let (mut response, turn, peer, before) = state?;
        match response.chunk().await {
            Ok(Some(piece)) => {
                let so_far = before.saturating_add(piece.len() as u64);
                Some((Ok(piece), Some((response, turn, peer, so_far))))
            }
            Ok(None) => None,
            Err(error) => {
                let timed_out = error.is_timeout();
                Some((Err(cut_off(error.without_url(), timed_out, &peer, before, expected)), None))
            }
        }
    })
    .boxed()
}

fn unsent(error: reqwest::Error, url: &Url, proxy: &Url) -> Error {
    let error = error.without_url();
    if error.is_builder() {
        return Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {error}."))
            .with_source(error);
    }
    let phase = if error.is_connect() { AttemptPhase::Connect } else { AttemptPhase::Exchange };
    let (server, proxy) = (peer(url), peer(proxy));
    let around = FailureContext {
        phase,
        resolving: error.is_dns(),
        timed_out: error.is_timeout(),
        peer: &server,
        proxy: Some(&proxy),
    };
    let verdict = diagnose(&error, around);
    TransportFailure::new(verdict.code, phase, verdict.transient).with_cause(error).into_error(verdict.message)
}
