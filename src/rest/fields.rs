//! Writes the values of fields to the places in their tables. One function serves all operations: what differs between
//! them is data.

use crate::base::error::Result;
use crate::rest::path::Path;
use crate::rest::place::{Field, PlaceKind};
use crate::rest::request_writer::{RequestWriter, ToHeader};
use crate::rest::values::NameValues;

/// A value that can be written to a place.
pub trait Value {
    /// Writes it to the place of the field. `at` is the path of the field's struct.
    ///
    /// # Errors
    /// An argument error that names what cannot be sent.
    fn write(&self, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()>;
}

impl<T: ToHeader> Value for T {
    fn write(&self, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
        write_text(&self.to_header(), field, at, request)
    }
}

impl<T: Value> Value for Option<T> {
    fn write(&self, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
        let Some(value) = self else {
            write_absent(field, request);
            return Ok(());
        };
        if let Some(version) = field.since {
            request.at_least(version);
        }
        value.write(field, at, request)
    }
}

/// An empty list is written like an absent one.
impl<T: ToHeader> Value for Vec<T> {
    fn write(&self, field: &Field, _at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
        if let PlaceKind::Query(name) = field.kind
            && !self.is_empty()
        {
            let items: Vec<_> = self.iter().map(ToHeader::to_header).collect();
            request.query(name, &items.join(","));
        }
        Ok(())
    }
}

impl Value for NameValues {
    fn write(&self, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
        match field.kind {
            PlaceKind::Metadata => request.metadata(&at.member(field.name), self),
            PlaceKind::Tags => request.tags(&at.member(field.name), self),
            _ => Ok(()),
        }
    }
}

/// Values without a place.
impl Value for () {
    fn write(&self, _field: &Field, _at: &Path<'_>, _request: &mut RequestWriter) -> Result<()> {
        Ok(())
    }
}

/// Writes the values of a struct, in the order of a table.
///
/// # Errors
/// An argument error that names what cannot be sent.
pub fn write(table: &[Field], values: &[&dyn Value], at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
    for field in table {
        if let Some(value) = values.get(field.index) {
            value.write(field, at, request)?;
        }
        if let Some((name, value)) = field.then {
            request.query(name, value);
        }
    }
    Ok(())
}

/// Writes the values of a struct within another one.
///
/// # Errors
/// As [`write()`].
pub fn write_group(field: &Field, values: &[&dyn Value], at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
    match field.kind {
        PlaceKind::Group(table) => write(table, values, &at.member(field.name), request),
        _ => Ok(()),
    }
}

fn write_text(text: &str, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
    match field.kind {
        PlaceKind::Header(name) | PlaceKind::HeaderOr(name, _) => request.header(name, &at.member(field.name), text)?,
        PlaceKind::Secret(name) => request.secret(name, &at.member(field.name), text)?,
        PlaceKind::Query(name) => request.query_text(name, text),
        PlaceKind::When(name, value) if text == "true" => request.query(name, value),
        PlaceKind::Account if text == "true" => request.account(),
        _ => {}
    }
    Ok(())
}

fn write_absent(field: &Field, request: &mut RequestWriter) {
    if let PlaceKind::HeaderOr(name, default) = field.kind {
        request.constant(name, default);
    }
}
