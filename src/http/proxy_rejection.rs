//! Why a proxy rejects a tunnel.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

/// The response of a proxy to CONNECT. Its text is not kept, because it may repeat the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyRejection {
    /// An error status.
    Status(StatusCode),
    /// No HTTP response.
    NotHttp,
}

impl ProxyRejection {
    /// Whether another attempt has a chance.
    pub fn is_transient(self) -> bool {
        match self {
            Self::Status(status) => !status.is_client_error() || matches!(status.as_u16(), 408 | 429),
            Self::NotHttp => false,
        }
    }
}

impl fmt::Display for ProxyRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(StatusCode::PROXY_AUTHENTICATION_REQUIRED) => f.write_str("proxy authorization required"),
            Self::Status(status) => write!(f, "{status}"),
            Self::NotHttp => f.write_str("it did not answer in HTTP"),
        }
    }
}

impl StdError for ProxyRejection {}
