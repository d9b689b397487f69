//! Makes connections: resolves names, tries addresses, does the TLS handshake. It knows no requests.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpConnector;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::base::error::Error;
use crate::http::failure::{AttemptPhase, FailureContext, TransportFailure, diagnose, out_of_descriptors};
use crate::http::transport::origin::Origin;
use crate::http::transport::resolver::{SystemResolver, Unresolved};
use crate::http::transport::watched::MaybeTlsStream;

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
    /// One side rejected the TLS handshake.
    Refused(io::Error),
    /// It took too long.
    TimedOut,
    /// The attempt was abandoned.
    GivenUp,
}

impl fmt::Display for ConnectFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreached(_) => "nobody was reached",
            Self::Refused(_) => "no TLS connection stands",
            Self::TimedOut => "no connection stood in time",
            Self::GivenUp => "connecting was given up",
        })
    }
}

impl StdError for ConnectFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unreached(cause) => Some(&**cause),
            Self::Refused(cause) => Some(cause),
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
            proxy: None,
        };
        let verdict = diagnose(&self, around);
        TransportFailure::new(verdict.code, AttemptPhase::Connect, verdict.transient)
            .with_cause(self)
            .into_error(verdict.message)
    }
}

/// Connects to a host, without TLS.
pub async fn reach(origin: &Origin) -> Result<TcpStream, ConnectFailure> {
    let mut connector = CONNECTOR.clone();
    match connector.call(origin.address().clone()).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => Err(ConnectFailure::Unreached(Box::new(error))),
    }
}

/// Does the TLS handshake, if the origin uses TLS.
pub async fn secure(origin: &Origin, stream: TcpStream) -> Result<MaybeTlsStream, ConnectFailure> {
    let Some(tls) = origin.tls() else { return Ok(MaybeTlsStream::Plain(stream)) };
    let connector = TlsConnector::from(tls.trust.config());
    let stream = connector.connect(tls.name.clone(), stream).await.map_err(ConnectFailure::Refused)?;
    Ok(MaybeTlsStream::Secure(Box::new(stream)))
}

/// Applies the time limit for a connection.
pub async fn in_time<T>(step: impl Future<Output = Result<T, ConnectFailure>>) -> Result<T, ConnectFailure> {
    timeout(CONNECT_TIMEOUT, step).await.unwrap_or(Err(ConnectFailure::TimedOut))
}
