//! A request as operations see it: address, query and headers read, the body complete.

use std::sync::Arc;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, Method, Uri};

use crate::address::Address;
use crate::auth::Connection;
use crate::failure::{Failure, Result};
use crate::header_case::Spellings;
use crate::latin1;
use crate::received::Received;
use crate::state::blob::Pairs;
use crate::state::data::Data;

const METADATA: &str = "x-ms-meta-";

/// A request.
#[derive(Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The URI as on the request line.
    pub uri: Uri,
    /// The address in the URI.
    pub address: Address,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Data,
    /// The client's spelling of metadata names.
    pub spellings: Spellings,
    /// Its connection.
    pub connection: Connection,
    /// When the request was handled.
    pub now: SystemTime,
    /// Who sent it.
    pub role: Role,
    /// Additional tiers of block blobs of its account.
    pub further_tiers: Vec<String>,
}

/// The sender of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// A client.
    #[default]
    Client,
    /// The service itself, which reads the source of a copy.
    Source,
}

impl Call {
    /// Reads a request.
    pub fn new(received: Received, now: SystemTime) -> Result<Self> {
        let Received { parts, body, spellings, connection, .. } = received;
        let http::request::Parts { method, uri, headers, .. } = parts;
        let host = headers.get(http::header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let address = Address::parse(host, uri.path())?;
        let query = uri.query().map(read_query).unwrap_or_default();
        Ok(Self {
            method,
            uri,
            address,
            query,
            headers,
            body,
            spellings,
            connection,
            now,
            role: Role::Client,
            further_tiers: Vec::new(),
        })
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A query parameter that is present and not empty.
    pub fn filled_query(&self, name: &str) -> Option<&str> {
        self.query(name).filter(|value| !value.is_empty())
    }

    /// The time of the snapshot, or the id of the version, in the request.
    pub fn moment(&self) -> Option<&str> {
        self.filled_query("snapshot").or_else(|| self.filled_query("versionid"))
    }

    /// A header as text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A header as an owned text, if it is not empty. It may have characters beyond ASCII.
    pub fn owned_header(&self, name: &HeaderName) -> Option<String> {
        self.headers.get(name).filter(|value| !value.is_empty()).map(|value| latin1::text(value.as_bytes()))
    }

    /// The service version of the request. Versions are dates, and compare as text.
    pub fn version(&self) -> &str {
        self.header(&crate::names::VERSION).unwrap_or(crate::names::DEFAULT_VERSION)
    }

    /// The host that the client sent the request to.
    pub fn host(&self) -> &str {
        self.header(&http::header::HOST).unwrap_or_default()
    }

    /// The metadata, its names as the client wrote them, in the order of the names.
    pub fn metadata(&self) -> Result<Pairs> {
        let mut pairs = Vec::new();
        for (name, value) in &self.headers {
            if let Some(key) = name.as_str().strip_prefix(METADATA) {
                if !is_identifier(key) {
                    let message = "The metadata specified is invalid. It has characters that are not permitted.";
                    return Err(Failure::new(400, "InvalidMetadata", message));
                }
                let value = value.to_str().map_err(|_| Failure::invalid_header())?;
                pairs.push((self.spellings.of(key), value.to_owned()));
            }
        }
        pairs.sort();
        Ok(pairs.into())
    }

    /// The tags in `x-ms-tags`.
    pub fn tags(&self) -> Result<Pairs> {
        let Some(text) = self.header(&crate::names::TAGS) else { return Ok(Arc::default()) };
        crate::tags::check(read_query(text)).map(Into::into)
    }
}

/// A form-encoded list of pairs.
fn read_query(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// The service accepts names that are identifiers in C#.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_names_must_be_identifiers() {
        assert!(is_identifier("a_1") && is_identifier("_"));
        assert!(!is_identifier("") && !is_identifier("1a") && !is_identifier("a-b"));
    }
}
