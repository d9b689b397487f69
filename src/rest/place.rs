//! The place of a value in a request. A field declares it with its name and type, so that everything about it is in one
//! place.

use crate::rest::versions;

/// Where a value goes. The functions of this module create it; they read as the declaration of a field.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub(super) kind: PlaceKind,
    /// The argument that callers pass the value in, if it differs from the field.
    argument: Option<&'static str>,
    /// The service version that the value needs.
    since: Option<&'static str>,
    /// A fixed query parameter that follows, whether or not there is a value. It keeps the order of the query.
    then: Option<&'static (&'static str, &'static str)>,
}

/// The part of a request that a value is written into.
#[derive(Debug, Clone, Copy)]
pub(super) enum PlaceKind {
    /// The body, which the operation writes as a whole.
    Body,
    Header(&'static str),
    /// A header whose value is secret.
    Secret(&'static str),
    /// A header with a default value.
    HeaderOr(&'static str, &'static str),
    Query(&'static str),
    /// A fixed query parameter, if the value is true.
    When(&'static str, &'static str),
    /// The path, which ends with a slash if the value is true.
    Account,
    /// One header for each pair.
    Metadata,
    /// One header for all pairs.
    Tags,
    /// The fields of the value go where this table says.
    Group(&'static [Field]),
}

/// A field of a struct: its name and its place.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The index of the value in the struct.
    pub(super) index: usize,
    /// The name in the declaration.
    pub(super) name: &'static str,
    pub(super) kind: PlaceKind,
    pub(super) since: Option<&'static str>,
    pub(super) then: Option<&'static (&'static str, &'static str)>,
}

impl Field {
    /// A field with this name and place.
    pub const fn new(index: usize, name: &'static str, place: Place) -> Self {
        let name = match place.argument {
            Some(argument) => argument,
            None => name,
        };
        Self { index, name, kind: place.kind, since: place.since, then: place.then }
    }

    /// The same field in another place. Structs that are written in several ways have a table for each.
    #[must_use]
    pub const fn at(self, place: Place) -> Self {
        Self::new(self.index, self.name, place)
    }
}

const fn place(kind: PlaceKind) -> Place {
    Place { kind, argument: None, since: None, then: None }
}

/// The body. An operation writes it as a whole, with the function that it names.
pub const fn body() -> Place {
    place(PlaceKind::Body)
}

/// A header.
pub const fn header(name: &'static str) -> Place {
    place(PlaceKind::Header(name))
}

/// A header that no error and no log shows.
pub const fn secret(name: &'static str) -> Place {
    place(PlaceKind::Secret(name))
}

/// A header with a default value.
pub const fn header_or(name: &'static str, default: &'static str) -> Place {
    place(PlaceKind::HeaderOr(name, default))
}

/// A query parameter. Lists are separated by commas.
pub const fn query(name: &'static str) -> Place {
    place(PlaceKind::Query(name))
}

/// A fixed query parameter if the value is true.
pub const fn when(name: &'static str, value: &'static str) -> Place {
    place(PlaceKind::When(name, value))
}

/// Whether the request is for the account itself.
pub const fn account() -> Place {
    place(PlaceKind::Account)
}

/// Headers `x-ms-meta-…`.
pub const fn metadata() -> Place {
    place(PlaceKind::Metadata)
}

/// The header `x-ms-tags`.
pub const fn tags() -> Place {
    place(PlaceKind::Tags)
}

/// The fields of a struct go where one of its tables says.
pub const fn group(table: &'static [Field]) -> Place {
    place(PlaceKind::Group(table))
}

impl Place {
    /// Callers pass the value in an argument of another name.
    #[must_use]
    pub const fn argument(self, name: &'static str) -> Self {
        Self { argument: Some(name), ..self }
    }

    /// Older versions do not support the value: with it, the request has [`versions::NEWEST_FEATURES`].
    #[must_use]
    pub const fn newest(self) -> Self {
        self.since(versions::NEWEST_FEATURES)
    }

    /// A feature that versions before this one do not support.
    #[must_use]
    pub const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }

    /// Adds a fixed query parameter that follows.
    #[must_use]
    pub const fn then(self, parameter: &'static (&'static str, &'static str)) -> Self {
        Self { then: Some(parameter), ..self }
    }
}

/// The index of a field. Evaluated by the compiler.
///
/// # Panics
/// If no field has the name, which fails the build.
pub const fn position(names: &[&str], name: &str) -> usize {
    let mut index = 0;
    while index < names.len() {
        if is_same(names[index], name) {
            return index;
        }
        index += 1;
    }
    assert!(index < names.len(), "no field has this name");
    index
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
