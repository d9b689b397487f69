//! The IP addresses that may use a signature.

use std::fmt;

use serde::Deserialize;

/// The addresses that may use a signature: from `start` to `end`, or only `start`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IpRange {
    /// The first address, such as `168.1.5.60`.
    pub start: String,
    /// The last address.
    pub end: Option<String>,
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match super::non_empty::non_empty(self.end.as_ref()) {
            Some(end) => write!(f, "{}-{end}", self.start),
            None => f.write_str(&self.start),
        }
    }
}
