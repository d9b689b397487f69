//! The format of a rule: which requests it counts, when it fires, and what happens then.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::events::Event;
use crate::glob;
use crate::operation::Operation;
use crate::request::{Call, Role};

/// A fault, or an event, that is scripted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rule {
    /// Its name in the log; by default its number in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The requests that it counts.
    pub which: RequestFilter,
    /// The ones at which it fires; all by default.
    pub when: Firing,
    /// What the client sees.
    pub what: Fault,
    /// What happens to the service's state, in this order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<OneOrMany<Event>>,
}

/// One thing or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither one thing of the right kind nor a list of them")]
pub enum OneOrMany<T> {
    /// One.
    One(T),
    /// A list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// All of them.
    pub fn all(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// Which requests a rule counts: those that fit all values here. In all texts but `operation` and `method`,
/// `*` is any run of characters and `?` any one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RequestFilter {
    /// The operations, as statistics name them, or `any`.
    pub operation: Option<OneOrMany<String>>,
    /// The sender: clients (the default), the service itself when it reads the source of a copy, or either.
    pub role: RoleFilter,
    /// The account.
    pub account: Option<String>,
    /// The container.
    pub container: Option<String>,
    /// The blob.
    pub blob: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// Required headers, and their values.
    pub headers: BTreeMap<String, String>,
    /// Required query parameters, and their values.
    pub query: BTreeMap<String, String>,
}

/// The sender of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RoleFilter {
    /// A client.
    #[default]
    Client,
    /// The service itself, which reads the source of a copy.
    Source,
    /// Either.
    Any,
}

impl RoleFilter {
    /// Whether this role is included.
    pub fn fits(self, role: Role) -> bool {
        match self {
            Self::Client => role == Role::Client,
            Self::Source => role == Role::Source,
            Self::Any => true,
        }
    }
}

/// At which of the counted requests a rule fires: at those that meet all conditions here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Firing {
    /// These, from 1.
    pub nth: Option<OneOrMany<u64>>,
    /// Each whose number is a multiple of this.
    pub every: Option<u64>,
    /// The first ones.
    pub first: Option<u64>,
    /// Those after the first ones.
    pub after: Option<u64>,
    /// This part of them, from 0 to 1: the same ones for the same seed.
    pub probability: Option<f64>,
    /// The seed for `probability`.
    pub seed: u64,
    /// The maximum number of times that it fires.
    pub times: Option<u64>,
}

impl Firing {
    /// Whether the rule is due at the request of this number, regardless of how often it has fired.
    #[expect(clippy::cast_precision_loss, reason = "a share of all numbers needs no last bit")]
    pub fn is_due(&self, number: u64) -> bool {
        let drawn = || crate::splitmix64::splitmix64(self.seed.wrapping_add(number)) as f64 / u64::MAX as f64;
        self.nth.as_ref().is_none_or(|nth| nth.all().contains(&number))
            && self.every.is_none_or(|every| number.is_multiple_of(every))
            && self.first.is_none_or(|first| number <= first)
            && self.after.is_none_or(|after| number > after)
            && self.probability.is_none_or(|part| drawn() < part)
    }
}

/// What the client sees. If empty, the request is handled as usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches of a script, and read best as such")]
pub struct Fault {
    /// Whether everything here, and the events, happen after the request took effect; by default before.
    pub after: bool,
    /// How long to wait first, in milliseconds of real time.
    pub delay: Option<u64>,
    /// No response until the client goes away or the stall is released; after that the request continues.
    pub stall: bool,
    /// An error with this status.
    pub status: Option<u16>,
    /// The error's code.
    pub code: Option<String>,
    /// The error's message.
    pub message: Option<String>,
    /// The error's headers, beyond those of every response.
    pub headers: BTreeMap<String, String>,
    /// The connection is reset instead of a response.
    pub reset: bool,
    /// The connection is closed instead of a response.
    pub close: bool,
    /// These bytes are sent instead of HTTP, and the connection is closed.
    pub garbage: Option<String>,
    /// The change to the body of the response.
    pub body: Option<BodyFault>,
    /// Headers that the response lacks.
    pub missing_headers: Vec<String>,
    /// Headers that have other values in the response, or are added to it.
    pub replace_headers: BTreeMap<String, String>,
    /// What is done while the body of the request arrives. It stands alone.
    pub upload: Option<UploadFault>,
}

