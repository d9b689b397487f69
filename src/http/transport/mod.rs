//! Sends one request once, over connections that all clients of the process share. It never retries, follows no redirect, and does not
//! change a body.
//!
//! - [`queue`] decides which waiter gets which connection, as plain data. [`pool`] executes its actions, within [`limits`]; [`reports`]
//!   has the traits through which attempts, connections and waiters report to it. A waiter has a [`place`], and [`notifier`]
//!   wakes it. [`upkeep`] closes idle connections, and unread ones while others wait.
//! - [`connect_attempt`] makes a connection ([`connect`], [`resolver`], [`tunnel`], [`socks`]) and drives it to its end. [`watched`] and [`head`] check its bytes,
//!   [`request_phase`] is the phase of its request.
//! - [`lane`] decides which thread drives a connection: the engine thread or a byte thread.
//! - [`connection`] is a connection while a request has it. [`outgoing`](mod@outgoing) and [`received`](mod@received) are the request and the response.
//!   [`header_case`] keeps the case of names in a request.
//!   [`keep_alive`] decides how long the connection may then be idle.
//! - [`settings`] are what clients must have in common to share connections; [`origin`] is where a connection leads, directly
//!   or through a proxy; [`origins`] has those in use. [`maybe_tls`] is a connection with or without TLS.

mod connect;
mod connect_attempt;
mod connection;
mod head;
mod header_case;
mod keep_alive;
mod lane;
mod limits;
mod maybe_tls;
mod notifier;
mod origin;
mod origins;
mod outgoing;
mod place;
mod pool;
mod queue;
mod received;
mod reports;
mod request_phase;
mod resolver;
mod settings;
mod socks;
mod tunnel;
mod upkeep;
mod watched;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use url::Url;

pub use self::connect::CONNECT_TIMEOUT;
use self::connection::FailedRequest;
use self::keep_alive::POOL_IDLE_TIMEOUT;
use self::lane::Lane;
use self::origin::{Origin, Trust};
use self::origins::Origins;
use self::outgoing::outgoing;
use self::pool::Pool;
use self::queue::{ConnectionNeeds, FRESH};
use self::received::{BodyReader, received};
pub use self::settings::TransportSettings;
use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose, peer};
use crate::http::options::PipelineOptions;
use crate::http::response_headers::id_of_another;
use crate::http::{Repeat, Request, Response, Transport};

/// Sends requests over HTTP/1.1. Cheap to create: equal settings share connections.
#[derive(Clone)]
pub struct HttpTransport {
    connections: Arc<Connections>,
}

/// The connections of one set of settings.
struct Connections {
    settings: TransportSettings,
    pool: Arc<Pool>,
    trust: Arc<Trust>,
    /// The origins in use.
    origins: Mutex<Origins>,
}

/// The number of settings from which on unused ones are removed.
const FEW_SETTINGS: usize = 16;

/// All connections of the process. Settings are kept while a client or a connection uses them: a new client finds warm
/// connections.
static SHARED: LazyLock<Mutex<HashMap<TransportSettings, Arc<Connections>>>> = LazyLock::new(Mutex::default);

impl HttpTransport {
    /// Creates a transport for the options of a client and the environment of the process. Call it on the thread that
    /// may change the environment: JavaScript's. `fallback_roots` (DER) are trusted if the system has no roots.
    ///
    /// # Errors
    /// `ArgumentRange` when the explicit proxy cannot be used.
    pub fn new(options: &PipelineOptions, fallback_roots: Arc<[Vec<u8>]>) -> Result<Self> {
        let environment = |name: &str| match &options.environment {
            Some(given) => given.get(name, process_environment),
            None => process_environment(name),
        };
        let mut settings = TransportSettings::new(options, &environment)?;
        settings.tls = settings.tls.with_fallback_roots(fallback_roots);
        Ok(Self::with_settings(settings))
    }

