//! Names with values, such as metadata and tags.

use std::fmt;

use http::HeaderMap;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::redact::latin1;
use crate::rest::from_text::FromHeaders;

/// Names with values in their original order: metadata, tags, replication rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameValues(pub Vec<(String, String)>);

impl NameValues {
    /// The pairs, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromHeaders for NameValues {
    fn from_headers(headers: &HeaderMap, prefix: &str) -> Option<Self> {
        let pairs = headers.iter().filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix(prefix)?;
            let value = value.to_str().map_or_else(|_| latin1(value.as_bytes()), str::to_owned);
            Some((name.to_owned(), value))
        });
        Some(Self(pairs.collect()))
    }
}

impl Serialize for NameValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for NameValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;
        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = NameValues;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose values are strings")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NameValues, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(NameValues(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor)
    }
}

typescript_types! { NameValues = "Record<string, string>" }

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn metadata_is_read_by_prefix_and_keeps_latin1() {
        let mut headers = HeaderMap::new();
        headers.insert("x-ms-meta-a", HeaderValue::from_static("1"));
        headers.insert("x-ms-metadata", HeaderValue::from_static("no"));
        headers.insert(HeaderName::from_static("x-ms-meta-b"), HeaderValue::from_bytes(b"caf\xe9").expect("a value"));
        let metadata = NameValues::from_headers(&headers, "x-ms-meta-").expect("always present");
        assert_eq!(metadata.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "café")]);
    }

    #[test]
    fn maps_keep_their_order_and_reject_other_values() {
        let pairs: NameValues = serde_json::from_str(r#"{"z":"1","a":"2"}"#).expect("strings");
        assert_eq!(serde_json::to_string(&pairs).expect("JSON"), r#"{"z":"1","a":"2"}"#);
        for text in [r#"{"a":1}"#, r#"{"a":null}"#, "[]", "\"a\"", "1"] {
            assert!(serde_json::from_str::<NameValues>(text).is_err(), "{text}");
        }
    }
}
