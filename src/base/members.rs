//! Reads the members of structs that callers fill in. serde's derive generates code for every member of each struct,
//! which took 250 KB of the addon. Here, there is code only for each member type.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};

/// A struct whose members are read one by one.
pub trait Members: Default {
    /// The name in errors.
    const NAME: &'static str;

    /// The names of the members, in `snake_case` or as they are in JSON.
    const NAMES: &'static [&'static str];

    /// The indices of the required members; none by default.
    const REQUIRED: &'static [bool] = &[];

    /// Reads the member with this index.
    ///
    /// # Errors
    /// If it has the wrong type.
    fn read<'de, A: MapAccess<'de>>(&mut self, place: usize, members: &mut A) -> Result<(), A::Error>;
}

/// Declares a struct that is read from JSON, in which each member may be missing. Its name in JSON is the name in camelCase, or the one
/// after `as`.
macro_rules! members {
    (
        $(#[$meta:meta])* pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident $(as $public:literal)? : $type:ty ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        read_members! { $name [ $( $field $(as $public)?, )* ] [] }
    };
}

/// Implements [`Members`] and `Deserialize` for a struct with these members, of which those are required whose indices have `true`.
macro_rules! read_members {
    ($name:ident [ $( $field:ident $(as $public:literal)? ),* $(,)? ] [ $($required:expr),* ]) => {
        impl $crate::base::members::Members for $name {
            const NAME: &'static str = stringify!($name);
            const NAMES: &'static [&'static str] = &[ $( member_name!($field $($public)?) ),* ];
            const REQUIRED: &'static [bool] = &[ $( $required ),* ];

            #[allow(unused_mut, unused_variables, reason = "a struct may have no members")]
            fn read<'de, A: serde::de::MapAccess<'de>>(&mut self, place: usize, members: &mut A) -> Result<(), A::Error> {
                let mut members_before = 0..;
                $(
                    if members_before.next() == Some(place) {
                        return $crate::base::members::fill(&mut self.$field, members);
                    }
                )*
                Ok(())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::base::members::deserialize(deserializer)
            }
        }
    };
}

/// The public name of a member: its own, or the one after `as`.
macro_rules! member_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $public:literal) => {
        $public
    };
}

/// Reads a struct. Unknown members are skipped.
///
/// # Errors
/// If it is not an object, a member has the wrong type, or a required one is missing.
pub fn deserialize<'de, T: Members, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(StructReader(PhantomData))
}

/// Reads one member.
///
/// # Errors
/// If it has the wrong type.
#[inline(never)]
pub fn fill<'de, T: Deserialize<'de>, A: MapAccess<'de>>(member: &mut T, members: &mut A) -> Result<(), A::Error> {
    *member = members.next_value()?;
    Ok(())
}

struct StructReader<T>(PhantomData<T>);

impl<'de, T: Members> Visitor<'de> for StructReader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let mut read = T::default();
        let mut seen = 0_u64;
        while let Some(place) = next_place(T::NAMES, &mut members)? {
            seen |= 1 << place.min(63);
            read.read(place, &mut members)?;
        }
        require_all(T::NAMES, T::REQUIRED, seen)?;
        Ok(read)
    }
}

/// Fails for the first required member that was not seen.
#[inline(never)]
fn require_all<E: de::Error>(names: &[&str], required: &[bool], seen: u64) -> Result<(), E> {
    for (place, (name, _)) in names.iter().zip(required).enumerate().filter(|(_, (_, required))| **required) {
        if seen & (1 << place.min(63)) == 0 {
            return Err(E::custom(format_args!("missing field `{}`", camel_case(name))));
        }
    }
    Ok(())
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
        Ok(index_of(self.0, name))
    }
}

/// The index of the member with this name in JSON.
pub fn index_of(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|field| is_camel_case_of(name, field))
}

/// The name in camelCase of a field in `snake_case`.
pub fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_ascii_uppercase() + rest
    })
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
    members! {
        /// Options.
        #[derive(Debug, Default)]
        pub struct Options {
            /// A text.
            pub if_match: Option<String>,
            /// A name with an irregular spelling.
            pub content_md5 as "contentMD5": Option<String>,
            /// Nested options.
            pub within: Option<Box<Options>>,
        }
    }

    #[derive(Debug, Default)]
    struct Call {
        lease_id: String,
        duration: Option<u64>,
        options: Options,
    }

    read_members! { Call [lease_id, duration, options] [true, false] }

    #[test]
    fn a_missing_required_member_is_named() {
        let call: Call = serde_json::from_str(r#"{"leaseId":"a","options":{"ifMatch":"b"}}"#).expect("a call");
        assert_eq!((call.lease_id.as_str(), call.duration, call.options.if_match.as_deref()), ("a", None, Some("b")));
        let error = serde_json::from_str::<Call>(r#"{"duration":5,"options":{}}"#).expect_err("no id");
        assert!(error.to_string().starts_with("missing field `leaseId`"), "{error}");
        assert!(serde_json::from_str::<Call>(r#"{"leaseId":null}"#).is_err());
    }

    #[test]
    fn members_are_read_by_their_javascript_names() {
        let json = r#"{"a":[{"ifMatch":"no"}],"ifMatch":"1","contentMD5":"2","contentMd5":3,"if_match":4,"within":{"ifMatch":null}}"#;
        let options: Options = serde_json::from_str(json).expect("options");
        assert_eq!(options.if_match.as_deref(), Some("1"));
        assert_eq!(options.content_md5.as_deref(), Some("2"));
        assert_eq!(options.within.and_then(|within| within.if_match), None);
    }

    #[test]
    fn a_wrong_type_is_reported_with_its_path() {
        for (json, said) in [
            (r#"{"ifMatch":1}"#, "invalid type: integer `1`, expected a string at line 1 column 12"),
            (r#"{"within":"no"}"#, "invalid type: string \"no\", expected struct Options at line 1 column 14"),
            ("[]", "invalid type: sequence, expected struct Options at line 1 column 0"),
        ] {
            let error = serde_json::from_str::<Options>(json).expect_err(json);
            assert_eq!(error.to_string(), said);
        }
    }

    #[test]
    fn fields_have_public_names() {
        assert_eq!(camel_case("is_sealed"), "isSealed");
        assert_eq!(camel_case("deleted"), "deleted");
    }

    proptest! {
        #[test]
        fn names_are_compared_in_their_public_form(words in proptest::collection::vec("[a-z][a-z0-9]{0,5}", 1..4), other in "[a-zA-Z0-9_]{0,8}") {
            let field = words.join("_");
            prop_assert!(is_camel_case_of(&camel_case(&field), &field));
            prop_assert_eq!(is_camel_case_of(&other, &field), other == camel_case(&field));
        }
    }
}
