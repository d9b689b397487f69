//! The account, container and blob of a URL: path style (`/account/container/blob`) and host style
//! (`account.blob.example/container/blob`).

use percent_encoding::percent_decode_str;

use crate::failure::{Failure, Result};

/// The suffix of an account's name at its secondary endpoint.
pub const SECONDARY: &str = "-secondary";

/// The parts of a URL, with decoded names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The account.
    pub account: String,
    /// The container, unless the URL is that of the account.
    pub container: Option<String>,
    /// The blob, unless the URL is that of the container.
    pub blob: Option<String>,
}

impl Address {
    /// Reads a `Host` header (or a URL's authority) and a raw path.
    pub fn parse(host: &str, path: &str) -> Result<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (account, rest) = match account_of_host(host) {
            Some(account) => (account, path),
            None => path.split_once('/').unwrap_or((path, "")),
        };
        let (container, blob) = rest.split_once('/').unwrap_or((rest, ""));
        if account.is_empty() {
            return Err(Failure::invalid_uri());
        }
        // The secondary endpoint has the same data, without a delay.
        let account = account.strip_suffix(SECONDARY).unwrap_or(account);
        Ok(Self { account: decode(account)?, container: optional(container)?, blob: optional(blob)? })
    }
}

/// The account in a host's name: the label before `.blob.`.
pub fn account_of_host(host: &str) -> Option<&str> {
    let (account, rest) = host.split_once('.')?;
    (rest == "blob" || rest.starts_with("blob.") || rest.starts_with("blob:")).then_some(account)
}

fn optional(part: &str) -> Result<Option<String>> {
    if part.is_empty() { Ok(None) } else { decode(part).map(Some) }
}

fn decode(part: &str) -> Result<String> {
    let decoded = percent_decode_str(part).decode_utf8().map_err(|_| Failure::invalid_uri())?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(host: &str, path: &str) -> (String, Option<String>, Option<String>) {
        let address = Address::parse(host, path).unwrap();
        (address.account, address.container, address.blob)
    }

    fn named(account: &str, container: &str, blob: &str) -> (String, Option<String>, Option<String>) {
        (account.into(), Some(container.into()), Some(blob.into()))
    }

    #[test]
    fn path_style_starts_with_the_account() {
        assert_eq!(parts("127.0.0.1:1", "/a/c/d/e%20f"), named("a", "c", "d/e f"));
        assert_eq!(parts("localhost", "/a/c/"), ("a".into(), Some("c".into()), None));
        assert_eq!(parts("localhost", "/a"), ("a".into(), None, None));
    }

    #[test]
    fn host_style_has_the_account_in_the_host() {
        assert_eq!(parts("a.blob.localhost:10000", "/c/%C3%BC"), named("a", "c", "ü"));
        assert_eq!(parts("a.blob.core.windows.net", "/"), ("a".into(), None, None));
    }

    #[test]
    fn an_address_without_a_resource_is_rejected() {
        assert_eq!(Address::parse("localhost", "/").unwrap_err().code, "InvalidUri");
        assert_eq!(Address::parse("localhost", "/a/c/%FF").unwrap_err().code, "InvalidUri");
    }
}
