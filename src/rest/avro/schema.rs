//! The schema of a file: its records, and the values of their fields.

use bytes::Bytes;
use serde_json::Value as Json;

use super::invalid::invalid;
use super::number::{read_length, read_long};
use crate::base::error::Result;

/// The most bytes of a text or of bytes that are read whole. The service's errors have some hundred.
const MAX_VALUE: u64 = 64 * 1024;

/// The records that a file can have. An item says by number which one it is, unless there is only one.
#[derive(Debug, Default, PartialEq)]
pub struct Schema {
    pub records: Vec<RecordType>,
    pub is_union: bool,
}

/// A kind of record.
#[derive(Debug, PartialEq)]
pub struct RecordType {
    pub name: String,
    pub fields: Vec<(String, Type)>,
}

/// The type of a field.
#[derive(Debug, PartialEq)]
pub enum Type {
    Null,
    Boolean,
    Long,
    Float,
    Double,
    Bytes,
    Text,
    Enum(Vec<String>),
    Union(Vec<Type>),
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A flag.
    Boolean(bool),
    /// A whole number.
    Long(i64),
    /// A number with a fraction.
    Double(f64),
    /// Bytes.
    Bytes(Bytes),
    /// A text, or the name of a constant.
    Text(String),
}

impl Schema {
    /// Reads the schema in a file's header.
    ///
    /// # Errors
    /// It is no JSON, or has types that no response to a query needs.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let json: Json = serde_json::from_slice(json)
            .map_err(|error| invalid("has a schema that is not JSON").with_source(error))?;
        match &json {
            Json::Array(records) => {
                Ok(Self { records: records.iter().map(RecordType::parse).collect::<Result<_>>()?, is_union: true })
            }
            one => Ok(Self { records: vec![RecordType::parse(one)?], is_union: false }),
        }
    }
}

impl RecordType {
    fn parse(json: &Json) -> Result<Self> {
        let text = |key: &str| json.get(key).and_then(Json::as_str);
        let (Some("record"), Some(name), Some(fields)) =
            (text("type"), text("name"), json.get("fields").and_then(Json::as_array))
        else {
            return Err(unknown());
        };
        let name = match text("namespace") {
            Some(namespace) if !name.contains('.') => format!("{namespace}.{name}"),
            _ => name.to_owned(),
        };
        let field = |field: &Json| {
            let name = field.get("name").and_then(Json::as_str).ok_or_else(unknown)?;
            Ok((name.to_owned(), Type::parse(field.get("type").ok_or_else(unknown)?, true)?))
        };
        Ok(Self { name, fields: fields.iter().map(field).collect::<Result<_>>()? })
    }
}

impl Type {
    fn parse(json: &Json, may_be_union: bool) -> Result<Self> {
        match json {
            Json::String(name) => Self::primitive(name).ok_or_else(unknown),
            Json::Array(types) if may_be_union => {
                Ok(Self::Union(types.iter().map(|one| Self::parse(one, false)).collect::<Result<_>>()?))
            }
            Json::Object(object) => match object.get("type").and_then(Json::as_str) {
                Some("enum") => {
                    let symbols = object.get("symbols").and_then(Json::as_array).ok_or_else(unknown)?;
                    let symbols = symbols.iter().map(|symbol| symbol.as_str().map(str::to_owned).ok_or_else(unknown));
                    Ok(Self::Enum(symbols.collect::<Result<_>>()?))
                }
                Some(name) => Self::primitive(name).ok_or_else(unknown),
                None => Err(unknown()),
            },
            _ => Err(unknown()),
        }
    }

    fn primitive(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "int" | "long" => Self::Long,
            "float" => Self::Float,
            "double" => Self::Double,
            "bytes" => Self::Bytes,
            "string" => Self::Text,
            _ => return None,
        })
    }

    /// The value at the start of the bytes, and how many of them it takes. `None` if it continues behind them.
    ///
    /// # Errors
    /// The bytes are no value of this type.
    pub fn read(&self, bytes: &Bytes) -> Result<Option<(Value, usize)>> {
        let fixed = |length: usize| bytes.get(..length);
        Ok(match self {
            Self::Null => Some((Value::Null, 0)),
            Self::Boolean => match bytes.first() {
                None => None,
                Some(byte @ (0 | 1)) => Some((Value::Boolean(*byte == 1), 1)),
                Some(_) => return Err(invalid("has a flag that is neither true nor false")),
            },
            Self::Long => read_long(bytes)?.map(|(number, taken)| (Value::Long(number), taken)),
            Self::Float => fixed(4)
                .and_then(|bytes| bytes.try_into().ok())
                .map(|bytes| (Value::Double(f32::from_le_bytes(bytes).into()), 4)),
            Self::Double => fixed(8)
                .and_then(|bytes| bytes.try_into().ok())
                .map(|bytes| (Value::Double(f64::from_le_bytes(bytes)), 8)),
            Self::Bytes => read_bytes(bytes)?.map(|(value, taken)| (Value::Bytes(value), taken)),
            Self::Text => read_bytes(bytes)?
                .map(|(value, taken)| (Value::Text(String::from_utf8_lossy(&value).into_owned()), taken)),
            Self::Enum(symbols) => match read_length(bytes)? {
                None => None,
                Some((number, taken)) => Some((Value::Text(nth(symbols, number)?.clone()), taken)),
            },
            Self::Union(types) => match read_length(bytes)? {
                None => None,
                Some((number, taken)) => {
                    nth(types, number)?.read(&bytes.slice(taken..))?.map(|(value, further)| (value, taken + further))
                }
            },
        })
    }
}

