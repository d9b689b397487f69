//! Metadata names that the service rejects. Other services and emulators allow them.
//! <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#metadata-names>

use std::fmt::Write;

use crate::base::error::{Error, Result};
use crate::rest::values::NameValues;

/// The treatment of such names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InvalidMetadata {
    /// They are sent.
    #[default]
    Send,
    /// The copy fails before any request that writes.
    Fail,
    /// They are left out.
    Drop,
    /// Each character that is not permitted becomes its code between `_x` and `_`.
    Rename,
}

impl InvalidMetadata {
    /// Reads the option of a copy of many blobs.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(name: Option<&str>) -> Result<Self> {
        match name {
            None | Some("fail") => Ok(Self::Fail),
            Some("drop") => Ok(Self::Drop),
            Some("rename") => Ok(Self::Rename),
            Some(other) => {
                let message =
                    format!("The option \"invalidMetadata\" must be \"fail\", \"drop\" or \"rename\", not {other:?}.");
                Err(Error::argument_range("options.invalidMetadata", message))
            }
        }
    }
}

/// Whether a name is an identifier.
pub fn is_valid(name: &str) -> bool {
    let is_letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    name.starts_with(is_letter) && name.chars().all(|character| is_letter(character) || character.is_ascii_digit())
}

/// The first name that the service rejects.
pub fn invalid_name(metadata: Option<&NameValues>) -> Option<&str> {
    metadata?.0.iter().map(|(name, _)| name.as_str()).find(|name| !is_valid(name))
}

/// The encoded form of a name, from which it can be decoded again.
pub fn renamed(name: &str) -> String {
    let mut new = String::new();
    for (at, character) in name.char_indices() {
        let reads_as_code = character == '_' && name[at..].starts_with("_x");
        let is_first_digit = at == 0 && character.is_ascii_digit();
        if reads_as_code || is_first_digit || !(character.is_ascii_alphanumeric() || character == '_') {
            let _ = write!(new, "_x{:04X}_", u32::from(character));
        } else {
            new.push(character);
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p5_a_name_is_an_identifier() {
        for (name, valid) in
            [("a", true), ("_1", true), ("Ab_9", true), ("1a", false), ("x-y", false), ("", false), ("\u{e9}", false)]
        {
            assert_eq!(is_valid(name), valid, "{name}");
        }
    }

    #[test]
    fn p5_invalid_names_become_distinct_identifiers() {
        for (name, new) in [
            ("x-y", "x_x002D_y"),
            ("x.y", "x_x002E_y"),
            ("1a", "_x0031_a"),
            ("x-_x002D_", "x_x002D__x005F_x002D_"),
            ("\u{1F600}", "_x1F600_"),
        ] {
            assert_eq!(renamed(name), new);
            assert!(is_valid(new));
        }
    }
}
