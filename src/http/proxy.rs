//! Which proxy a request uses. Pure: the environment is passed in. It never shows a proxy's credentials.

use std::fmt;

use serde::Deserialize;
use url::Url;

use crate::base::error::{Error, Result};

/// Looks up an environment variable.
pub type EnvironmentLookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variables that name a proxy. The first one that is set and not empty counts, for http and https.
const PROXY_VARIABLES: [&str; 3] = ["HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY"];
/// The variable that names hosts that need no proxy.
const NO_PROXY_VARIABLE: &str = "NO_PROXY";

/// An explicit proxy: the public `proxyOptions`.
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

impl fmt::Debug for ProxyOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = crate::base::redact::url_text(&self.host);
        f.debug_struct("ProxyOptions").field("host", &host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// The proxy of a client, and the hosts that need none.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct ProxyRules {
    proxy: Option<NamedProxy>,
    direct: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum NamedProxy {
    Usable(Url),
    /// The environment may name a proxy that cannot be used, but exempt every host that is requested. So this becomes
    /// an error only when a request needs it. It holds the variable's name.
    Unusable(&'static str),
}

impl ProxyRules {
    /// The rules from the explicit options, or else from the environment.
    ///
    /// # Errors
    /// `ArgumentRange` if the explicit proxy is not an http, https or SOCKS URL.
    pub fn new(explicit: Option<&ProxyOptions>, environment: EnvironmentLookup<'_>) -> Result<Self> {
        let proxy = match explicit {
            Some(options) => Some(NamedProxy::Usable(explicit_proxy(options)?)),
            None => PROXY_VARIABLES.iter().find_map(|name| {
                let value = variable(environment, name)?;
                Some(proxy_url(&value).map_or(NamedProxy::Unusable(name), NamedProxy::Usable))
            }),
        };
        let direct = variable(environment, NO_PROXY_VARIABLE).unwrap_or_default();
        let direct = direct.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned).collect();
        Ok(Self { proxy, direct })
    }

    /// The proxy for a request, if it uses one.
    ///
    /// # Errors
    /// `ArgumentRange` if the environment names a proxy that cannot be used.
    pub fn proxy_for(&self, url: &Url) -> Result<Option<&Url>> {
        match &self.proxy {
            None => Ok(None),
            Some(_) if self.is_direct(url) => Ok(None),
            Some(NamedProxy::Usable(proxy)) => Ok(Some(proxy)),
            Some(NamedProxy::Unusable(name)) => {
                let message = format!(
                    "The environment variable {name} does not name an http, https or socks5 proxy. \
                     Set it to a URL such as http://proxy.example.com:8080, or add the host to NO_PROXY."
                );
                Err(Error::argument_range(*name, message))
            }
        }
    }

    fn is_direct(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        self.direct.iter().any(|pattern| match pattern.strip_prefix('.') {
            Some(domain) => host == domain || host.ends_with(pattern.as_str()),
            None => host == pattern,
        })
    }
}

impl fmt::Debug for ProxyRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = match &self.proxy {
            None => "none".to_owned(),
            Some(NamedProxy::Usable(url)) => crate::base::redact::url(url),
            Some(NamedProxy::Unusable(name)) => format!("unusable, from {name}"),
        };
        f.debug_struct("ProxyRules").field("proxy", &proxy).field("direct", &self.direct).finish()
    }
}

fn variable(environment: EnvironmentLookup<'_>, name: &str) -> Option<String> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    set(name).or_else(|| set(&name.to_ascii_lowercase()))
}

/// Whether a proxy uses SOCKS. With `socks5h` and `socks4a`, it resolves the names of hosts itself.
#[must_use]
pub fn is_socks(proxy: &Url) -> bool {
    matches!(proxy.scheme(), "socks4" | "socks4a" | "socks5" | "socks5h")
}

/// Reads the URL of a proxy. Without a scheme, it is http.
fn proxy_url(text: &str) -> Option<Url> {
    let text = text.trim();
    let with_scheme = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    let mut url = with_scheme.ok()?;
    let usable = (matches!(url.scheme(), "http" | "https") || is_socks(&url))
        && url.host_str().is_some_and(|host| !host.is_empty());
    // Only the host matters for a proxy. Without the rest, equal proxies compare as equal.
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    usable.then_some(url)
}

fn explicit_proxy(options: &ProxyOptions) -> Result<Url> {
    let unusable = || {
        let shown = crate::base::redact::url_text(&options.host);
        let message = format!(
            "options.proxyOptions.host must be the URL of an http, https or socks5 proxy, such as http://proxy.example.com, \
             but is {shown:?}."
        );
        Error::argument_range("options.proxyOptions.host", message)
    };
    let mut url = proxy_url(&options.host).ok_or_else(unusable)?;
    let mut set_all = || {
        url.set_port(Some(options.port))?;
        if let Some(username) = options.username.as_deref().filter(|name| !name.is_empty()) {
            url.set_username(username)?;
        }
        if let Some(password) = options.password.as_deref().filter(|password| !password.is_empty()) {
            url.set_password(Some(password))?;
        }
        Ok(())
    };
    set_all().map_err(|()| unusable())?;
    Ok(url)
}

#[cfg(test)]
#[path = "proxy_tests.rs"]
mod tests;