/// The one of a number.
///
/// # Errors
/// There is none.
pub fn nth<T>(list: &[T], number: u64) -> Result<&T> {
    let found = usize::try_from(number).ok().and_then(|number| list.get(number));
    found.ok_or_else(|| invalid("has a record or value of a type that its schema does not name"))
}

/// Bytes with their length before them.
///
/// # Errors
/// There are more than are read whole.
pub fn read_bytes(bytes: &Bytes) -> Result<Option<(Bytes, usize)>> {
    let Some((length, start)) = read_length(bytes)? else { return Ok(None) };
    let length = match usize::try_from(length) {
        Ok(known) if length <= MAX_VALUE => known,
        _ => return Err(invalid(&format!("has a value of {length} bytes where at most {MAX_VALUE} are expected"))),
    };
    let end = start + length;
    Ok((bytes.len() >= end).then(|| (bytes.slice(start..end), end)))
}

fn unknown() -> crate::base::error::Error {
    invalid("has a schema that is not that of a query")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &Type, bytes: &'static [u8]) -> Result<Option<(Value, usize)>> {
        kind.read(&Bytes::from_static(bytes))
    }

    #[test]
    fn records_have_fields_of_simple_types() {
        let schema = Schema::parse(
            br#"[{"type":"record","name":"a.b","fields":[{"name":"x","type":["null","long"]},{"name":"y","type":{"type":"string"}}]},
                {"type":"record","name":"c","namespace":"n","fields":[{"name":"e","type":{"type":"enum","name":"k","symbols":["A","B"]}}]}]"#,
        );
        let schema = schema.expect("a schema");
        assert!(schema.is_union);
        assert_eq!(schema.records[0].fields[0].1, Type::Union(vec![Type::Null, Type::Long]));
        assert_eq!((schema.records[1].name.as_str(), &schema.records[1].fields[0].0), ("n.c", &"e".to_owned()));
        assert!(!Schema::parse(br#"{"type":"record","name":"a","fields":[]}"#).expect("one").is_union);
    }

    #[test]
    fn a_schema_of_something_else_is_an_error() {
        for json in [
            "",
            "5",
            "[5]",
            r#""string""#,
            r#"{"type":"map","values":"long"}"#,
            r#"{"type":"record","name":"a"}"#,
            r#"{"type":"record","name":"a","fields":[{"name":"x","type":{"type":"array","items":"long"}}]}"#,
            r#"{"type":"record","name":"a","fields":[{"name":"x","type":[["null"]]}]}"#,
        ] {
            assert!(Schema::parse(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn values_are_read_once_complete() {
        assert_eq!(read(&Type::Text, b"\x06abcd").expect("a text"), Some((Value::Text("abc".to_owned()), 4)));
        assert_eq!(read(&Type::Text, b"\x06ab").expect("more"), None);
        assert_eq!(read(&Type::Boolean, b"\x01").expect("a flag"), Some((Value::Boolean(true), 1)));
        assert_eq!(
            read(&Type::Double, &[0, 0, 0, 0, 0, 0, 0xF0, 0x3F]).expect("a number"),
            Some((Value::Double(1.0), 8))
        );
        let union = Type::Union(vec![Type::Null, Type::Long]);
        assert_eq!(read(&union, b"\x02\x04").expect("a number"), Some((Value::Long(2), 2)));
        assert_eq!(read(&union, b"\x00").expect("nothing"), Some((Value::Null, 1)));
        let names = Type::Enum(vec!["A".to_owned()]);
        assert_eq!(read(&names, b"\x00").expect("a name"), Some((Value::Text("A".to_owned()), 1)));
        for (kind, bytes) in [
            (&Type::Boolean, b"\x02".as_slice()),
            (&union, b"\x04"),
            (&names, b"\x02"),
            (&Type::Text, b"\x01"),
            (&Type::Bytes, b"\x82\x80\x08"),
        ] {
            assert!(read(kind, bytes).is_err(), "{kind:?}");
        }
    }
}
