//! Headers and query parameters that a request must have for a signature to authorize it.

use std::fmt;

use serde::Deserialize;

/// Names and values, in the order in which they are signed. `Debug` shows only the names, because a value may be
/// secret.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct SignedNames(pub Vec<(String, String)>);

impl SignedNames {
    /// The names, separated by commas.
    pub(super) fn names(&self) -> String {
        self.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(",")
    }

    /// The signed form of headers: each is followed by a line feed.
    pub(super) fn as_headers(&self) -> String {
        self.0.iter().fold(String::new(), |text, (name, value)| text + name + ":" + value + "\n")
    }

    /// The signed form of query parameters: each is preceded by a line feed.
    pub(super) fn as_query_parameters(&self) -> String {
        self.0.iter().fold(String::new(), |text, (name, value)| text + "\n" + name + ":" + value)
    }
}

impl fmt::Debug for SignedNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
