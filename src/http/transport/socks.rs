//! Opens a connection to a host through a SOCKS proxy. What follows on the connection is between client and server.
//! <https://www.rfc-editor.org/rfc/rfc1928>, <https://www.rfc-editor.org/rfc/rfc1929>,
//! <https://www.openssh.com/txt/socks4.protocol>, <https://www.openssh.com/txt/socks4a.protocol>

use std::error::Error as StdError;
use std::net::{IpAddr, Ipv4Addr};

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use url::{Host, Url};

use crate::http::proxy::is_socks;
use crate::http::proxy_rejection::ProxyRejection;
use crate::http::transport::resolver::{self, Unresolved};

/// The port of proxies whose URL names none. RFC 1928, section 3.
pub const DEFAULT_PORT: u16 = 1080;
/// The maximum length of a name, a user name and a password: each is preceded by its length in one byte.
const MAX_TEXT: usize = 255;
/// The address with which a `SOCKS4a` proxy looks up the name that follows.
const NAME_FOLLOWS: Ipv4Addr = Ipv4Addr::new(0, 0, 0, 1);

const VERSION_4: u8 = 4;
const VERSION_5: u8 = 5;
const CONNECT: u8 = 1;
const RESERVED: u8 = 0;
const GRANTED_5: u8 = 0;
const GRANTED_4: u8 = 90;
const NO_AUTHENTICATION: u8 = 0;
const USERNAME_PASSWORD: u8 = 2;
const NO_METHOD: u8 = 255;
const AUTHENTICATION_VERSION: u8 = 1;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Four,
    Five,
}

/// How a host is reached through a SOCKS proxy.
pub struct SocksRoute {
    version: Version,
    /// The proxy looks up names (`socks5h`, `socks4a`).
    by_name: bool,
    /// User name and password.
    credentials: Option<(Vec<u8>, Vec<u8>)>,
    host: Host<String>,
    port: u16,
}

/// Why a proxy did not connect.
#[derive(Debug)]
pub enum SocksFailure {
    /// The server's name, which the proxy does not look up, could not be resolved.
    UnknownServer(Unresolved),
    /// The proxy rejected the request, or was lost.
    Unreached(Cause),
}

/// The host to reach, as sent to the proxy.
#[derive(Debug, PartialEq, Eq)]
enum Address<'a> {
    V4(Ipv4Addr),
    V6([u8; 16]),
    Name(&'a str),
}

