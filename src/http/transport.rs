//! Sends one request once, over connections that all clients of the process share. Never retries, never follows a
//! redirect, never changes a body.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt};
use http::header::{CONNECTION, CONTENT_LENGTH, HeaderValue};
use http::{HeaderMap, Method};
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::http::failure::{Circumstances, Phase, TransportFailure, judge, peer};
use crate::http::options::PipelineOptions;
use crate::http::pipeline::Transport;
use crate::http::proxy::{Lookup, ProxyRules};
use crate::http::request_body::Reading;
use crate::http::tls::{TlsSettings, no_roots};
use crate::http::{Request, Response, ResponseBody};

/// How long a connection may take to stand, TLS included. The system's own limit is minutes.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// How long an idle connection is kept: less than the service keeps it, so that no request is sent into a closing one.
/// <https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset>
pub const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// How many headers a response may have. The service allows 8 KiB of metadata, each name and value a header.
/// <https://learn.microsoft.com/rest/api/storageservices/setting-and-retrieving-properties-and-metadata-for-blob-resources>
pub const MAX_RESPONSE_HEADERS: usize = 512;

/// What clients must have in common to share connections.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TransportSettings {
    /// Whether connections are used again.
    pub keep_alive: bool,
    /// The proxy.
    pub proxy: ProxyRules,
    /// Whom to trust.
    pub tls: TlsSettings,
}

impl TransportSettings {
    /// The settings from the client's options and the environment.
    ///
    /// # Errors
    /// `ArgumentRange` when the explicit proxy cannot be used.
    pub fn new(options: &PipelineOptions, environment: Lookup<'_>) -> Result<Self> {
        Ok(Self {
            keep_alive: options.keep_alive,
            proxy: ProxyRules::new(options.proxy.as_ref(), environment)?,
            tls: TlsSettings::from_environment(environment),
        })
    }
}

/// Sends requests over HTTP/1.1. Cheap to make: equal settings share one set of connections.
#[derive(Clone)]
pub struct HttpTransport {
    connections: Arc<Connections>,
}

/// The connections of one set of settings: direct and through the proxy, each with and without TLS. Each kind is made
/// when it is first needed, because reading the system's roots takes milliseconds.
struct Connections {
    settings: TransportSettings,
    clients: [OnceLock<Result<reqwest::Client>>; 4],
}

/// All connections of the process. Settings are few, so they are kept for its life: a client made again finds warm ones.
static SHARED: LazyLock<Mutex<HashMap<TransportSettings, Arc<Connections>>>> = LazyLock::new(Mutex::default);

impl HttpTransport {
    /// Makes a transport for a client's options and the process's environment. Call it on the thread that may change
    /// the environment: JavaScript's. `fallback_roots` (DER) are trusted where the system has no roots of its own.
    ///
    /// # Errors
    /// `ArgumentRange` when the explicit proxy cannot be used.
    pub fn new(options: &PipelineOptions, fallback_roots: Arc<[Vec<u8>]>) -> Result<Self> {
        let mut settings = TransportSettings::new(options, &process_environment)?;
        settings.tls = settings.tls.with_fallback_roots(fallback_roots);
        Ok(Self::with_settings(settings))
    }

    /// Makes a transport that shares its connections with all others of the same settings.
    pub fn with_settings(settings: TransportSettings) -> Self {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let connections = shared.entry(settings).or_insert_with_key(|settings| {
            Arc::new(Connections { settings: settings.clone(), clients: Default::default() })
        });
        Self { connections: Arc::clone(connections) }
    }
}

