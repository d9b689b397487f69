//! The account's name, as it is in a URL.
//!
//! An account is addressed in two styles: by host (`https://name.blob.core.windows.net/container`), as in Azure, and by
//! path (`http://127.0.0.1:10000/name/container`), as in emulators.

use std::net::Ipv4Addr;

use url::Url;

/// The ports on which emulators listen: a URL with one of them is in path style, with any host.
const PATH_STYLE_PORTS: [u16; 20] = [
    10000, 10001, 10002, 10003, 10004, 10100, 10101, 10102, 10103, 10104, 11000, 11001, 11002, 11003, 11004, 11100,
    11101, 11102, 11103, 11104,
];

/// The labels that follow the name of an account in a host: its secondary location, and the addresses of newer kinds of networks.
const HOST_SUFFIXES: [&str; 5] = ["-secondary-ipv6", "-secondary-dualstack", "-ipv6", "-dualstack", "-secondary"];

/// The name of the account that a URL of the Blob service addresses, or an empty string if the URL does not contain it,
/// as with a custom domain. In path style it is the first segment of the path, still percent-encoded.
#[must_use]
pub fn account_name_from_url(url: &Url) -> &str {
    let mut labels = url.host_str().unwrap_or_default().split('.');
    if let (Some(first), Some("blob")) = (labels.next(), labels.next()) {
        return HOST_SUFFIXES.into_iter().find_map(|suffix| first.strip_suffix(suffix)).unwrap_or(first);
    }
    if is_path_style(url) { url.path().split('/').nth(1).unwrap_or_default() } else { "" }
}

/// Whether a URL carries the account's name in its path rather than in its host: the host is an IP address,
/// `localhost` or `host.docker.internal`, or the port is one that emulators use.
#[must_use]
pub fn is_path_style(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host.starts_with('[')
        || host == "localhost"
        || is_docker_host(host)
        || host.parse::<Ipv4Addr>().is_ok()
        || url.port().is_some_and(|port| PATH_STYLE_PORTS.contains(&port))
}

/// `host.docker.internal`, with any character in place of the dots: scripts in use rely on `host-docker-internal`.
fn is_docker_host(host: &str) -> bool {
    const NAME: &str = "host.docker.internal";
    host.chars().count() == NAME.len() && NAME.chars().zip(host.chars()).all(|(name, host)| name == '.' || name == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `@azure/storage-blob` 12.34.0 finds in each URL.
    const REFERENCE: &[(&str, &str, bool)] = &[
        ("https://myaccount.blob.core.windows.net", "myaccount", false),
        ("https://myaccount.blob.core.windows.net/c/b?x=y", "myaccount", false),
        ("https://MyAccount.BLOB.core.windows.net/", "myaccount", false),
        ("https://myaccount-secondary.blob.core.windows.net/", "myaccount", false),
        ("https://myaccount-secondary-ipv6.blob.core.windows.net/", "myaccount", false),
        ("https://myaccount-secondary-dualstack.blob.core.windows.net/", "myaccount", false),
        ("https://myaccount-dualstack.blob.core.windows.net/", "myaccount", false),
        ("https://myaccount-ipv6-secondary.blob.core.windows.net/", "myaccount-ipv6", false),
        ("http://127.0.0.1:10000/myaccount-secondary/c", "myaccount-secondary", true),
        ("https://myaccount.z6.blob.storage.azure.net/c", "", false),
        ("https://myaccount.dfs.core.windows.net/c", "", false),
        ("https://blob.core.windows.net/c", "", false),
        ("https://a.blob/c", "a", false),
        ("https://a.blob:10000/c", "a", true),
        ("https://x.y.blob/c", "", false),
        ("https://custom.example.com/c", "", false),
        ("https://custom.example.com:10000/account/c", "account", true),
        ("https://custom.example.com:10104/account", "account", true),
        ("https://custom.example.com:10005/account", "", false),
        ("https://custom.example.com:11104/account", "account", true),
        ("https://custom.example.com:11105/account", "", false),
        ("https://custom.example.com:443/account", "", false),
        ("http://127.0.0.1:10000/devstoreaccount1/c", "devstoreaccount1", true),
        ("http://127.0.0.1/acc", "acc", true),
        ("http://127.1/acc", "acc", true),
        ("http://0x7f000001/acc", "acc", true),
        ("http://localhost/acc/c", "acc", true),
        ("http://localhost:3000/acc", "acc", true),
        ("http://LOCALHOST/acc", "acc", true),
        ("http://localhosts/acc", "", false),
        ("http://host.docker.internal/acc/c", "acc", true),
        ("http://host.docker.internal:80/acc", "acc", true),
        ("http://host-docker-internal/acc", "acc", true),
        ("http://[::1]/acc/c", "acc", true),
        ("http://[::1]:9/acc", "acc", true),
        ("http://[2001:db8::1]:80/acc", "acc", true),
        ("http://10.0.0.256.x/acc", "", false),
        ("http://127.0.0.1:10000", "", true),
        ("http://127.0.0.1:10000//c", "", true),
        ("http://127.0.0.1:10000/my%20acc/c", "my%20acc", true),
        ("http://127.0.0.1:10000/é/c", "%C3%A9", true),
        ("http://azurite:10000/devstoreaccount1", "devstoreaccount1", true),
        ("http://user:pw@localhost/acc", "acc", true),
        ("http://-blob.blob.x/", "-blob", false),
    ];

    #[test]
    fn the_account_is_found_as_by_the_reference() {
        for (url, name, path_style) in REFERENCE {
            let parsed = Url::parse(url).expect("the URLs of the table are valid");
            assert_eq!(account_name_from_url(&parsed), *name, "{url}");
            assert_eq!(is_path_style(&parsed), *path_style, "{url}");
        }
    }

    #[test]
    fn a_url_without_host_or_path_has_no_account() {
        for url in ["mailto:somebody", "data:,x", "file:///x/y", "foo:bar"] {
            assert_eq!(account_name_from_url(&Url::parse(url).expect("valid")), "", "{url}");
        }
    }
}
