//! Where connections lead. Equal origins are one object, so comparing them costs nothing.

use std::hash::{Hash, Hasher};
use std::ptr;
use std::sync::{Arc, OnceLock};

use http::{HeaderValue, Uri};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::failure::peer;
use crate::http::tls::TlsSettings;

/// A scheme, host and port, with the settings for connecting to it.
#[derive(Clone)]
pub struct Origin(Arc<OriginDetails>);

struct OriginDetails {
    address: Uri,
    peer: String,
    host_header: HeaderValue,
    tls: Option<Tls>,
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

/// The key of an origin: whether it uses TLS, host and port.
pub type Name = (bool, String, Option<u16>);

/// The key of a URL's origin.
pub fn name(url: &Url) -> Name {
    (url.scheme() == "https", url.host_str().unwrap_or_default().to_owned(), url.port())
}

impl Origin {
    /// # Errors
    /// `ArgumentRange` if nothing can be requested from the URL.
    pub fn new(url: &Url, trust: &Arc<Trust>) -> Result<Self> {
        let refused =
            |reason: &str| Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {reason}."));
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| refused("it names no host"))?;
        let port = url.port_or_known_default().ok_or_else(|| refused("its scheme is neither http nor https"))?;
        let tls = match url.scheme() {
            "http" => None,
            "https" => {
                let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
                let name = ServerName::try_from(bare).map_err(|_| refused("its host is no name for TLS"))?;
                Some(Tls { name, trust: Arc::clone(trust) })
            }
            _ => return Err(refused("its scheme is neither http nor https")),
        };
        let address =
            format!("http://{host}:{port}").parse().map_err(|_| refused("its host is no name that can be asked"))?;
        let shown = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let host_header = HeaderValue::from_str(&shown).map_err(|_| refused("its host is no header text"))?;
        Ok(Self(Arc::new(OriginDetails { address, peer: peer(url), host_header, tls })))
    }

    /// Host and port, to connect to.
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
