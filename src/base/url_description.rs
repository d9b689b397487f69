//! The names that a client can read from its URL: of the account, the container and the blob.

use percent_encoding::percent_decode_str;
use serde::Serialize;
use url::Url;

use crate::base::account::{account_name_from_url, is_path_style};
use crate::base::error::{Error, Result};
use crate::base::url::{escape_path, parameter, parse};

/// The names that a client can read from its URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UrlDescription {
    /// The URL, its path escaped.
    pub url: String,
    /// The account's name; empty if the URL does not contain it (a custom domain).
    pub account_name: String,
    /// Whether the scheme is `https`.
    pub is_https: bool,
    /// The container's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_name: Option<String>,
    /// The blob's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blob_name: Option<String>,
    /// The snapshot that the URL names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// The version that the URL names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// The kind of client that a URL is for, which determines the names that it must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// A service client, which reads no names.
    Service,
    /// A container client.
    Container,
    /// A blob client.
    Blob,
}

impl UrlDescription {
    /// Reads the names in a client's URL.
    ///
    /// # Errors
    /// An argument error, when the text is not an absolute URL, or a name that the client needs cannot be decoded.
    pub fn read(text: &str, kind: ClientKind) -> Result<Self> {
        Self::of(parse(text)?, kind)
    }

    /// As [`UrlDescription::read`], for a URL that is parsed already.
    ///
    /// # Errors
    /// An argument error, when a name that the client needs cannot be decoded.
    pub fn of(original: Url, kind: ClientKind) -> Result<Self> {
        let account_name = account_name_from_url(&original).to_owned();
        let url = escape_path(original);
        let mut segments = url.path().strip_prefix('/').unwrap_or_default();
        if is_path_style(&url) && !host_names_account(&url) {
            segments = segments.split_once('/').map_or("", |(_account, rest)| rest);
        }
        let (container, blob) = segments.split_once('/').unwrap_or((segments, ""));
        let needed = |least: ClientKind, text| if kind as u8 >= least as u8 { decode(text) } else { Ok(None) };
        Ok(Self {
            account_name,
            is_https: url.scheme() == "https",
            container_name: needed(ClientKind::Container, container)?,
            blob_name: needed(ClientKind::Blob, blob)?.map(|name| name.replace('\\', "/")),
            snapshot: parameter(&url, "snapshot"),
            version_id: parameter(&url, "versionid"),
            url: url.into(),
        })
    }
}

fn host_names_account(url: &Url) -> bool {
    url.host_str().and_then(|host| host.split('.').nth(1)) == Some("blob")
}

/// Decodes a path segment; `None` when it is empty.
fn decode(text: &str) -> Result<Option<String>> {
    let mut rest = text;
    while let Some((_, escape)) = rest.split_once('%') {
        if !escape.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            return Err(undecodable());
        }
        rest = &escape[2..];
    }
    let decoded = percent_decode_str(text).decode_utf8().map_err(|error| undecodable().with_source(error))?;
    Ok((!decoded.is_empty()).then(|| decoded.into_owned()))
}

fn undecodable() -> Error {
    Error::argument_type(
        "url",
        "Unable to extract blobName and containerName with provided information. The URL's path has a percent sign that \
         begins no escape, or escapes that are no UTF-8: encode names with encodeURIComponent, or let getBlobClient do \
         it.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::url::{NameKind, append_name, set_parameter};

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn names_are_found_in_every_url_style() {
        for (given, account, container, blob) in [
            ("https://acc.blob.core.windows.net/c/a%20b/d", "acc", Some("c"), Some("a b/d")),
            ("https://acc.blob.core.windows.net/c", "acc", Some("c"), None),
            ("https://acc.blob.core.windows.net", "acc", None, None),
            ("http://127.0.0.1:10000/dev/c/b", "dev", Some("c"), Some("b")),
            ("http://localhost/dev/c/b%5Cd", "dev", Some("c"), Some("b/d")),
            ("http://[::1]:10000/dev/c", "dev", Some("c"), None),
            ("https://blobs.example.com/c/b", "", Some("c"), Some("b")),
        ] {
            let description = UrlDescription::read(given, ClientKind::Blob).expect("a URL");
            assert_eq!(description.account_name, account, "{given}");
            assert_eq!(description.container_name.as_deref(), container, "{given}");
            assert_eq!(description.blob_name.as_deref(), blob, "{given}");
        }
    }

    #[test]
    fn invalid_escapes_are_rejected() {
        for path in ["c/100%", "c/a%zz", "c/a%2", "c/%FF", "%/b"] {
            let error = UrlDescription::read(&format!("https://acc.blob.core.windows.net/{path}"), ClientKind::Blob)
                .expect_err(path);
            assert_eq!(error.argument(), Some("url"), "{path}");
        }
    }

    #[test]
    fn an_invalid_url_is_rejected_by_argument_name() {
        for text in ["", "c/b", "//h/c", "https://"] {
            assert_eq!(UrlDescription::read(text, ClientKind::Blob).expect_err(text).argument(), Some("url"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_blob_name_round_trips(name in "[^\\\\]{1,60}") {
            prop_assume!(name.split('/').all(|part| part != "." && part != ".."));
            let blob = append_name(url("https://acc.blob.core.windows.net/c"), &name, NameKind::Blob).expect("a name");
            let description = UrlDescription::read(blob.as_str(), ClientKind::Blob).expect("a URL");
            prop_assert_eq!(description.blob_name.as_deref(), Some(name.as_str()));
        }

        #[test]
        fn hostile_text_never_panics(text in ".{0,100}", name in ".{0,20}") {
            if let Ok(description) = UrlDescription::read(&text, ClientKind::Blob) {
                let url = url(&description.url);
                let _ = append_name(url.clone(), &name, NameKind::Blob);
                let _ = set_parameter(url, &name, Some(&text));
            }
        }
    }
}