/// A change to the body of a response.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BodyFault {
    /// It is sent at this many bytes a second.
    pub slow: Option<u64>,
    /// The connection is closed after this much of it, though `Content-Length` is that of the whole body.
    pub truncate: Option<Amount>,
    /// The connection is reset after this much of it.
    pub reset: Option<Amount>,
    /// Nothing more comes after this much of it, until the client goes away or the stall is released.
    pub stall: Option<Amount>,
    /// `Content-Length` is off by this many bytes; the connection stays open.
    pub wrong_length: Option<i64>,
    /// It is replaced by other bytes, from this seed.
    pub garbage: Option<u64>,
    /// A bit of the byte at this position is flipped.
    pub corrupt: Option<u64>,
}

/// A number of bytes, or a part of all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither a number of bytes nor a part such as {\"part\": 0.5}")]
pub enum Amount {
    /// This many bytes.
    Bytes(u64),
    /// This part of the bytes.
    Part {
        /// From 0 to 1.
        part: f64,
    },
}

impl Amount {
    /// How many bytes of `total` this is.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of it"
    )]
    pub fn of(self, total: u64) -> u64 {
        match self {
            Self::Bytes(count) => count,
            Self::Part { part } => (total as f64 * part).floor() as u64,
        }
    }
}

/// What is done while the body of a request arrives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UploadFault {
    /// The connection is reset once this many bytes have arrived; nothing happens if fewer arrive.
    pub reset_after: u64,
}

impl Fault {
    /// Whether the response is changed where only a connection can change it.
    pub fn changes_the_wire(&self) -> bool {
        let headers = !self.missing_headers.is_empty() || !self.replace_headers.is_empty();
        self.reset || self.close || self.garbage.is_some() || self.body.is_some() || headers
    }
}

impl RequestFilter {
    /// Whether a request is one of these.
    pub fn fits(&self, call: &Call, operation: Operation) -> bool {
        let named = |name: &String| name == "any" || Operation::of_name(name) == Some(operation);
        let fits = |pattern: &Option<String>, text: Option<&str>| {
            pattern.as_deref().is_none_or(|pattern| text.is_some_and(|text| glob::fits(pattern, text)))
        };
        let address = &call.address;
        self.role.fits(call.role)
            && self.operation.as_ref().map(OneOrMany::all).is_none_or(|names| names.iter().any(named))
            && fits(&self.account, Some(&address.account))
            && fits(&self.container, address.container.as_deref())
            && fits(&self.blob, address.blob.as_deref())
            && self.method.as_ref().is_none_or(|method| call.method.as_str().eq_ignore_ascii_case(method))
            && self.headers.iter().all(|(name, pattern)| {
                let value = call.headers.get(name).and_then(|value| value.to_str().ok());
                value.is_some_and(|value| glob::fits(pattern, value))
            })
            && self.query.iter().all(|(name, pattern)| call.query(name).is_some_and(|value| glob::fits(pattern, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fires(json: &str) -> Vec<u64> {
        let when: Firing = serde_json::from_str(json).unwrap();
        (1..=10).filter(|number| when.is_due(*number)).collect()
    }

    #[test]
    fn a_rule_fires_when_it_is_due() {
        assert_eq!(fires("{}").len(), 10);
        assert_eq!(fires(r#"{"nth": 3}"#), [3]);
        assert_eq!(fires(r#"{"nth": [2, 5]}"#), [2, 5]);
        assert_eq!(fires(r#"{"every": 4}"#), [4, 8]);
        assert_eq!(fires(r#"{"first": 2}"#), [1, 2]);
        assert_eq!(fires(r#"{"after": 8}"#), [9, 10]);
        assert_eq!(fires(r#"{"after": 2, "first": 4}"#), [3, 4]);
    }

    #[test]
    fn probability_is_deterministic_for_a_seed() {
        let draw = |seed: u64, part: f64| -> Vec<u64> {
            let when = Firing { probability: Some(part), seed, ..Firing::default() };
            (1..=1000).filter(|number| when.is_due(*number)).collect()
        };
        assert_eq!(draw(1, 0.3), draw(1, 0.3));
        assert_ne!(draw(1, 0.3), draw(2, 0.3));
        assert!((250..350).contains(&draw(1, 0.3).len()));
        assert_eq!((draw(1, 0.0).len(), draw(1, 1.0).len()), (0, 1000));
    }
}
