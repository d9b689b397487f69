//! Where the URL of a source points.

use std::sync::{PoisonError, RwLock};

use url::{Position, Url};

use crate::access::Access;
use crate::address::{Address, SECONDARY, account_of_host};
use crate::failure::{Failure, Result};
use crate::files::FileAddress;
use crate::names;
use crate::request::Call;

/// The service on one of the process's own ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// The Blob service.
    Blobs,
    /// The File service.
    Files,
}

/// The ports of this process.
#[derive(Debug, Default)]
pub struct OwnPorts(RwLock<Vec<(u16, Listener)>>);

impl OwnPorts {
    /// Adds one.
    pub fn add(&self, port: u16, listener: Listener) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push((port, listener));
    }

    fn find(&self, port: u16) -> Option<Listener> {
        let ports = self.0.read().unwrap_or_else(PoisonError::into_inner);
        ports.iter().find(|(own, _)| *own == port).map(|(_, listener)| *listener)
    }
}

/// The location of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceLocation {
    /// A blob of this service.
    Blob(Address),
    /// A file of this service.
    File(FileAddress),
    /// Behind a socket.
    Elsewhere,
}

/// A parsed source URL.
#[derive(Debug)]
pub struct SourceTarget {
    /// The URL as the client sent it.
    pub text: String,
    /// The URL.
    pub url: Url,
    /// Where it points.
    pub place: SourceLocation,
}

impl SourceTarget {
    /// Reads `x-ms-copy-source`.
    pub fn read(call: &Call, ports: &OwnPorts, access: &Access) -> Result<Self> {
        let text = call.header(&names::COPY_SOURCE).ok_or_else(Failure::invalid_header)?;
        if text.len() > names::MAX_COPY_SOURCE {
            return Err(Failure::invalid_header());
        }
        let url = Url::parse(text).map_err(|_| Failure::invalid_header())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(Failure::invalid_header());
        }
        let place = place(&url, call, ports, access)?;
        Ok(Self { text: text.to_owned(), url, place })
    }

    /// The time of the snapshot, or the id of the version, in the URL.
    pub fn snapshot(&self) -> Option<String> {
        self.query("snapshot").or_else(|| self.query("versionid"))
    }

    /// Whether the URL has a SAS.
    pub fn is_signed(&self) -> bool {
        self.query("sig").is_some()
    }

    /// The account, when it is one of this service.
    pub fn account(&self) -> Option<&str> {
        match &self.place {
            SourceLocation::Blob(address) => Some(&address.account),
            SourceLocation::File(address) => Some(&address.account),
            SourceLocation::Elsewhere => None,
        }
    }

    fn query(&self, name: &str) -> Option<String> {
        // A shared access signature has a dozen parameters, and only those that could have this name are decoded.
        let may_be = |pair: &&str| {
            let key = pair.split_once('=').map_or(*pair, |(key, _)| key);
            key.eq_ignore_ascii_case(name) || key.contains(['%', '+'])
        };
        let pairs = self.url.query()?.split('&').filter(may_be);
        pairs
            .flat_map(|pair| url::form_urlencoded::parse(pair.as_bytes()))
            .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_empty())
            .map(|(_, value)| value.into_owned())
    }
}

/// The host and port of a URL.
pub fn authority(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// Whether a host is this machine.
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "[::1]") || host.ends_with(".localhost")
}

fn place(url: &Url, call: &Call, ports: &OwnPorts, access: &Access) -> Result<SourceLocation> {
    let (host, authority) = (url.host_str().unwrap_or_default(), authority(url));
    let listener = if is_loopback(host) {
        url.port_or_known_default().and_then(|port| ports.find(port))
    } else {
        // A client may resolve the accounts' real names to this machine.
        let known = |account: Option<&str>| {
            account.is_some_and(|account| access.has_account(account.strip_suffix(SECONDARY).unwrap_or(account)))
        };
        let blobs = known(account_of_host(authority)).then_some(Listener::Blobs);
        blobs.or_else(|| known(FileAddress::account_of_host(authority)).then_some(Listener::Files))
    };
    // The client may also reach the service through a proxy on another port.
    let same = authority.eq_ignore_ascii_case(call.host()).then_some(Listener::Blobs);
    match listener.or(same) {
        None => Ok(SourceLocation::Elsewhere),
        Some(Listener::Blobs) => {
            let address = Address::parse(authority, url.path())?;
            let blob = address.blob.is_some().then_some(address);
            blob.map(SourceLocation::Blob)
                .ok_or_else(|| Failure::cannot_verify_copy_source(&Failure::resource_not_found()))
        }
        Some(Listener::Files) => {
            let address = FileAddress::parse(authority, url.path()).map(SourceLocation::File);
            address.ok_or_else(|| Failure::cannot_verify_copy_source(&Failure::resource_not_found()))
        }
    }
}
