//! New names by a template: the part after the prefix is split and recombined.
//!
//! A template with the full name maps different names to different ones. Any other may map two to one, which would overwrite each
//! other. So the created names are remembered, and the second blob of one name fails.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};

use crate::base::error::{Error, Result};
use crate::base::lock::lock;

/// The number of names that are remembered. Each takes about 10 bytes.
const MOST_NAMES: usize = 4_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePart {
    Text(String),
    Name,
    Path,
    Base,
    Extension,
}

const PARTS: [(&str, TemplatePart); 4] = [
    ("name", TemplatePart::Name),
    ("path", TemplatePart::Path),
    ("base", TemplatePart::Base),
    ("extension", TemplatePart::Extension),
];

/// A template, checked.
#[derive(Debug, Clone)]
pub struct Rename {
    parts: Vec<TemplatePart>,
    /// The names used so far, if two may be equal. All clones share them.
    made: Option<Arc<UsedNames>>,
}

#[derive(Debug, Default)]
struct UsedNames {
    hasher: RandomState,
    hashes: Mutex<HashSet<u64>>,
}

impl Rename {
    /// Reads a template.
    ///
    /// # Errors
    /// An argument error: an unknown part, a brace that is not closed, or no part of the name at all.
    pub fn new(template: &str) -> Result<Self> {
        let wrong = |what: &str| {
            let message = format!(
                "The option \"rename\" {what}: {template:?}. It can have {{name}}, {{path}}, {{base}} and {{extension}}; a brace is \
                 written twice."
            );
            Error::argument_range("options.rename", message)
        };
        let mut parts = Vec::new();
        let (mut text, mut rest) = (String::new(), template);
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                text.push_str(brace);
                rest = after;
                continue;
            }
            let end = rest.find('}').filter(|_| brace == "{").ok_or_else(|| wrong("has a brace that is not closed"))?;
            let (_, part) = PARTS
                .into_iter()
                .find(|(name, _)| *name == &rest[..end])
                .ok_or_else(|| wrong(&format!("has the unknown part {{{}}}", &rest[..end])))?;
            if !text.is_empty() {
                parts.push(TemplatePart::Text(std::mem::take(&mut text)));
            }
            parts.push(part);
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        if !text.is_empty() {
            parts.push(TemplatePart::Text(text));
        }
        if !parts.iter().any(|part| matches!(part, TemplatePart::Name | TemplatePart::Base)) {
            return Err(wrong("has neither {name} nor {base}, so that all blobs would get one name"));
        }
        let is_unique = parts.contains(&TemplatePart::Name);
        Ok(Self { parts, made: (!is_unique).then(Arc::default) })
    }

    /// Whether two names may become one.
    pub fn may_collide(&self) -> bool {
        self.made.is_some()
    }

    /// The new name for what follows the prefix.
    pub fn of(&self, name: &str) -> String {
        let (path, last) = name.split_at(name.rfind('/').map_or(0, |slash| slash + 1));
        // A name such as ".profile" has no extension.
        let dot = last.rfind('.').filter(|dot| *dot > 0).unwrap_or(last.len());
        let (base, extension) = last.split_at(dot);
        let part = |part: &TemplatePart| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Name => name.to_owned(),
            TemplatePart::Path => path.to_owned(),
            TemplatePart::Base => base.to_owned(),
            TemplatePart::Extension => extension.to_owned(),
        };
        self.parts.iter().map(part).collect()
    }

    /// Takes a name in a container for one source.
    ///
    /// # Errors
    /// Another source has it already, or there are too many names.
    pub fn take(&self, container: &str, source: &str, destination: &str) -> Result<()> {
        let Some(made) = &self.made else { return Ok(()) };
        let mut hashes = lock(&made.hashes);
        let hash = made.hasher.hash_one((container, destination));
        let why = if hashes.contains(&hash) {
            "which another blob of this job has already got. Choose a template that keeps names apart"
        } else if hashes.len() >= MOST_NAMES {
            "and there are too many names to know whether it is the only one. Choose a template with {name}, or a smaller \"prefix\""
        } else {
            hashes.insert(hash);
            return Ok(());
        };
        let message =
            format!("The blob {source:?} would be named {destination:?} by \"rename\", {why}. It was not copied.");
        Err(Error::argument_range("options.rename", message).with_code("NameCollision"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(template: &str, name: &str) -> String {
        Rename::new(template).expect("a template").of(name)
    }

    #[test]
    fn n13_a_template_builds_names() {
        assert_eq!(of("{path}{base}-old{extension}", "a/b/c.tar.gz"), "a/b/c.tar-old.gz");
        assert_eq!(of("{base}{extension}", "a/b/c.txt"), "c.txt");
        assert_eq!(of("x/{name}", "a/b"), "x/a/b");
        assert_eq!(of("{path}{base}{extension}", ".profile"), ".profile");
        assert_eq!(of("{path}{base}{extension}", "a.b/"), "a.b/");
        assert_eq!(of("{{{name}}}", "a"), "{a}");
    }

    #[test]
    fn an_invalid_template_is_rejected() {
        for template in ["", "x", "{path}", "{name", "name}", "{Name}", "{}", "{name}{", "{extension}"] {
            let error = Rename::new(template).expect_err("a rejection");
            assert!(error.message().contains("The option \"rename\" has"), "{template}");
        }
    }

    #[test]
    fn n13_the_second_blob_of_one_name_fails() {
        let rename = Rename::new("{base}{extension}").expect("a template");
        assert!(rename.may_collide());
        rename.take("/c", "a/x", "x").expect("the first");
        let error = rename.clone().take("/c", "b/x", "x").expect_err("the second");
        rename.take("/other", "b/x", "x").expect("one in another container");
        assert_eq!(error.code(), Some("NameCollision"));
        assert!(!Rename::new("{name}").expect("a template").may_collide());
    }

    proptest! {
        #[test]
        fn path_base_and_extension_make_the_name(name in "[a./é]{0,12}") {
            prop_assert_eq!(of("{path}{base}{extension}", &name), name);
        }
    }
}
