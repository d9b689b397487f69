//! Which proxy a request goes through. Pure: the environment is passed in.

use serde::Deserialize;

/// A proxy that the caller names explicitly: the public `proxyOptions`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProxyOptions {
    /// The proxy's URL without port, such as `http://proxy.example.com`.
    pub host: String,
    /// The proxy's port.
    pub port: u16,
    /// The user name for the proxy.
    #[serde(default)]
    pub username: Option<String>,
    /// The password for the proxy.
    #[serde(default)]
    pub password: Option<String>,
}