    /// Creates a transport that shares its connections with all others of the same settings.
    pub fn with_settings(settings: TransportSettings) -> Self {
        let mut shared = lock(&SHARED);
        if shared.len() >= FEW_SETTINGS && !shared.contains_key(&settings) {
            shared.retain(|_, connections| Arc::strong_count(connections) > 1 || connections.are_in_use());
        }
        let connections = shared
            .entry(settings)
            .or_insert_with_key(|settings| Arc::new(Connections::new(settings.clone(), Pool::shared())));
        Self { connections: Arc::clone(connections) }
    }

    /// Creates a transport with its own pool, for tests.
    #[cfg(test)]
    fn with_pool(settings: TransportSettings, pool: Arc<Pool>) -> Self {
        Self { connections: Arc::new(Connections::new(settings, pool)) }
    }
}

/// A variable of the process environment.
pub fn process_environment(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

impl Connections {
    fn new(settings: TransportSettings, pool: Arc<Pool>) -> Self {
        let trust = Arc::new(Trust::new(settings.tls.clone()));
        Self { settings, pool, trust, origins: Mutex::default() }
    }

    async fn send(&self, request: &Request) -> Result<Response> {
        let proxy = self.settings.proxy.proxy_for(&request.url)?;
        let origin = self.origin(&request.url, proxy)?;
        let keep_alive = self.settings.keep_alive;
        let needs = ConnectionNeeds { lane: Lane::of(request), fresh: request.repeat == Repeat::OnlyIfUnsent };
        let ticket = self.pool.ticket();
        let written_names = header_case::extensions(&request.spelling).await;
        let deadline = request.attempt.deadline.as_ref();
        loop {
            let mut outgoing = outgoing(request, &origin, keep_alive)?;
            outgoing.extensions_mut().clone_from(&written_names);
            let lease = self.pool.connection(ticket, &origin, needs, deadline).await?;
            match lease.send(outgoing).await {
                Ok((response, lease)) => {
                    // A connection that returned the response to another request is out of sync.
                    let orderly = id_of_another(&request.headers, response.headers()).is_none();
                    let longest = if keep_alive && orderly { POOL_IDLE_TIMEOUT } else { Duration::ZERO };
                    let reader = BodyReader::of(request, &response);
                    return Ok(received(response, lease, longest, reader));
                }
                Err(lost) if is_stale(&lost, request.repeat) => {}
                Err(lost) => return Err(no_response(lost, &origin)),
            }
        }
    }

    fn origin(&self, url: &Url, proxy: Option<&Url>) -> Result<Origin> {
        let mut origins = lock(&self.origins);
        origins.get(url, || Origin::new(url, proxy, &self.trust))
    }

    /// Whether there are connections, or requests that wait for one.
    fn are_in_use(&self) -> bool {
        lock(&self.origins).are_in_use()
    }
}

/// Whether the other side closed an idle connection just when it was reused, so that the request may be sent again
/// silently: certainly nothing of it was received, or it may be repeated, and the connection had been idle for a while,
/// so that nothing else is likely.
fn is_stale(lost: &FailedRequest, repeat: Repeat) -> bool {
    let Some(idle) = lost.idle else { return false };
    lost.unsent || (repeat == Repeat::Safe && idle >= FRESH && lost.is_closed())
}

fn no_response(lost: FailedRequest, origin: &Origin) -> Error {
    let FailedRequest { error, unsent, .. } = lost;
    let phase = if unsent { AttemptPhase::Connect } else { AttemptPhase::Exchange };
    let around = FailureContext {
        phase: AttemptPhase::Exchange,
        resolving: false,
        timed_out: false,
        peer: origin.peer(),
        proxy: None,
    };
    let verdict = diagnose(&error, around);
    TransportFailure::new(verdict.code, phase, verdict.transient).with_cause(error).into_error(verdict.message)
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        Box::pin(self.connections.send(request))
    }

    fn proxy_of(&self, url: &Url) -> Option<String> {
        self.connections.settings.proxy.proxy_for(url).ok().flatten().map(peer)
    }
}

#[cfg(test)]
mod connection_tests;
#[cfg(test)]
mod proxied_tests;
#[cfg(test)]
mod reqwest_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;
