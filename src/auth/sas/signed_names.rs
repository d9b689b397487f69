//! Headers and query parameters that a request must carry to be authorised by a signature.

use std::fmt;

use serde::Deserialize;

/// Names and values, in the order in which they are signed. `Debug` shows the names alone: a value may be a secret.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct SignedNames(pub Vec<(String, String)>);

impl SignedNames {
    /// The names, with commas between them.
    pub(super) fn names(&self) -> String {
        self.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(",")
    }

    /// As headers are signed: a line feed after each.
    pub(super) fn as_headers(&self) -> String {
        self.0.iter().fold(String::new(), |text, (name, value)| text + name + ":" + value + "\n")
    }

    /// As query parameters are signed: a line feed before each.
    pub(super) fn as_query_parameters(&self) -> String {
        self.0.iter().fold(String::new(), |text, (name, value)| text + "\n" + name + ":" + value)
    }
}

impl fmt::Debug for SignedNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
