//! Values that are read from text: from a header of a response, or from an element of XML.

use http::HeaderMap;

use crate::base::redact::latin1;

/// A value that is read from the text of a header or an element.
pub trait FromText: Sized {
    /// Whether an empty element of a list becomes an empty text if it is no valid value. `@azure/storage-blob` does
    /// that. For a time, it creates an invalid one, which is useless.
    const EMPTY_IS_SAID: bool = false;

    /// Reads the text. `None` if it is no such value.
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