/// A variable of the process's environment.
pub fn process_environment(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

impl Connections {
    fn client(&self, url: &Url, proxy: Option<&Url>) -> Result<&reqwest::Client> {
        let secure = url.scheme() == "https";
        let kind = usize::from(secure) + 2 * usize::from(proxy.is_some());
        self.clients[kind].get_or_init(|| self.build(secure, proxy)).as_ref().map_err(Clone::clone)
    }

    fn build(&self, secure: bool, proxy: Option<&Url>) -> Result<reqwest::Client> {
        let needs_roots = secure || proxy.is_some_and(|proxy| proxy.scheme() == "https");
        let tls = if needs_roots { self.settings.tls.client_config() } else { no_roots() };
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .http1_max_headers(MAX_RESPONSE_HEADERS)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT);
        if !self.settings.keep_alive {
            builder = builder.pool_max_idle_per_host(0);
        }
        let unusable = |error: reqwest::Error| {
            Error::new(ErrorKind::Internal, format!("The HTTP client cannot be made: {}.", error.without_url()))
        };
        if let Some(proxy) = proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy.as_str()).map_err(unusable)?);
        }
        builder.build().map_err(unusable)
    }

    async fn send(&self, request: &Request) -> Result<Response> {
        let proxy = self.settings.proxy.proxy_for(&request.url)?;
        let client = self.client(&request.url, proxy)?;
        let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
        *outgoing.headers_mut() = self.headers(request);
        if !request.body.is_empty() {
            let secure = request.url.scheme() == "https" || proxy.is_some_and(|proxy| proxy.scheme() == "https");
            let reading = if secure { Reading::ByProcess } else { Reading::BySystem };
            *outgoing.body_mut() = Some(reqwest::Body::wrap(request.body.for_try(request.sent.as_ref(), reading)));
        }
        match client.execute(outgoing).await {
            Ok(response) => Ok(received(response, &request.url)),
            Err(error) => Err(unsent(error, &request.url, proxy)),
        }
    }

    fn headers(&self, request: &Request) -> HeaderMap {
        let mut headers = request.headers.clone();
        if !self.settings.keep_alive {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        // The service wants a length for every method that may have a body, also when there is none.
        if request.body.is_empty() && matches!(request.method, Method::PUT | Method::POST | Method::PATCH) {
            headers.entry(CONTENT_LENGTH).or_insert(const { HeaderValue::from_static("0") });
        }
        headers
    }
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        Box::pin(self.connections.send(request))
    }
}

fn received(mut response: reqwest::Response, url: &Url) -> Response {
    let status = response.status().as_u16();
    let headers = mem::take(response.headers_mut());
    let body = match response.content_length() {
        Some(0) => ResponseBody::Full(Bytes::new()),
        expected => ResponseBody::Stream(pieces(response, peer(url), expected)),
    };
    Response { status, headers, body, tries: 1 }
}

/// The body piece by piece. A connection that ends before the announced length is an error, never a short body.
fn pieces(response: reqwest::Response, peer: String, expected: Option<u64>) -> BoxStream<'static, Result<Bytes>> {
    stream::unfold(Some((response, peer, 0_u64)), move |state| async move {
        let (mut response, peer, before) = state?;
        match response.chunk().await {
            Ok(Some(piece)) => {
                let so_far = before.saturating_add(piece.len() as u64);
                Some((Ok(piece), Some((response, peer, so_far))))
            }
            Ok(None) => None,
            Err(error) => Some((Err(cut_off(error, &peer, before, expected)), None)),
        }
    })
    .boxed()
}

fn cut_off(error: reqwest::Error, peer: &str, received: u64, expected: Option<u64>) -> Error {
    let error = error.without_url();
    let timed_out = error.is_timeout();
    let around = Circumstances { phase: Phase::Body, resolving: false, timed_out, peer, proxy: None };
    let verdict = judge(&error, around);
    let length = expected.map_or_else(|| "an unknown number of".to_owned(), |length| length.to_string());
    let message = format!("aborted: {} after {received} of {length} bytes of the response", verdict.message);
    TransportFailure::new(verdict.code, Phase::Body, verdict.transient).with_cause(error).into_error(message)
}

fn unsent(error: reqwest::Error, url: &Url, proxy: Option<&Url>) -> Error {
    let error = error.without_url();
    if error.is_builder() {
        return Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {error}."))
            .with_source(error);
    }
    let phase = if error.is_connect() { Phase::Connect } else { Phase::Exchange };
    let (server, proxy) = (peer(url), proxy.map(peer));
    let around = Circumstances {
        phase,
        resolving: error.is_dns(),
        timed_out: error.is_timeout(),
        peer: &server,
        proxy: proxy.as_deref(),
    };
    let verdict = judge(&error, around);
    TransportFailure::new(verdict.code, phase, verdict.transient).with_cause(error).into_error(verdict.message)
}

#[cfg(test)]
#[path = "transport_proxy_tests.rs"]
mod proxy_tests;
#[cfg(test)]
#[path = "transport_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "transport_tls_tests.rs"]
mod tls_tests;
