//! The path of a value in the caller's arguments, for errors.

use crate::base::members::camel_case;

/// The path of a value in the caller's arguments. Its text is created when an error names it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Path<'a> {
    parent: Option<(&'a Path<'a>, &'a str)>,
}

impl<'a> Path<'a> {
    /// The path of a member.
    #[must_use]
    pub fn member(&'a self, name: &'a str) -> Self {
        Self { parent: Some((self, name)) }
    }

    /// The argument as callers know it: `options.conditions.ifMatch`. A name that was specified with `as` has no
    /// underscores, and stays.
    pub fn argument(&self) -> String {
        let Some((parent, name)) = self.parent else { return String::new() };
        let parent = parent.argument();
        let name = camel_case(name);
        if parent.is_empty() { name } else { format!("{parent}.{name}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_have_their_public_names() {
        let root = Path::default();
        let options = root.member("options");
        let conditions = options.member("conditions");
        assert_eq!(root.argument(), "");
        assert_eq!(root.member("sourceURL").argument(), "sourceURL");
        assert_eq!(conditions.member("if_match").argument(), "options.conditions.ifMatch");
        assert_eq!(options.member("blobHTTPHeaders").argument(), "options.blobHTTPHeaders");
    }
}
