//! Readers of elements that several answers have.

use crate::base::error::Result;
use crate::rest::other_elements::OtherElements;
use crate::rest::values::{FromText, NameValues};
use crate::rest::xml::XmlCursor;

/// Reads a value that no text is; that it is there but empty is noted under its public name.
///
/// # Errors
/// A protocol error when the document breaks off.
pub fn read_flag<T: FromText>(
    cursor: &mut XmlCursor<'_>,
    property: &str,
    other: &mut OtherElements,
) -> Result<Option<T>> {
    let text = cursor.text()?;
    if text.is_empty() {
        other.push_empty(property);
    }
    Ok(T::from_text(&text))
}

/// Reads children whose names are keys and whose texts are values: metadata.
pub fn read_pairs(cursor: &mut XmlCursor<'_>) -> Result<NameValues> {
    let mut pairs = Vec::new();
    cursor.children(|cursor, start| {
        pairs.push((start.name().to_owned(), cursor.text()?));
        Ok(())
    })?;
    Ok(NameValues(pairs))
}
