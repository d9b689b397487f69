//! Opens connections: resolves names, tries addresses, does the TLS handshake. It knows no requests.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpConnector;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service;

use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose, out_of_descriptors};
use crate::http::transport::maybe_tls::MaybeTlsStream;
use crate::http::transport::origin::{Origin, ProxyRoute, Tls};
use crate::http::transport::resolver::{SystemResolver, Unresolved};
use crate::http::transport::socks::SocksFailure;
use crate::http::transport::tunnel;

/// The time limit for a connection, including TLS. The system's own limit is minutes.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// Tries the addresses of a host, of both families almost at the same time.
static CONNECTOR: LazyLock<HttpConnector<SystemResolver>> = LazyLock::new(|| {
    let mut connector = HttpConnector::new_with_resolver(SystemResolver);
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    connector
});

/// Why a connection could not be made.
#[derive(Debug)]
pub enum ConnectFailure {
    /// The host could not be reached.
    Unreached(Box<dyn StdError + Send + Sync>),
    /// The server's name, which the proxy does not look up, could not be resolved.
    UnknownServer(Unresolved),
    /// One side rejected the TLS handshake.
    TlsFailed(io::Error),
    /// The proxy, or this side, rejected the TLS handshake with the proxy.
    ProxyTlsFailed(io::Error),
    /// It took too long.
    TimedOut,
    /// The attempt was abandoned.
    GivenUp,
}

impl From<SocksFailure> for ConnectFailure {
    fn from(failure: SocksFailure) -> Self {
        match failure {
            SocksFailure::UnknownServer(cause) => Self::UnknownServer(cause),
            SocksFailure::Unreached(cause) => Self::Unreached(cause),
        }
    }
}

impl fmt::Display for ConnectFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreached(_) | Self::UnknownServer(_) => "the host was not reached",
            Self::TlsFailed(_) | Self::ProxyTlsFailed(_) => "the TLS handshake failed",
            Self::TimedOut => "connecting timed out",
            Self::GivenUp => "connecting was abandoned",
        })
    }
}

impl StdError for ConnectFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unreached(cause) => Some(&**cause),
            Self::UnknownServer(cause) => Some(cause),
            Self::TlsFailed(cause) | Self::ProxyTlsFailed(cause) => Some(cause),
            Self::TimedOut | Self::GivenUp => None,
        }
    }
}

impl ConnectFailure {
    /// Whether the process, or the system, has too many open files.
    pub fn is_for_want_of_descriptors(&self) -> bool {
        out_of_descriptors(self).is_some()
    }

    /// The error for the waiter.
    pub fn into_error(self, origin: &Origin) -> Error {
        let mut causes = std::iter::successors(StdError::source(&self), |error| (*error).source());
        let resolving = causes.any(<dyn StdError>::is::<Unresolved>);
        let around = FailureContext {
            phase: AttemptPhase::Connect,
            resolving,
            timed_out: matches!(self, Self::TimedOut),
            peer: origin.peer(),
            // In a tunnel, the certificate is the server's.
            proxy: origin
                .via()
                .filter(|_| !matches!(self, Self::TlsFailed(_) | Self::UnknownServer(_)))
                .map(ProxyRoute::peer),
        };
        let verdict = diagnose(&self, around);
        TransportFailure::new(verdict.code, AttemptPhase::Connect, verdict.transient)
            .with_cause(self)
            .into_error(verdict.message)
    }
}

/// Connects to a host or its proxy, without TLS.
pub async fn reach(origin: &Origin) -> Result<TcpStream, ConnectFailure> {
    let mut connector = CONNECTOR.clone();
    match connector.call(origin.address().clone()).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => Err(ConnectFailure::Unreached(Box::new(error))),
    }
}

/// Opens the tunnel, if the origin has a proxy, and does the TLS handshakes.
pub async fn secure(origin: &Origin, stream: TcpStream) -> Result<MaybeTlsStream, ConnectFailure> {
    let mut stream = MaybeTlsStream::Plain(stream);
    if let Some(via) = origin.via() {
        if let Some(tls) = via.tls() {
            let secured = handshake(tls, stream).await.map_err(ConnectFailure::ProxyTlsFailed)?;
            stream = MaybeTlsStream::Secure(Box::new(secured));
        }
        if let Some(route) = via.socks() {
            route.open(&mut stream).await?;
        } else if origin.tls().is_some() {
            tunnel::open(&mut stream, via.target(), via.authorization()).await.map_err(ConnectFailure::Unreached)?;
        }
    }
    let Some(tls) = origin.tls() else { return Ok(stream) };
    Ok(MaybeTlsStream::Secure(match stream {
        MaybeTlsStream::Plain(stream) => Box::new(handshake(tls, stream).await.map_err(ConnectFailure::TlsFailed)?),
        nested @ MaybeTlsStream::Secure(_) => {
            Box::new(handshake(tls, nested).await.map_err(ConnectFailure::TlsFailed)?)
        }
    }))
}

async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(tls: &Tls, stream: S) -> io::Result<TlsStream<S>> {
    TlsConnector::from(tls.trust.config()).connect(tls.name.clone(), stream).await
}

/// Applies the time limit for a connection.
pub async fn in_time<T>(step: impl Future<Output = Result<T, ConnectFailure>>) -> Result<T, ConnectFailure> {
    timeout(CONNECT_TIMEOUT, step).await.unwrap_or(Err(ConnectFailure::TimedOut))
}
