//! Pages of listings: their length, their start, and skipping names.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;

/// Where a page starts: at a name, and within it at the secondary key of the listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marker {
    /// The name.
    pub name: String,
    /// The position within the name.
    pub rest: String,
}

impl Marker {
    /// A position.
    pub fn new(name: &str, rest: &str) -> Self {
        Self { name: name.to_owned(), rest: rest.to_owned() }
    }

    /// The position in a request; by default the start.
    pub fn of(call: &Call) -> Result<Self> {
        call.filled_query("marker").map_or_else(|| Ok(Self::default()), Self::read)
    }

    /// The marker as clients see it.
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.rest, self.name))
    }

    fn read(text: &str) -> Result<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let parts = text.as_deref().and_then(|text| text.split_once('\n'));
        parts.map(|(rest, name)| Self::new(name, rest)).ok_or_else(Failure::invalid_query)
    }
}

/// The requested and the actual length of a page.
pub fn limit(call: &Call) -> Result<(Option<usize>, usize)> {
    let requested = match call.filled_query("maxresults") {
        None => None,
        Some(text) => match text.parse().map_err(|_| Failure::invalid_query())? {
            0 => return Err(out_of_range()),
            count => Some(count),
        },
    };
    Ok((requested, requested.unwrap_or(names::MAX_RESULTS).min(names::MAX_RESULTS)))
}

/// The first text after all that start with `prefix`; `None` if there is none.
pub fn after_prefix(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    loop {
        let next = match text.pop()? {
            '\u{D7FF}' => Some('\u{E000}'),
            last => char::from_u32(u32::from(last) + 1),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
}

fn out_of_range() -> Failure {
    let message = "One of the query parameters specified in the request URI is outside the permissible range.";
    Failure::new(400, "OutOfRangeQueryParameterValue", message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_marker_round_trips() {
        let marker = Marker::new("a/b\nc", "~");
        assert_eq!(Marker::read(&marker.text()).unwrap(), marker);
        assert_eq!(Marker::read("???").unwrap_err().code, "InvalidQueryParameterValue");
    }

    #[test]
    fn a_position_after_a_prefix_skips_it() {
        assert_eq!(after_prefix("a/").as_deref(), Some("a0"));
        assert_eq!(after_prefix("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(after_prefix("\u{D7FF}").as_deref(), Some("\u{E000}"));
        assert_eq!(after_prefix("\u{10FFFF}"), None);
    }

    proptest! {
        #[test]
        fn exactly_the_names_of_a_prefix_are_skipped(prefix in "\\PC{1,3}", name in "\\PC{0,5}") {
            if let Some(after) = after_prefix(&prefix) {
                let within = format!("{prefix}{name}");
                prop_assert!(within.as_str() < after.as_str());
                prop_assert_eq!(name.as_str() >= prefix.as_str() && name < after, name.starts_with(&prefix));
            }
        }
    }
}
