//! A finished signature.

use std::fmt::{self, Write};

use crate::base::component::encode_component;

/// A shared access signature, with everything that its query contains. `Debug` shows what it permits, but not the
/// signature.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedSas {
    string_to_sign: String,
    parameters: SasParameters,
}

impl SignedSas {
    pub(super) fn new(string_to_sign: String, mut parameters: SasParameters, signature: String) -> Self {
        parameters.put("sig", Some(signature));
        Self { string_to_sign, parameters }
    }

    /// The query for a URL, without a question mark. A secret.
    pub fn to_query(&self) -> String {
        let mut query = String::new();
        for (name, value) in self.parameters.0.iter().filter(|(_, value)| !value.is_empty()) {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.push_str(&encode_component(value));
        }
        query
    }

    /// The value of a query parameter, not encoded. Empty if it was given without a value.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// The signature itself, in base64. A secret.
    pub fn signature(&self) -> &str {
        self.parameter("sig").unwrap_or_default()
    }

    /// The text that was signed. It may contain values of headers, and those may be secret.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

impl fmt::Debug for SignedSas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.parameters.0.iter().filter(|(name, _)| *name != "sig");
        f.debug_map().entries(shown.map(|(name, value)| (name, value))).finish()
    }
}

/// The parameters of a query, in order.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct SasParameters(Vec<(&'static str, String)>);

impl SasParameters {
    pub(super) fn put(&mut self, name: &'static str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.0.push((name, value.to_string()));
        }
    }
}

/// The lines of a string-to-sign. An absent value is an empty line.
#[derive(Default)]
pub(super) struct StringToSignLines {
    text: String,
    has_any: bool,
}

impl StringToSignLines {
    pub(super) fn add(&mut self, value: Option<impl fmt::Display>) {
        if self.has_any {
            self.text.push('\n');
        }
        self.has_any = true;
        if let Some(value) = value {
            // Writing to a text cannot fail.
            let _ = write!(self.text, "{value}");
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}
