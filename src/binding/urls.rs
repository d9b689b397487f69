//! The synchronous functions of the engine: URLs and connection strings.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use napi_derive::napi;
use serde::Serialize;
use serde_json::json;

use crate::auth::{ConnectionString, header_order};
use crate::base::error::{Error, Result};
use crate::base::sorting::sort_by;
use crate::base::url::{NameKind, append_name, parse};
use crate::base::url_description::{ClientKind, UrlDescription};
use crate::binding::{call_result, failure};

/// The start of the message of a thrown error that contains a failure as JSON.
const FAILURE_MARK: &str = "blobferry:";

/// The failure of a synchronous function. It is thrown, with the JSON as its message.
pub fn thrown(error: &Error) -> napi::Error {
    napi::Error::from_reason(format!("{FAILURE_MARK}{}", failure::to_json(error)))
}

fn json_or_thrown<T: Serialize>(result: Result<T>) -> napi::Result<String> {
    result.and_then(|value| call_result::to_json(&value)).map_err(|error| thrown(&error))
}

/// Describes the URL of a client, as JSON. `kind` is `service`, `container` or `blob`: each client needs only its own
/// names.
#[napi]
pub fn describe_url(url: String, kind: String) -> napi::Result<String> {
    let kind = match kind.as_str() {
        "blob" => ClientKind::Blob,
        "container" => ClientKind::Container,
        _ => ClientKind::Service,
    };
    json_or_thrown(UrlDescription::read(&url, kind))
}

/// Describes the URL of a container in an account (`kind` is `container`) or of a blob in a container (`blob`), as
/// JSON.
#[napi]
pub fn describe_child(url: String, name: String, kind: String) -> napi::Result<String> {
    let (name_kind, client_kind) = match kind.as_str() {
        "container" => (NameKind::Container, ClientKind::Container),
        _ => (NameKind::Blob, ClientKind::Blob),
    };
    json_or_thrown(parse(&url).and_then(|url| UrlDescription::of(append_name(url, &name, name_kind)?, client_kind)))
}

/// The URL of a container in an account (`kind` is `container`), or of a blob in a container (`blob`).
#[napi]
pub fn append_path(url: String, name: String, kind: String) -> napi::Result<String> {
    let kind = if kind == "container" { NameKind::Container } else { NameKind::Blob };
    parse(&url).and_then(|url| append_name(url, &name, kind)).map(String::from).map_err(|error| thrown(&error))
}

/// The URL with a query parameter set, or removed if `value` is absent or empty.
#[napi]
pub fn set_parameter(url: String, name: String, value: Option<String>) -> napi::Result<String> {
    parse(&url)
        .map(|url| crate::base::url::set_parameter(url, &name, value.as_deref()).into())
        .map_err(|error| thrown(&error))
}

/// The content of a connection string, as JSON.
#[napi]
pub fn parse_connection_string(text: String) -> napi::Result<String> {
    json_or_thrown(ConnectionString::parse(&text).map(|parsed| match parsed {
        ConnectionString::Account { url, account_name, account_key, proxy_uri } => json!({
            "kind": "AccountConnString",
            "url": url,
            "accountName": account_name,
            "accountKey": account_key.to_base64(),
            "proxyUri": proxy_uri.unwrap_or_default(),
        }),
        ConnectionString::Sas { url, account_name, account_sas } => {
            json!({ "kind": "SASConnString", "url": url, "accountName": account_name, "accountSas": account_sas })
        }
    }))
}

/// The version of the addon.
#[napi]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Sorts names of headers in the order in which a shared key signs them.
#[napi]
pub fn sort_header_names(mut names: Vec<String>) -> Vec<String> {
    sort_by(&mut names, |left, right| header_order::compare(left, right));
    names
}

/// Redacts signatures, keys, tokens and the users of URLs in a text.
#[napi]
pub fn redact(text: String) -> String {
    crate::base::redact::text(&text).into_owned()
}
