//! Why a proxy rejects a tunnel.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

/// The response of a proxy to the request for a tunnel. Its text is not kept, because it may repeat the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyRejection {
    /// An error status.
    Status(StatusCode),
    /// No HTTP response.
    NotHttp,
    /// The code of a SOCKS5 proxy. <https://www.rfc-editor.org/rfc/rfc1928#section-6>
    Socks5(u8),
    /// The code of a SOCKS4 proxy.
    Socks4(u8),
    /// No SOCKS response.
    NotSocks,
    /// A SOCKS proxy requires another authentication method.
    NoMethod,
    /// A SOCKS proxy rejected user name and password.
    Credentials,
    /// The server has no address that a SOCKS4 proxy supports.
    NoAddress,
}

impl ProxyRejection {
    /// Whether another attempt may succeed.
    pub fn is_transient(self) -> bool {
        match self {
            Self::Status(status) => !status.is_client_error() || matches!(status.as_u16(), 408 | 429),
            // Failures, as opposed to something forbidden or unknown.
            Self::Socks5(code) => matches!(code, 1 | 3..=6),
            Self::Socks4(code) => code == 91,
            Self::NotHttp | Self::NotSocks | Self::NoMethod | Self::Credentials | Self::NoAddress => false,
        }
    }
}

impl fmt::Display for ProxyRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(StatusCode::PROXY_AUTHENTICATION_REQUIRED) | Self::NoMethod | Self::Credentials => {
                f.write_str("proxy authorization required")
            }
            Self::Status(status) => write!(f, "{status}"),
            Self::NotHttp => f.write_str("it did not respond in HTTP"),
            Self::Socks5(code) => match code {
                2 => f.write_str("its rules forbid it (SOCKS 2)"),
                3 => f.write_str("the network cannot be reached (SOCKS 3)"),
                4 => f.write_str("the host cannot be reached (SOCKS 4)"),
                5 => f.write_str("the host refused the connection (SOCKS 5)"),
                6 => f.write_str("it took too long (SOCKS 6)"),
                _ => write!(f, "SOCKS {code}"),
            },
            Self::Socks4(code) => write!(f, "SOCKS {code}"),
            Self::NotSocks => f.write_str("it did not respond in SOCKS"),
            Self::NoAddress => f.write_str("the host has no IPv4 address, and SOCKS4 knows no other"),
        }
    }
}

impl StdError for ProxyRejection {}
