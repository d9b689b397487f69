//! Where connections lead. Equal origins are one object, so comparing them costs nothing.

use std::hash::{Hash, Hasher};
use std::ptr;
use std::sync::{Arc, OnceLock, Weak};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::failure::peer;
use crate::http::tls::TlsSettings;
use crate::http::transport::socks::{DEFAULT_PORT, SocksRoute};

/// A scheme, host and port, with the settings for connecting to it.
#[derive(Clone)]
pub struct Origin(Arc<OriginDetails>);

struct OriginDetails {
    address: Uri,
    peer: String,
    host_header: HeaderValue,
    tls: Option<Tls>,
    via: Option<ProxyRoute>,
}

/// The proxy of an origin.
pub struct ProxyRoute {
    peer: String,
    socks: Option<SocksRoute>,
    tls: Option<Tls>,
    authorization: Option<HeaderValue>,
    target: String,
}

impl ProxyRoute {
    fn new(proxy: &Url, target: &Url, trust: &Arc<Trust>) -> Result<Self> {
        let socks = SocksRoute::new(proxy, target).map_err(rejected)?;
        let (peer_of_proxy, tls, authorization) = match &socks {
            Some(_) => (format!("{}:{}", host_of(proxy)?, proxy.port().unwrap_or(DEFAULT_PORT)), None, None),
            None => (peer(proxy), tls_of(proxy, trust)?, basic(proxy)),
        };
        Ok(Self { peer: peer_of_proxy, socks, tls, authorization, target: peer(target) })
    }

    /// The route through it, if it is a SOCKS proxy. Requests then are as without a proxy.
    pub fn socks(&self) -> Option<&SocksRoute> {
        self.socks.as_ref()
    }

    /// Host and port of the proxy, for messages.
    pub fn peer(&self) -> &str {
        &self.peer
    }

    /// The TLS settings, if the proxy uses TLS.
    pub fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    /// The `Proxy-Authorization` header, if the proxy requires one.
    pub fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }

    /// The server's host and port, for a tunnel.
    pub fn target(&self) -> &str {
        &self.target
    }
}

/// The credentials in a proxy's URL, as a header.
fn basic(proxy: &Url) -> Option<HeaderValue> {
    if proxy.username().is_empty() && proxy.password().is_none() {
        return None;
    }
    let mut credentials: Vec<u8> = percent_decode_str(proxy.username()).collect();
    credentials.push(b':');
    credentials.extend(percent_decode_str(proxy.password().unwrap_or_default()));
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(credentials))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The TLS settings of an origin.
#[derive(Clone)]
pub struct Tls {
    pub name: ServerName<'static>,
    pub trust: Arc<Trust>,
}

/// The trusted roots. They are read when they are first needed, which takes milliseconds.
pub struct Trust {
    settings: TlsSettings,
    config: OnceLock<Arc<ClientConfig>>,
}

impl Trust {
    pub fn new(settings: TlsSettings) -> Self {
        Self { settings, config: OnceLock::new() }
    }

    pub fn config(&self) -> Arc<ClientConfig> {
        let made = self.config.get_or_init(|| {
            let mut config = self.settings.client_config();
            config.alpn_protocols = vec![b"http/1.1".to_vec()];
            Arc::new(config)
        });
        Arc::clone(made)
    }
}

fn rejected(reason: &str) -> Error {
    Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {reason}."))
}

fn host_of(url: &Url) -> Result<&str> {
    url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| rejected("it names no host"))
}

/// The TLS settings of a URL, if it uses TLS.
fn tls_of(url: &Url, trust: &Arc<Trust>) -> Result<Option<Tls>> {
    match url.scheme() {
        "http" => Ok(None),
        "https" => {
            let bare = host_of(url)?.trim_start_matches('[').trim_end_matches(']').to_owned();
            let name = ServerName::try_from(bare).map_err(|_| rejected("its host is no name for TLS"))?;
            Ok(Some(Tls { name, trust: Arc::clone(trust) }))
        }
        _ => Err(rejected("its scheme is neither http nor https")),
    }
}

impl Origin {
    /// The origin of a URL, reached directly or through a proxy.
    ///
    /// # Errors
    /// `ArgumentRange` if requests to the URL are impossible.
    pub fn new(url: &Url, proxy: Option<&Url>, trust: &Arc<Trust>) -> Result<Self> {
        let host = host_of(url)?;
        let tls = tls_of(url, trust)?;
        let via = proxy.map(|proxy| ProxyRoute::new(proxy, url, trust)).transpose()?;
        let address = format!("http://{}", via.as_ref().map_or_else(|| peer(url), |via| via.peer.clone()));
        let address = address.parse().map_err(|_| rejected("its host is not a valid name"))?;
        let shown = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let host_header = HeaderValue::from_str(&shown).map_err(|_| rejected("its host is no header text"))?;
        Ok(Self(Arc::new(OriginDetails { address, peer: peer(url), host_header, tls, via })))
    }

    /// Its proxy, if it has one.
    pub fn via(&self) -> Option<&ProxyRoute> {
        self.0.via.as_ref()
    }

    /// A reference that does not keep it in use.
    pub fn downgrade(&self) -> WeakOrigin {
        WeakOrigin(Arc::downgrade(&self.0))
    }

    /// Host and port of the server or its proxy, to connect to.
    pub fn address(&self) -> &Uri {
        &self.0.address
    }

    /// Host and port, for messages.
    pub fn peer(&self) -> &str {
        &self.0.peer
    }

    /// The `Host` header of requests.
    pub fn host_header(&self) -> &HeaderValue {
        &self.0.host_header
    }

    /// The TLS settings, if it uses TLS.
    pub fn tls(&self) -> Option<&Tls> {
        self.0.tls.as_ref()
    }
}

/// An origin that connections, and requests that wait for one, keep in use.
pub struct WeakOrigin(Weak<OriginDetails>);

impl WeakOrigin {
    pub fn upgrade(&self) -> Option<Origin> {
        self.0.upgrade().map(Origin)
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(Arc::as_ptr(&self.0), state);
    }
}
