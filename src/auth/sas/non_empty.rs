//! Optional texts of signatures.

/// A text that is not empty. As in JavaScript, an empty one counts as absent.
pub(super) fn non_empty(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}
