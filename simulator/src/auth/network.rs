//! The connection of a request, and the limits that a SAS may set on it.

use std::net::{IpAddr, Ipv4Addr};

use super::Rejection;

/// The connection of a request. The default is that of a local client: plain HTTP from `127.0.0.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// The client's address.
    pub client: IpAddr,
    /// Whether it is HTTPS.
    pub https: bool,
}

impl Default for Connection {
    fn default() -> Self {
        Self { client: IpAddr::V4(Ipv4Addr::LOCALHOST), https: false }
    }
}

impl Connection {
    /// Checks the protocols (`spr`) and the addresses (`sip`: one, or two with a hyphen between) that a SAS allows.
    pub(super) fn check(self, protocols: Option<&str>, addresses: Option<&str>) -> Result<(), Rejection> {
        if let Some(addresses) = addresses {
            let (first, last) = addresses.split_once('-').unwrap_or((addresses, addresses));
            let (Ok(first), Ok(last)) = (first.parse::<Ipv4Addr>(), last.parse::<Ipv4Addr>()) else {
                return Err(Rejection::authentication_failed(format!(
                    "Signed IP [{addresses}] is not a range of IPv4."
                )));
            };
            // A listener on both families sees IPv4 clients under mapped addresses.
            let inside = match self.client.to_canonical() {
                IpAddr::V4(client) => (first..=last).contains(&client),
                IpAddr::V6(_) => false,
            };
            if !inside {
                return Err(Rejection::source_ip(self.client));
            }
        }
        match protocols {
            None | Some("https,http" | "http,https") => Ok(()),
            Some("https") if self.https => Ok(()),
            Some("https") => Err(Rejection::protocol()),
            Some(other) => Err(Rejection::authentication_failed(format!("Signed protocol [{other}] is not valid."))),
        }
    }
}
