//! Changes of the service's state when a rule fires: another client writes, deletes or leases, or time passes. They
//! are made by the operations themselves, as requests without a credential.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::failure::{Failure, Result};
use crate::received::Received;
use crate::request::Call;

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Event {
    /// Another client writes a block blob.
    Put(PutEvent),
    /// Another client deletes a blob, with its snapshots.
    Delete(EventTarget),
    /// Another client acquires an infinite lease.
    Lease(EventTarget),
    /// This many seconds pass.
    AdvanceSeconds(f64),
    /// Another client sends any other request.
    Request(RequestEvent),
}

/// A blob; missing values are those of the request that made the rule fire.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EventTarget {
    /// The account.
    pub account: Option<String>,
    /// The container.
    pub container: Option<String>,
    /// The blob.
    pub blob: Option<String>,
}

/// A blob, and its new content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PutEvent {
    /// The account.
    pub account: Option<String>,
    /// The container.
    pub container: Option<String>,
    /// The blob.
    pub blob: Option<String>,
    /// The content.
    pub body: String,
}

/// A request to a blob.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RequestEvent {
    /// The account.
    pub account: Option<String>,
    /// The container.
    pub container: Option<String>,
    /// The blob.
    pub blob: Option<String>,
    /// The method.
    pub method: String,
    /// The query, encoded.
    pub query: String,
    /// The headers.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The effect of an event.
#[derive(Debug)]
pub enum EventAction {
    /// Time passes.
    TimePasses(Duration),
    /// A request is handled, without a permission check.
    Request(Box<Call>),
}

impl Event {
    /// The effect of this event, for a request to `address` at a time.
    pub fn happening(&self, address: &Address, now: SystemTime) -> Result<EventAction> {
        let event = match self {
            Self::AdvanceSeconds(seconds) => {
                let by = Duration::try_from_secs_f64(*seconds).map_err(|_| Failure::invalid_header())?;
                return Ok(EventAction::TimePasses(by));
            }
            Self::Put(put) => {
                let place = (&put.account, &put.container, &put.blob);
                RequestEvent { body: put.body.clone(), ..event(place, "PUT", "", &[("x-ms-blob-type", "BlockBlob")]) }
            }
            Self::Delete(EventTarget { account, container, blob }) => {
                event((account, container, blob), "DELETE", "", &[("x-ms-delete-snapshots", "include")])
            }
            Self::Lease(EventTarget { account, container, blob }) => {
                let headers = [("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "-1")];
                event((account, container, blob), "PUT", "comp=lease", &headers)
            }
            Self::Request(event) => event.clone(),
        };
        event.call(address, now).map(|call| EventAction::Request(Box::new(call)))
    }
}

type BlobName<'a> = (&'a Option<String>, &'a Option<String>, &'a Option<String>);

fn event(
    (account, container, blob): BlobName<'_>,
    method: &str,
    query: &str,
    headers: &[(&str, &str)],
) -> RequestEvent {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (account, container, blob) = (account.clone(), container.clone(), blob.clone());
    RequestEvent {
        account,
        container,
        blob,
        method: method.to_owned(),
        query: query.to_owned(),
        headers,
        body: String::new(),
    }
}

impl RequestEvent {
    fn call(&self, around: &Address, now: SystemTime) -> Result<Call> {
        let account = self.account.as_deref().unwrap_or(&around.account);
        let container = self.container.as_deref().or(around.container.as_deref()).unwrap_or_default();
        let blob = self.blob.as_deref().or(around.blob.as_deref()).unwrap_or_default();
        let encode = |name| utf8_percent_encode(name, SEGMENT);
        let uri = format!("/{}/{}/{}?{}", encode(account), encode(container), encode(blob), self.query);
        let method = Method::from_bytes(self.method.as_bytes()).map_err(|_| Failure::invalid_header())?;
        let request = Request::builder().method(method).uri(uri).body(()).map_err(|_| Failure::invalid_uri())?;
        let mut parts = request.into_parts().0;
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Failure::invalid_header())?;
            let value = HeaderValue::from_str(value).map_err(|_| Failure::invalid_header())?;
            parts.headers.insert(name, value);
        }
        Call::new(Received::internal(parts, Bytes::from(self.body.clone())), now)
    }
}