impl SocksRoute {
    /// The route to a URL, if the proxy is a SOCKS proxy.
    ///
    /// # Errors
    /// Why the URLs cannot be expressed in these protocols.
    pub fn new(proxy: &Url, target: &Url) -> Result<Option<Self>, &'static str> {
        if !is_socks(proxy) {
            return Ok(None);
        }
        let version = if proxy.scheme().starts_with("socks4") { Version::Four } else { Version::Five };
        let by_name = matches!(proxy.scheme(), "socks4a" | "socks5h");
        let (username, password) = (proxy.username(), proxy.password());
        let text = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
        let credentials =
            (!username.is_empty() || password.is_some()).then(|| (text(username), text(password.unwrap_or_default())));
        if let Some((username, password)) = &credentials {
            if username.len() > MAX_TEXT || password.len() > MAX_TEXT {
                return Err("the SOCKS proxy's user name or password is longer than 255 bytes");
            }
            if version == Version::Four && username.contains(&0) {
                return Err("the SOCKS proxy's user name contains a zero byte");
            }
        }
        let host = target.host().ok_or("it names no host")?.to_owned();
        match &host {
            Host::Domain(name) if by_name && name.len() > MAX_TEXT => {
                return Err("its host is longer than a SOCKS proxy accepts");
            }
            Host::Ipv6(_) if version == Version::Four => return Err("a SOCKS4 proxy does not know IPv6"),
            _ => {}
        }
        let port = target.port_or_known_default().ok_or("it names no port")?;
        Ok(Some(Self { version, by_name, credentials, host, port }))
    }

    /// Makes the proxy connect to the host.
    pub async fn open<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut S) -> Result<(), SocksFailure> {
        let address = self.address().await?;
        let opened = match self.version {
            Version::Four => self.open_4(stream, &address).await,
            Version::Five => self.open_5(stream, &address).await,
        };
        opened.map_err(SocksFailure::Unreached)
    }

    async fn address(&self) -> Result<Address<'_>, SocksFailure> {
        let name = match &self.host {
            Host::Ipv4(address) => return Ok(Address::V4(*address)),
            Host::Ipv6(address) => return Ok(Address::V6(address.octets())),
            Host::Domain(name) if self.by_name => return Ok(Address::Name(name)),
            Host::Domain(name) => name,
        };
        let found = resolver::addresses(name).await.map_err(SocksFailure::UnknownServer)?;
        let known = found.iter().find_map(|found| match found.ip() {
            IpAddr::V4(address) => Some(Address::V4(address)),
            IpAddr::V6(address) if self.version == Version::Five => Some(Address::V6(address.octets())),
            IpAddr::V6(_) => None,
        });
        known.ok_or_else(|| SocksFailure::Unreached(ProxyRejection::NoAddress.into()))
    }

    async fn open_4<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        address: &Address<'_>,
    ) -> Result<(), Cause> {
        let (address, name) = match address {
            Address::V4(address) => (*address, None),
            Address::Name(name) => (NAME_FOLLOWS, Some(name)),
            Address::V6(_) => return Err(ProxyRejection::NoAddress.into()),
        };
        let mut request = vec![VERSION_4, CONNECT];
        request.extend(self.port.to_be_bytes());
        request.extend(address.octets());
        request.extend(self.credentials.iter().flat_map(|(username, _)| username));
        request.push(0);
        if let Some(name) = name {
            request.extend(name.bytes());
            request.push(0);
        }
        send(stream, &request).await?;
        match receive::<8, _>(stream).await? {
            [0, GRANTED_4, ..] => Ok(()),
            [0, code, ..] => Err(ProxyRejection::Socks4(code).into()),
            _ => Err(ProxyRejection::NotSocks.into()),
        }
    }

    async fn open_5<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        address: &Address<'_>,
    ) -> Result<(), Cause> {
        self.authenticate(stream).await?;
        let mut request = vec![VERSION_5, CONNECT, RESERVED];
        match address {
            Address::V4(address) => {
                request.push(IPV4);
                request.extend(address.octets());
            }
            Address::V6(address) => {
                request.push(IPV6);
                request.extend(address);
            }
            Address::Name(name) => {
                request.push(NAME);
                request.extend(text(name.as_bytes()));
            }
        }
        request.extend(self.port.to_be_bytes());
        send(stream, &request).await?;
        let kind = match receive::<4, _>(stream).await? {
            [VERSION_5, GRANTED_5, _, kind] => kind,
            [VERSION_5, code, ..] => return Err(ProxyRejection::Socks5(code).into()),
            _ => return Err(ProxyRejection::NotSocks.into()),
        };
        // The proxy's own address is not needed.
        let length = match kind {
            IPV4 => 4,
            IPV6 => 16,
            NAME => usize::from(stream.read_u8().await?),
            _ => return Err(ProxyRejection::NotSocks.into()),
        };
        let mut bound = [0; MAX_TEXT + 2];
        stream.read_exact(&mut bound[..length + 2]).await?;
        Ok(())
    }

    async fn authenticate<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut S) -> Result<(), Cause> {
        let methods: &[u8] = match &self.credentials {
            Some(_) => &[VERSION_5, 2, NO_AUTHENTICATION, USERNAME_PASSWORD],
            None => &[VERSION_5, 1, NO_AUTHENTICATION],
        };
        send(stream, methods).await?;
        let credentials = match (receive(stream).await?, &self.credentials) {
            ([VERSION_5, NO_AUTHENTICATION], _) => return Ok(()),
            ([VERSION_5, USERNAME_PASSWORD], Some(credentials)) => credentials,
            ([VERSION_5, NO_METHOD], _) => return Err(ProxyRejection::NoMethod.into()),
            _ => return Err(ProxyRejection::NotSocks.into()),
        };
        let (username, password) = credentials;
        let mut request = vec![AUTHENTICATION_VERSION];
        request.extend(text(username));
        request.extend(text(password));
        send(stream, &request).await?;
        // The version of this response is not checked, since known proxies send that of SOCKS.
        match receive(stream).await? {
            [_, 0] => Ok(()),
            [..] => Err(ProxyRejection::Credentials.into()),
        }
    }
}

type Cause = Box<dyn StdError + Send + Sync>;

/// A text that is preceded by its length, which was checked before.
fn text(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let bytes = &bytes[..bytes.len().min(MAX_TEXT)];
    u8::try_from(bytes.len()).into_iter().chain(bytes.iter().copied())
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, message: &[u8]) -> Result<(), Cause> {
    stream.write_all(message).await?;
    Ok(stream.flush().await?)
}

/// Reads a message of a known length and no byte beyond it.
async fn receive<const LENGTH: usize, S: AsyncRead + Unpin>(stream: &mut S) -> Result<[u8; LENGTH], Cause> {
    let mut message = [0; LENGTH];
    stream.read_exact(&mut message).await?;
    Ok(message)
}

#[cfg(test)]
#[path = "socks_tests.rs"]
mod tests;
