//! The query, decoded: what signatures cover is always the decoded value.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;

use super::Rejection;

/// The decoded parameters by decoded name, in lower case. A name may be repeated.
pub(super) struct Parameters {
    values: BTreeMap<Vec<u8>, Vec<Vec<u8>>>,
    /// The names that were written with an upper-case letter, in lower case.
    unusual_case: Vec<Vec<u8>>,
}

impl Parameters {
    /// Parses `query` (without `?`). It never fails: what cannot be decoded is kept unchanged.
    pub(super) fn parse(query: &str) -> Self {
        let mut values: BTreeMap<Vec<u8>, Vec<Vec<u8>>> = BTreeMap::new();
        let mut unusual_case = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name);
            if name.is_empty() {
                continue;
            }
            let lowered = name.to_ascii_lowercase();
            if lowered != name {
                unusual_case.push(lowered.clone());
            }
            values.entry(lowered).or_default().push(decode(value));
        }
        Self { values, unusual_case }
    }

    /// Whether there is a parameter of that name (in lower case).
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name.as_bytes())
    }

    /// The first value of a parameter.
    pub(super) fn first(&self, name: &str) -> Option<&[u8]> {
        self.values.get(name.as_bytes()).and_then(|values| values.first()).map(Vec::as_slice)
    }

    /// The value of a parameter that an authorization depends on, which must be given at most once, in lower case (else
    /// two readers of the query could take it for different things) and be Unicode without control characters (a line
    /// break would let one field pass for two in the string to sign).
    pub(super) fn single(&self, name: &str) -> Result<Option<&str>, Rejection> {
        let Some(values) = self.values.get(name.as_bytes()) else { return Ok(None) };
        let (Some(value), 1) = (values.first(), values.len()) else {
            return Err(Rejection::authentication_failed(format!("The parameter {name} is given more than once.")));
        };
        if self.unusual_case.iter().any(|unusual| unusual == name.as_bytes()) {
            return Err(Rejection::authentication_failed(format!(
                "The name of the parameter {name} is not in lower case."
            )));
        }
        let value = std::str::from_utf8(value)
            .map_err(|_| Rejection::authentication_failed(format!("The parameter {name} is not valid UTF-8.")))?;
        if value.chars().any(char::is_control) {
            return Err(Rejection::authentication_failed(format!("The parameter {name} has a control character.")));
        }
        Ok(Some(value))
    }

    /// The query's part of the canonicalised resource: one line for each name in order, its values sorted and joined.
    pub(super) fn canonicalised(&self) -> Vec<u8> {
        let mut text = Vec::new();
        for (name, values) in &self.values {
            let mut values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
            values.sort_unstable();
            text.push(b'\n');
            text.extend_from_slice(name);
            text.push(b':');
            text.extend_from_slice(&values.join(&b','));
        }
        text
    }
}

/// Undoes the form encoding, in which a `+` is a space.
fn decode(text: &str) -> Vec<u8> {
    percent_decode(text.replace('+', " ").as_bytes()).collect()
}
