//! Requests through a SOCKS proxy, with a client that knows such proxies. It has its own connections. They are bounded here, and requests wait for
//! them in order, but heads of responses are not checked, and an unread download keeps its connection.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::body_source::BodyReading;
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose, is_of_tls, peer};
use crate::http::tls::no_roots;
use crate::http::transport::connect::CONNECT_TIMEOUT;
use crate::http::transport::head::MAX_RESPONSE_HEADERS;
use crate::http::transport::limits::Limits;
use crate::http::transport::outgoing;
use crate::http::transport::received::cut_off;
use crate::http::transport::settings::TransportSettings;
use crate::http::{Repeat, Request, Response, ResponseBody};

/// How many requests use these proxies at once, each with a connection. The others wait in order.
static TURNS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(Limits::of_this_process().of_proxies())));

/// The same for each host, so that one that does not respond cannot use all connections.
static TURNS_OF_HOSTS: LazyLock<Mutex<HashMap<String, Weak<Semaphore>>>> = LazyLock::new(Mutex::default);

/// How long an idle connection is kept. The client ignores `Keep-Alive` headers, so this is shorter than servers usually keep connections.
const IDLE_TIMEOUT: Duration = Duration::from_secs(2);

/// The clients of one set of settings: for http and for https, each with and without reused connections. Each is created when it is first needed, because
/// reading the system's roots takes milliseconds.
#[derive(Default)]
pub struct Socks {
    clients: [OnceLock<Result<reqwest::Client>>; 4],
}

/// A request's right to a connection.
type Turn = [Option<OwnedSemaphorePermit>; 2];

impl Socks {
    /// Sends a request through the proxy.
    ///
    /// # Errors
    /// A transport failure.
    pub async fn send(&self, request: &Request, settings: &TransportSettings, proxy: &Url) -> Result<Response> {
        let client = self.client(request, settings, proxy)?;
        let turn = turn(request).await;
        let mut sent = reqwest::Request::new(request.method.clone(), request.url.clone());
        *sent.headers_mut() = outgoing::headers(request, settings.keep_alive);
        if !request.body.is_empty() {
            let secure = request.url.scheme() == "https";
            let reading = if secure { BodyReading::ByProcess } else { BodyReading::BySystem };
            *sent.body_mut() = Some(reqwest::Body::wrap(request.body.for_attempt(request.progress.as_ref(), reading)));
        }
        match client.execute(sent).await {
            Ok(response) => Ok(received(response, &request.url, turn)),
            Err(error) => Err(unsent(error, &request.url, proxy)),
        }
    }

    fn client(&self, request: &Request, settings: &TransportSettings, proxy: &Url) -> Result<&reqwest::Client> {
        let secure = request.url.scheme() == "https";
        // A request that must not be sent twice uses no connection that may just be closing.
        let again = settings.keep_alive && request.repeat == Repeat::Safe;
        let client = &self.clients[2 * usize::from(secure) + usize::from(again)];
        client.get_or_init(|| build(secure, again, settings, proxy)).as_ref().map_err(Clone::clone)
    }
}

/// Waits for a turn, during which the time of the attempt does not run.
async fn turn(request: &Request) -> Turn {
    let deadline = request.attempt.deadline.as_ref();
    let run = |runs| deadline.inspect(|deadline| deadline.run(runs));
    run(false);
    let of_host = turns_of(&peer(&request.url)).acquire_owned().await.ok();
    let turn = [of_host, Arc::clone(&TURNS).acquire_owned().await.ok()];
    run(true);
    turn
}

/// The turns of a host. They are removed when no request has one or waits for one.
fn turns_of(host: &str) -> Arc<Semaphore> {
    let mut hosts = TURNS_OF_HOSTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(turns) = hosts.get(host).and_then(Weak::upgrade) {
        return turns;
    }
    hosts.retain(|_, turns| turns.strong_count() > 0);
    let turns = Arc::new(Semaphore::new(Limits::of_this_process().of_proxies() * 3 / 4));
    hosts.insert(host.to_owned(), Arc::downgrade(&turns));
    turns
}

fn build(secure: bool, again: bool, settings: &TransportSettings, proxy: &Url) -> Result<reqwest::Client> {
    let tls = if secure { settings.tls.client_config() } else { no_roots() };
    let idle = if again { Limits::of_this_process().of_proxies() / 2 } else { 0 };
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
        .pool_idle_timeout(IDLE_TIMEOUT)
        .pool_max_idle_per_host(idle)
        .proxy(reqwest::Proxy::all(proxy.as_str()).map_err(unusable)?)
        .build()
        .map_err(unusable)
}

fn received(mut response: reqwest::Response, url: &Url, turn: Turn) -> Response {
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
    turn: Turn,
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
        // The TLS handshake is with the server, through the proxy.
        proxy: Some(&*proxy).filter(|_| !is_of_tls(&error)),
    };
    let verdict = diagnose(&error, around);
    TransportFailure::new(verdict.code, phase, verdict.transient).with_cause(error).into_error(verdict.message)
}
