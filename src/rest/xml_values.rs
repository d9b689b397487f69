//! Readers of elements that several responses have.

use crate::base::error::Result;
use crate::rest::other_elements::OtherElements;
use crate::rest::values::{FromText, NameValues};
use crate::rest::xml::XmlCursor;

/// Reads a value that cannot be empty. If the element is empty, its public name is recorded.
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

/// Reads children whose names are keys and whose texts are values, as metadata has them.
pub fn read_pairs(cursor: &mut XmlCursor<'_>) -> Result<NameValues> {
    let mut pairs = Vec::new();
    cursor.children(|cursor, start| {
        pairs.push((start.name().to_owned(), cursor.text()?));
        Ok(())
    })?;
    Ok(NameValues(pairs))
}
