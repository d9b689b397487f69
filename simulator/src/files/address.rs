//! The file of a URL: path style (`/account/share/path`) and host style (`account.file.example/share/path`).

use percent_encoding::percent_decode_str;

/// A file's address, its names decoded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileAddress {
    /// The account.
    pub account: String,
    /// The share.
    pub share: String,
    /// The directories and the file.
    pub path: String,
}

impl FileAddress {
    /// Reads the host and the raw path of a URL, which may not be that of a file.
    pub fn parse(host: &str, path: &str) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (account, rest) =
            Self::account_of_host(host).map_or_else(|| path.split_once('/'), |it| Some((it, path)))?;
        let (share, path) = rest.split_once('/')?;
        let decode = |part: &str| {
            let part = percent_decode_str(part).decode_utf8().ok()?.into_owned();
            (!part.is_empty()).then_some(part)
        };
        Some(Self { account: decode(account)?, share: decode(share)?, path: decode(path)? })
    }

    /// The account in a host's name: the label before `.file.`.
    pub fn account_of_host(host: &str) -> Option<&str> {
        let (account, rest) = host.split_once('.')?;
        rest.starts_with("file.").then_some(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_url_styles_address_the_same_file() {
        let file = FileAddress { account: "a".into(), share: "s".into(), path: "d/f g".into() };
        assert_eq!(FileAddress::parse("127.0.0.1:1", "/a/s/d/f%20g"), Some(file.clone()));
        assert_eq!(FileAddress::parse("a.file.localhost:1", "/s/d/f%20g"), Some(file));
        assert_eq!(FileAddress::parse("127.0.0.1:1", "/a/s"), None);
        assert_eq!(FileAddress::parse("a.file.localhost", "/s/"), None);
    }
}
