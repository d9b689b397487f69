//! The name of a blob at the destination: a pure mapping of names.
//!
//! There is one rule. What follows the source's prefix is appended to the destination's prefix, text for text. No slash is added or
//! removed, and no container name is inserted.

use crate::base::error::{Error, Result};
use crate::bulk::naming::rename::Rename;
use crate::rest::BlobEndpoint;

/// The longest name of a blob, in UTF-16 code units.
/// <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata>
pub const MAX_NAME: usize = 1024;

/// The mapping of one job.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    source_prefix: String,
    destination_prefix: String,
    rename: Option<Rename>,
}

impl Mapping {
    /// Maps names that begin with `source_prefix`. Without a prefix for the destination, names stay as they are.
    pub fn new(source_prefix: &str, destination_prefix: Option<&str>) -> Self {
        Self {
            source_prefix: source_prefix.to_owned(),
            destination_prefix: destination_prefix.unwrap_or(source_prefix).to_owned(),
            rename: None,
        }
    }

    /// Maps what follows the prefix by a template.
    #[must_use]
    pub fn renaming(self, rename: Option<Rename>) -> Self {
        Self { rename, ..self }
    }

    /// Whether names are created by a template.
    pub fn renames(&self) -> bool {
        self.rename.is_some()
    }

    /// Whether two names may be mapped to one.
    pub fn may_collide(&self) -> bool {
        self.rename.as_ref().is_some_and(Rename::may_collide)
    }

    /// Takes a name in a container for one source.
    ///
    /// # Errors
    /// Another source has it already.
    pub fn take(&self, container: &BlobEndpoint, source: &str, destination: &str) -> Result<()> {
        self.rename.as_ref().map_or(Ok(()), |rename| rename.take(container.url.path(), source, destination))
    }

    /// The prefix of names at the destination.
    pub fn destination_prefix(&self) -> &str {
        &self.destination_prefix
    }

    /// The name at the destination.
    ///
    /// # Errors
    /// A name that no blob can have.
    pub fn destination(&self, source: &str) -> Result<String> {
        let rest = source.strip_prefix(&self.source_prefix).unwrap_or(source);
        let name = match &self.rename {
            Some(rename) => format!("{}{}", self.destination_prefix, rename.of(rest)),
            None => format!("{}{rest}", self.destination_prefix),
        };
        match name.encode_utf16().count() {
            0 => Err(unusable(source, &name, "it is empty")),
            length if length > MAX_NAME => {
                Err(unusable(source, &name, &format!("it has {length} characters, and a name has at most {MAX_NAME}")))
            }
            _ => Ok(name),
        }
    }

    /// The source's name for a name of the destination. `None` with a template.
    pub fn source(&self, destination: &str) -> Option<String> {
        let rest = destination.strip_prefix(&self.destination_prefix).filter(|_| self.rename.is_none())?;
        Some(format!("{}{rest}", self.source_prefix))
    }
}

fn unusable(source: &str, name: &str, why: &str) -> Error {
    let shown: String = name.chars().take(64).collect();
    Error::argument_range(
        "options.destinationPrefix",
        format!("The blob {source:?} would be named \"{shown}…\" at the destination, but no blob can be: {why}."),
    )
    .with_code("UnusableName")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn n10_the_rest_of_a_name_is_appended_to_the_other_prefix() {
        let mapping = Mapping::new("p/", Some("q/"));
        assert_eq!(mapping.destination("p/a").expect("a name"), "q/a");
        assert_eq!(mapping.destination("p/b/c").expect("a name"), "q/b/c");
        assert_eq!(Mapping::new("p", Some("q/")).destination("p/a").expect("a name"), "q//a");
        assert_eq!(Mapping::new("p/", Some("")).destination("p/a").expect("a name"), "a");
        assert_eq!(Mapping::new("p/", None).destination("p/a").expect("a name"), "p/a");
    }

    #[test]
    fn n1_a_name_equal_to_the_prefix_is_mapped() {
        assert_eq!(Mapping::new("a/", Some("b/")).destination("a/").expect("a name"), "b/");
        assert_eq!(Mapping::new("a/", Some("")).destination("a/").expect_err("no name").code(), Some("UnusableName"));
    }

    #[test]
    fn n8_length_is_checked_after_the_mapping() {
        let longest = "a".repeat(1024);
        assert!(Mapping::new("", None).destination(&longest).is_ok());
        let error = Mapping::new("", Some("x/")).destination(&longest).expect_err("too long");
        assert!(error.message().contains("1026 characters"), "{}", error.message());
        assert!(Mapping::new("", None).destination(&"\u{1F600}".repeat(512)).is_ok());
        assert!(Mapping::new("", None).destination(&"\u{1F600}".repeat(513)).is_err());
    }

    proptest! {
        #[test]
        fn a_mapping_is_reversible(prefix in "\\PC{0,3}", other in "\\PC{1,3}", rest in "\\PC{0,9}") {
            let mapping = Mapping::new(&prefix, Some(&other));
            let name = format!("{prefix}{rest}");
            prop_assert_eq!(mapping.source(&mapping.destination(&name).expect("a name")), Some(name));
        }
    }
}
