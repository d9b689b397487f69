//! Connection strings: one text that holds an account's endpoint and a credential for it.
//!
//! <https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string>

use std::fmt;

use url::Url;

use super::AccountKey;
use crate::base::account::account_name_from_url;
use crate::base::error::{Error, Result};
use crate::base::header_text::is_script_space;

/// The meaning of `UseDevelopmentStorage=true`. The key is the emulator's public one, which is the same everywhere.
/// <https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key>
const DEVELOPMENT_CONNECTION_STRING: &str = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;\
     AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;\
     BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;";

/// The content of a connection string. `Debug` shows only the name of the account.
#[derive(Clone, PartialEq, Eq)]
pub enum ConnectionString {
    /// An account and its key.
    Account {
        /// The endpoint of the Blob service as written, without one trailing slash. An http or https URL.
        url: String,
        /// The name of the account.
        account_name: String,
        /// The account's key. Not empty.
        account_key: AccountKey,
        /// The proxy to the emulator, from `DevelopmentStorageProxyUri`, as written.
        proxy_uri: Option<String>,
    },
    /// An endpoint and a shared access signature for it.
    Sas {
        /// The endpoint of the Blob service as written, without one trailing slash. An http or https URL.
        url: String,
        /// The name of the account. Empty if neither the string nor the URL contains it.
        account_name: String,
        /// The signature: a query without its question mark. A secret.
        account_sas: String,
    },
}

impl ConnectionString {
    /// Reads a connection string: elements `Name=value`, separated by semicolons, in any order, with case-sensitive
    /// names. Of a repeated element, the first counts.
    ///
    /// # Errors
    ///
    /// `argumentType` for `connectionString` when something is missing or malformed, `argumentRange` when a value
    /// cannot be used. The error never repeats any value. Where the reference has a message for it, it is the same.
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("UseDevelopmentStorage=true") {
            return Self::parse_account(DEVELOPMENT_CONNECTION_STRING, development_proxy(text));
        }
        // As in the reference, the names may be anywhere, not only at the start of an element. Scripts rely on it.
        if text.contains("DefaultEndpointsProtocol=") && text.contains("AccountKey=") {
            Self::parse_account(text, None)
        } else {
            Self::parse_sas(text)
        }
    }

    fn parse_account(text: &str, proxy_uri: Option<String>) -> Result<Self> {
        let blob_endpoint = endpoint(text)?;
        let account_name = value(text, "AccountName")?;
        let account_key = AccountKey::from_base64(value(text, "AccountKey")?);
        let url = if blob_endpoint.is_empty() {
            let protocol = value(text, "DefaultEndpointsProtocol")?;
            if !protocol.eq_ignore_ascii_case("https") && !protocol.eq_ignore_ascii_case("http") {
                return Err(unusable(
                    "Invalid DefaultEndpointsProtocol in the provided Connection String. Expecting 'https' or 'http'",
                ));
            }
            let suffix = value(text, "EndpointSuffix")?;
            if suffix.is_empty() {
                return Err(missing("Invalid EndpointSuffix in the provided Connection String"));
            }
            format!("{protocol}://{account_name}.blob.{suffix}")
        } else {
            blob_endpoint.to_owned()
        };
        if account_name.is_empty() {
            return Err(missing("Invalid AccountName in the provided Connection String"));
        }
        if account_key.is_empty() {
            return Err(missing("Invalid AccountKey in the provided Connection String"));
        }
        if parse_endpoint(&url).is_none() {
            return Err(unusable(if blob_endpoint.is_empty() {
                "Invalid AccountName or EndpointSuffix in the provided Connection String. Together they must make a \
                 host name such as myaccount.blob.core.windows.net."
            } else {
                "Invalid BlobEndpoint in the provided Connection String. Give a whole URL such as \
                 https://myaccount.blob.core.windows.net."
            }));
        }
        Ok(Self::Account { url, account_name: account_name.to_owned(), account_key, proxy_uri })
    }

    fn parse_sas(text: &str) -> Result<Self> {
        let url = endpoint(text)?;
        let account_sas = value(text, "SharedAccessSignature")?;
        let account_name = value(text, "AccountName")?;
        if url.is_empty() {
            // The reference says no more than this if there is a name, and fails with an unrelated error otherwise.
            return Err(missing(if account_name.is_empty() {
                "Invalid BlobEndpoint in the provided SAS Connection String. Give either BlobEndpoint= and \
                 SharedAccessSignature=, or DefaultEndpointsProtocol=, AccountName=, AccountKey= and EndpointSuffix=; \
                 the names are case-sensitive."
            } else {
                "Invalid BlobEndpoint in the provided SAS Connection String"
            }));
        }
        if account_sas.is_empty() {
            return Err(missing("Invalid SharedAccessSignature in the provided SAS Connection String"));
        }
        let Some(parsed) = parse_endpoint(url) else {
            return Err(unusable(
                "Invalid BlobEndpoint in the provided SAS Connection String. Give a whole URL such as \
                 https://myaccount.blob.core.windows.net.",
            ));
        };
        let account_name = if account_name.is_empty() { account_name_from_url(&parsed) } else { account_name };
        Ok(Self::Sas {
            url: url.to_owned(),
            account_name: account_name.to_owned(),
            account_sas: account_sas.strip_prefix('?').unwrap_or(account_sas).to_owned(),
        })
    }
}

impl fmt::Debug for ConnectionString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, account_name) = match self {
            Self::Account { account_name, .. } => ("Account", account_name),
            Self::Sas { account_name, .. } => ("Sas", account_name),
        };
        f.debug_struct(kind).field("account_name", account_name).finish_non_exhaustive()
    }
}

/// The value of the first element that begins with a name, or an empty text.
fn value<'a>(text: &'a str, name: &'static str) -> Result<&'a str> {
    let Some(element) = elements(text).find(|element| element.starts_with(name)) else { return Ok("") };
    value_of(element, name).ok_or_else(|| {
        missing(format!(
            "Invalid {name} in the provided Connection String. An element begins with {name} but does not read \
             {name}=value: correct its name, or add the equals sign without a space before it."
        ))
    })
}

/// The endpoint, without one trailing slash.
fn endpoint(text: &str) -> Result<&str> {
    value(text, "BlobEndpoint").map(|endpoint| endpoint.strip_suffix('/').unwrap_or(endpoint))
}

/// The proxy of a development string. Here, the last of repeated elements counts.
fn development_proxy(text: &str) -> Option<String> {
    const NAME: &str = "DevelopmentStorageProxyUri";
    elements(text)
        .filter(|element| element.strip_prefix(NAME).is_some_and(|rest| rest.starts_with('=')))
        .filter_map(|element| value_of(element, NAME))
        .next_back()
        .filter(|proxy| !proxy.is_empty())
        .map(str::to_owned)
}

fn elements(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(';').map(|element| element.trim_matches(is_script_space))
}

/// The text that follows `name=` in an element, up to the end of the line.
fn value_of<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (start, _) = element.match_indices(name).find(|(start, _)| element[start + name.len()..].starts_with('='))?;
    element[start + name.len() + 1..].split(['\n', '\r', '\u{2028}', '\u{2029}']).next()
}

fn parse_endpoint(url: &str) -> Option<Url> {
    Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn missing(message: impl Into<String>) -> Error {
    Error::argument_type("connectionString", message)
}

fn unusable(message: impl Into<String>) -> Error {
    Error::argument_range("connectionString", message)
}

#[cfg(test)]
mod tests;
