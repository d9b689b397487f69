//! The result of a copy that had ended when it was saved.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::rest::values::{Binary, FromText, Timestamp};

/// The times in a result, which are `Date`s in JavaScript.
const DATES: &[&str] = &[
    "lastModified",
    "createdOn",
    "date",
    "copyCompletedOn",
    "accessTierChangedOn",
    "expiresOn",
    "lastAccessed",
    "immutabilityPolicyExpiresOn",
];

/// The hashes in a result, which are `Buffer`s in JavaScript.
const BINARIES: &[&str] = &["contentMD5"];

/// A result that was read from saved state, with the values as the engine writes them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SavedResult(pub Map<String, Value>);

impl SavedResult {
    /// Reads a result as `JSON.stringify` writes it, with its `Date`s and `Buffer`s.
    pub fn from_saved(mut result: Map<String, Value>) -> Self {
        for name in DATES {
            if let Some(value) = result.get_mut(*name)
                && let Some(time) = value.as_str().and_then(Timestamp::from_text)
            {
                *value = json!(time.0);
            }
        }
        for name in BINARIES {
            if let Some(value) = result.get_mut(*name)
                && let Some(bytes) = value.get("data").and_then(|data| Vec::<u8>::deserialize(data).ok())
            {
                *value = json!(Binary(bytes).to_base64());
            }
        }
        Self(result)
    }

    /// Writes a result as `JSON.stringify` writes it.
    pub fn into_saved(self) -> Map<String, Value> {
        let Self(mut result) = self;
        for name in DATES {
            if let Some(value) = result.get_mut(*name)
                && let Some(text) = value.as_i64().and_then(|milliseconds| Timestamp(milliseconds).to_iso())
            {
                *value = json!(text);
            }
        }
        for name in BINARIES {
            if let Some(value) = result.get_mut(*name)
                && let Some(binary) = value.as_str().and_then(Binary::from_text)
            {
                *value = json!({ "type": "Buffer", "data": binary.0 });
            }
        }
        result
    }
}
