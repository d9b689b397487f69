//! The columns of a stream.
//! <https://github.com/apache/arrow/blob/main/format/Schema.fbs>

use crate::base::error::{Error, Result};
use crate::rest::listing::arrow::flatbuffer::Table;
use crate::rest::xml::protocol;

/// How deep types may be in each other. A listing has maps, which are lists of pairs.
const DEEPEST: usize = 8;

/// The type of a column, as far as it is read, or else how much of a batch it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Every value is null.
    Null,
    /// A whole number of so many bytes.
    Int { size: usize, signed: bool },
    /// A floating point number of so many bytes.
    Float { size: usize },
    /// A text, found by numbers of four bytes, or of eight.
    Text { large: bool },
    /// True or false.
    Bool,
    /// A number of days.
    Day,
    /// A number of milliseconds as a date.
    Date,
    /// A time, with so many units a second.
    Time { per_second: i64 },
    /// Pairs.
    Map,
    /// Members under names.
    Struct,
    /// A column without a property, with this number of buffers.
    Other { buffers: usize },
}

impl ColumnKind {
    /// The number of buffers in a batch for the column itself, validity included.
    pub fn buffers(self) -> usize {
        match self {
            Self::Null => 0,
            Self::Struct => 1,
            Self::Text { .. } => 3,
            Self::Other { buffers } => buffers,
            _ => 2,
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The type of its values; with a dictionary, of those in the dictionary.
    pub kind: ColumnKind,
    /// Its children.
    pub children: Vec<Field>,
    /// The dictionary that has its values, and the numbers that lead there.
    pub dictionary: Option<(i64, ColumnKind)>,
}

/// The columns, and the metadata of the schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The columns, in order.
    pub fields: Vec<Field>,
    /// Names and values.
    pub metadata: Vec<(String, String)>,
}

impl Schema {
    /// Reads the description of a stream.
    ///
    /// # Errors
    /// A protocol error if it is malformed, or has an unsupported type.
    pub fn read(table: Table<'_>) -> Result<Self> {
        if table.short(0)?.unwrap_or_default() != 0 {
            return Err(unknown("big-endian numbers"));
        }
        let fields = table.tables(1)?.into_iter().map(|field| read_field(field, 0)).collect::<Result<_>>()?;
        let mut metadata = Vec::new();
        for pair in table.tables(2)? {
            let text = |number| Ok::<_, Error>(pair.text(number)?.unwrap_or_default().to_owned());
            metadata.push((text(0)?, text(1)?));
        }
        Ok(Self { fields, metadata })
    }

    /// The metadata value under a name.
    pub fn said(&self, name: &str) -> Option<&str> {
        self.metadata.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

fn read_field(table: Table<'_>, depth: usize) -> Result<Field> {
    if depth > DEEPEST {
        return Err(unknown("types that deep"));
    }
    let name = table.text(0)?.unwrap_or_default().to_owned();
    let kind = read_kind(table.byte(2)?.unwrap_or_default(), table.table(3)?)?;
    let children = table.tables(5)?.into_iter().map(|child| read_field(child, depth + 1)).collect::<Result<_>>()?;
    let dictionary = table.table(4)?.map(read_dictionary).transpose()?;
    Ok(Field { name, kind, children, dictionary })
}

fn read_dictionary(table: Table<'_>) -> Result<(i64, ColumnKind)> {
    let index = table.table(1)?.map(read_int).transpose()?;
    Ok((table.long(0)?.unwrap_or_default(), index.unwrap_or(ColumnKind::Int { size: 4, signed: true })))
}

fn read_int(table: Table<'_>) -> Result<ColumnKind> {
    let size = match table.int(0)?.unwrap_or_default() {
        8 => 1,
        16 => 2,
        32 => 4,
        64 => 8,
        bits => return Err(unknown(&format!("numbers of {bits} bits"))),
    };
    Ok(ColumnKind::Int { size, signed: table.byte(1)?.unwrap_or_default() != 0 })
}

fn read_kind(number: u8, table: Option<Table<'_>>) -> Result<ColumnKind> {
    let unit =
        |default: i16| Ok::<_, Error>(table.map(|table| table.short(0)).transpose()?.flatten().unwrap_or(default));
    Ok(match number {
        1 => ColumnKind::Null,
        2 => table.map(read_int).transpose()?.ok_or_else(|| unknown("a number without a size"))?,
        3 => ColumnKind::Float { size: [2, 4, 8][usize::try_from(unit(0)?).unwrap_or_default().min(2)] },
        5 => ColumnKind::Text { large: false },
        6 => ColumnKind::Bool,
        8 if unit(1)? == 0 => ColumnKind::Day,
        8 => ColumnKind::Date,
        10 => ColumnKind::Time { per_second: 1000_i64.pow(u32::try_from(unit(0)?).unwrap_or_default().min(3)) },
        13 => ColumnKind::Struct,
        17 => ColumnKind::Map,
        20 => ColumnKind::Text { large: true },
        4 | 19 => ColumnKind::Other { buffers: 3 },
        7 | 9 | 11 | 12 | 15 | 18 | 21 => ColumnKind::Other { buffers: 2 },
        16 => ColumnKind::Other { buffers: 1 },
        22 => ColumnKind::Other { buffers: 0 },
        number => return Err(unknown(&format!("columns of type {number}"))),
    })
}

/// The error for what this reader does not know.
pub fn unknown(what: &str) -> Error {
    protocol(&format!(
        "the Arrow stream of the listing has {what}, which cannot be read; list with StorageResponseFormat.Xml"
    ))
}
