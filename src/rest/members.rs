//! Reads the members of structs that callers fill in. serde's derive generates code for every member of each struct,
//! which took 250 KB of the addon. Here, there is code only for each type of member.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};

/// A struct whose members are all optional.
pub trait Members: Default {
    /// The name in errors.
    const NAME: &'static str;

    /// The names of the members, in `snake_case` or as they are in JSON.
    const NAMES: &'static [&'static str];

    /// Reads the member with this index.
    ///
    /// # Errors
    /// If it has the wrong type.
    fn read<'de, A: MapAccess<'de>>(&mut self, place: usize, members: &mut A) -> Result<(), A::Error>;
}

/// Reads a struct. Unknown members are skipped.
///
/// # Errors
/// If it is no object, or a member has the wrong type.
pub fn deserialize<'de, T: Members, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Reader(PhantomData))
}

/// Reads one member.
///
/// # Errors
/// If it has the wrong type.
#[inline(never)]
pub fn fill<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    member: &mut Option<T>,
    members: &mut A,
) -> Result<(), A::Error> {
    *member = members.next_value()?;
    Ok(())
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Members> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let mut read = T::default();
        while let Some(place) = next_place(T::NAMES, &mut members)? {
            read.read(place, &mut members)?;
        }
        Ok(read)
    }
}

/// Goes to the next known member, and returns its index. `None` at the end.
#[inline(never)]
fn next_place<'de, A: MapAccess<'de>>(
    names: &'static [&'static str],
    members: &mut A,
) -> Result<Option<usize>, A::Error> {
    while let Some(place) = members.next_key_seed(MemberIndex(names))? {
        if place.is_some() {
            return Ok(place);
        }
        members.next_value::<IgnoredAny>()?;
    }
    Ok(None)
}

/// Finds the index of a member's name.
struct MemberIndex(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for MemberIndex {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for MemberIndex {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|field| is_camel_case_of(name, field)))
    }
}

/// Whether a name in camelCase is that of a field in `snake_case`.
fn is_camel_case_of(name: &str, field: &str) -> bool {
    let mut letters = name.bytes();
    let mut begins_word = false;
    for letter in field.bytes() {
        if letter == b'_' {
            begins_word = true;
            continue;
        }
        let expected = if begins_word { letter.to_ascii_uppercase() } else { letter };
        begins_word = false;
        if letters.next() != Some(expected) {
            return false;
        }
    }
    letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::error::Result;
    use crate::rest::fields::Value;
    use crate::rest::other_elements::camel_case;
    use crate::rest::path::Path;
    use crate::rest::place::Field;
    use crate::rest::request_writer::RequestWriter;

    parameters! {
        /// Options.
        pub struct Options {
            /// A text.
            if_match: String,
            /// A name that is spelled in its own way.
            content_md5 as "contentMD5": String,
            /// Options within.
            within: Box<Options>,
        }
    }

    impl Value for Box<Options> {
        fn write(&self, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
            Options::write(self, field, at, request)
        }
    }

    #[test]
    fn members_are_read_under_the_names_that_they_have_in_javascript() {
        let json = r#"{"a":[{"ifMatch":"no"}],"ifMatch":"1","contentMD5":"2","contentMd5":3,"if_match":4,"within":{"ifMatch":null}}"#;
        let options: Options = serde_json::from_str(json).expect("options");
        assert_eq!(options.if_match.as_deref(), Some("1"));
        assert_eq!(options.content_md5.as_deref(), Some("2"));
        assert_eq!(options.within.and_then(|within| within.if_match), None);
    }

    #[test]
    fn what_has_the_wrong_type_is_told_with_its_place() {
        for (json, said) in [
            (r#"{"ifMatch":1}"#, "invalid type: integer `1`, expected a string at line 1 column 12"),
            (r#"{"within":"no"}"#, "invalid type: string \"no\", expected struct Options at line 1 column 14"),
            ("[]", "invalid type: sequence, expected struct Options at line 1 column 0"),
        ] {
            let error = serde_json::from_str::<Options>(json).expect_err(json);
            assert_eq!(error.to_string(), said);
        }
    }

    proptest! {
        #[test]
        fn names_are_compared_as_if_they_were_written(words in proptest::collection::vec("[a-z][a-z0-9]{0,5}", 1..4), other in "[a-zA-Z0-9_]{0,8}") {
            let field = words.join("_");
            prop_assert!(is_camel_case_of(&camel_case(&field), &field));
            prop_assert_eq!(is_camel_case_of(&other, &field), other == camel_case(&field));
        }
    }
}
