//! The values in requests, responses and options: counts, binary values, times, maps of names. Each defines its form in
//! headers, XML and JSON.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use crate::rest::from_text::{FromHeaders, FromText};
pub use crate::rest::name_values::NameValues;
pub use crate::rest::timestamp::Timestamp;

/// A count or a size. JavaScript numbers hold it exactly up to 2^53.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(pub u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromText for Count {
    const EMPTY_IS_SAID: bool = true;

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }
}

/// Binary values that are sent as base64: hashes and keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary(pub Vec<u8>);

impl Binary {
    /// The value as base64.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }
}

impl FromText for Binary {
    fn from_text(text: &str) -> Option<Self> {
        STANDARD.decode(text).ok().map(Self)
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::from_text(&text).ok_or_else(|| de::Error::custom("expected a Uint8Array"))
    }
}

typescript_types! {
    Count = "number",
    Binary = "Uint8Array",
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn binary_values_round_trip(bytes: Vec<u8>) {
            let binary = Binary(bytes);
            prop_assert_eq!(Binary::from_text(&binary.to_base64()), Some(binary));
        }
    }
}
