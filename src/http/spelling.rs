//! The spelling of header names. The engine has them in lower case, and so does the service, but it keeps names of
//! metadata as they were sent, and lists them so.

/// The names that are not in lower case, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spelling(Vec<Box<str>>);

impl Spelling {
    /// Sets the spelling of a header from now on.
    pub fn learn(&mut self, name: &str) {
        self.0.retain(|known| !known.eq_ignore_ascii_case(name));
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.0.push(name.into());
        }
    }

    /// The spelling of a name.
    pub fn of<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.iter().find(|known| known.eq_ignore_ascii_case(name)).map_or(name, |known| known)
    }

    /// Whether all names are in lower case.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names that are not.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }
}

impl<'a> FromIterator<&'a str> for Spelling {
    fn from_iter<T: IntoIterator<Item = &'a str>>(names: T) -> Self {
        let mut spelling = Self::default();
        for name in names {
            spelling.learn(name);
        }
        spelling
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_spelling_of_a_name_counts() {
        let mut spelling = Spelling::default();
        assert_eq!(spelling.of("x-ms-meta-a"), "x-ms-meta-a");
        spelling.learn("x-ms-meta-A");
        spelling.learn("x-ms-meta-b");
        assert_eq!((spelling.of("x-ms-meta-a"), spelling.of("x-ms-meta-b")), ("x-ms-meta-A", "x-ms-meta-b"));
        assert_eq!(spelling.names().collect::<Vec<_>>(), ["x-ms-meta-A"]);
        spelling.learn("x-ms-meta-a");
        assert!(spelling.is_empty(), "{spelling:?}");
    }
}
