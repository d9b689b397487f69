//! Values that are read from text: from a header of a response, or from an element of XML.

use http::HeaderMap;

use crate::base::redact::latin1;

/// A value that is read from the text of a header or an element.
pub trait FromText: Sized {
    /// Whether an element of a list that is there but empty is told as an empty text, where that is no such value. That is
    /// what `@azure/storage-blob` gives; of a time it makes an invalid one, which helps nobody.
    const EMPTY_IS_SAID: bool = false;

    /// Reads the text; `None` when it is not such a value.
    fn from_text(text: &str) -> Option<Self>;
}

/// A value that is read from the headers of a response.
pub trait FromHeaders: Sized {
    /// Reads the header `name`, or every header whose name begins with it.
    fn from_headers(headers: &HeaderMap, name: &str) -> Option<Self>;
}

impl<T: FromText> FromHeaders for T {
    fn from_headers(headers: &HeaderMap, name: &str) -> Option<Self> {
        let value = headers.get(name)?;
        match value.to_str() {
            Ok(text) => T::from_text(text),
            Err(_) => T::from_text(&latin1(value.as_bytes())),
        }
    }
}

impl FromText for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl FromText for bool {
    const EMPTY_IS_SAID: bool = true;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}
