//! The content of a column, within one batch.

use std::collections::HashMap;

use crate::base::error::{Error, Result};
use crate::rest::listing::arrow::flatbuffer::{broken, bytes};
use crate::rest::listing::arrow::schema::{ColumnKind, Field, unknown};
use crate::rest::values::{FromText, Timestamp};

const SECONDS_A_DAY: i64 = 86_400;

/// The dictionaries so far, by id, each in pieces.
pub type Dictionaries<'a> = HashMap<i64, Vec<Column<'a>>>;

/// The values of a column.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    kind: ColumnKind,
    dictionary: Option<i64>,
    rows: usize,
    /// A bit for each row that has a value. None where all have one.
    validity: Option<&'a [u8]>,
    buffers: Vec<&'a [u8]>,
    children: Vec<Column<'a>>,
}

/// The buffers of a batch, in the order of its columns.
pub struct Parts<'a> {
    pub nodes: std::vec::IntoIter<(i64, i64)>,
    pub buffers: std::vec::IntoIter<(i64, i64)>,
    pub body: &'a [u8],
}

impl<'a> Parts<'a> {
    fn buffer(&mut self) -> Result<&'a [u8]> {
        let (start, length) = self.buffers.next().ok_or_else(broken)?;
        let start = usize::try_from(start).map_err(|_| broken())?;
        let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length)).ok_or_else(broken)?;
        self.body.get(start..end).ok_or_else(broken)
    }

    /// The next column, which is of this kind.
    ///
    /// # Errors
    /// A protocol error when the batch has less than that.
    pub fn column(&mut self, field: &Field) -> Result<Column<'a>> {
        let indices = field.dictionary.map(|(_, indices)| indices);
        let kind = indices.unwrap_or(field.kind);
        self.of_kind(kind, field, field.dictionary.map(|(id, _)| id))
    }

    /// The next column, which is the content of a dictionary.
    ///
    /// # Errors
    /// As [`Parts::column`].
    pub fn dictionary(&mut self, field: &Field) -> Result<Column<'a>> {
        self.of_kind(field.kind, field, None)
    }

    fn of_kind(&mut self, kind: ColumnKind, field: &Field, dictionary: Option<i64>) -> Result<Column<'a>> {
        let (rows, nulls) = self.nodes.next().ok_or_else(broken)?;
        let mut buffers = (0..kind.buffers()).map(|_| self.buffer()).collect::<Result<Vec<_>>>()?;
        let has_validity = !buffers.is_empty();
        let validity = has_validity.then(|| buffers.remove(0)).filter(|bits| nulls != 0 && !bits.is_empty());
        let children = if dictionary.is_some() { &[][..] } else { &field.children };
        let children = children.iter().map(|child| self.column(child)).collect::<Result<_>>()?;
        let rows = usize::try_from(rows).map_err(|_| broken())?;
        Ok(Column { kind, dictionary, rows, validity, buffers, children })
    }
}

impl Column<'_> {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn has_value(&self, row: usize) -> Result<bool> {
        if row >= self.rows {
            return Err(broken());
        }
        Ok(self.kind != ColumnKind::Null && self.validity.map_or(Ok(true), |bits| bit(bits, row))?)
    }

    fn buffer(&self, number: usize) -> Result<&[u8]> {
        self.buffers.get(number).copied().ok_or_else(broken)
    }

    /// Where the entry of a row is, if it has one in a dictionary.
    fn entry<'d>(&self, id: i64, row: usize, dictionaries: &'d Dictionaries<'_>) -> Result<(&'d Column<'d>, usize)> {
        let mut place = self.int(row)?.and_then(|place| usize::try_from(place).ok()).ok_or_else(broken)?;
        for piece in dictionaries.get(&id).ok_or_else(broken)? {
            if place < piece.rows {
                return Ok((piece, place));
            }
            place -= piece.rows;
        }
        Err(broken())
    }

    /// The value of a row as a text; nothing where it is null.
    ///
    /// # Errors
    /// A protocol error when the value is not there, or of a type that has no text.
    pub fn text(&self, row: usize, dictionaries: &Dictionaries<'_>) -> Result<Option<String>> {
        if !self.has_value(row)? {
            return Ok(None);
        }
        if let Some(id) = self.dictionary {
            let (piece, row) = self.entry(id, row, dictionaries)?;
            return piece.text(row, dictionaries);
        }
        match self.kind {
            ColumnKind::Text { large } => self.slice(row, large).map(Some),
            ColumnKind::Bool => Ok(Some(bit(self.buffer(0)?, row)?.to_string())),
            ColumnKind::Int { .. } => Ok(self.int(row)?.map(|number| number.to_string())),
            ColumnKind::Float { .. } => Ok(Some(self.float(row)?.to_string())),
            ColumnKind::Day | ColumnKind::Date | ColumnKind::Time { .. } => {
                Ok(self.time(row, dictionaries)?.and_then(Timestamp::to_iso))
            }
            _ => Err(unknown("lists where a text belongs")),
        }
    }

    /// The value of a row as a time: numbers are milliseconds.
    ///
    /// # Errors
    /// As [`Column::text`].
    pub fn time(&self, row: usize, dictionaries: &Dictionaries<'_>) -> Result<Option<Timestamp>> {
        if !self.has_value(row)? {
            return Ok(None);
        }
        let long = |at: usize| bytes(self.buffer(0)?, at).map(i64::from_le_bytes);
        let milliseconds = match self.kind {
            ColumnKind::Time { per_second } if per_second <= 1000 => long(8 * row)?.checked_mul(1000 / per_second),
            ColumnKind::Time { per_second } => Some(long(8 * row)?.div_euclid(per_second / 1000)),
            ColumnKind::Date => Some(long(8 * row)?),
            ColumnKind::Day => {
                let day = i32::from_le_bytes(bytes(self.buffer(0)?, 4 * row)?);
                Some(i64::from(day) * SECONDS_A_DAY * 1000)
            }
            ColumnKind::Int { .. } if self.dictionary.is_none() => {
                self.int(row)?.and_then(|number| i64::try_from(number).ok())
            }
            _ => return Ok(self.text(row, dictionaries)?.and_then(|text| Timestamp::from_text(&text))),
        };
        Ok(milliseconds.map(Timestamp))
    }

    /// The pairs of a row of a map.
    ///
    /// # Errors
    /// As [`Column::text`].
    pub fn pairs(&self, row: usize, dictionaries: &Dictionaries<'_>) -> Result<Option<Vec<(String, String)>>> {
        if !self.has_value(row)? {
            return Ok(None);
        }
        let [Column { kind: ColumnKind::Struct, children, .. }] = &self.children[..] else {
            return Err(unknown("no pairs where some belong"));
        };
        let ([names, values], ColumnKind::Map) = (&children[..], self.kind) else {
            return Err(unknown("no pairs where some belong"));
        };
        let (start, end) = self.bounds(row, false)?;
        // A batch that claims more pairs than it has fails at the first missing one.
        let text = |column: &Column<'_>, row| Ok::<_, Error>(column.text(row, dictionaries)?.unwrap_or_default());
        (start..end).map(|row| Ok((text(names, row)?, text(values, row)?))).collect::<Result<_>>().map(Some)
    }

    fn int(&self, row: usize) -> Result<Option<i128>> {
        let ColumnKind::Int { size, signed } = self.kind else { return Err(broken()) };
        let start = row.checked_mul(size).ok_or_else(broken)?;
        let value = self.buffer(0)?.get(start..).and_then(|rest| rest.get(..size)).ok_or_else(broken)?;
        let negative = signed && value.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut all = [if negative { 0xFF } else { 0 }; 16];
        all[..size].copy_from_slice(value);
        Ok(Some(i128::from_le_bytes(all)))
    }

    fn float(&self, row: usize) -> Result<f64> {
        match self.kind {
            ColumnKind::Float { size: 4 } => bytes(self.buffer(0)?, 4 * row).map(f32::from_le_bytes).map(f64::from),
            ColumnKind::Float { size: 8 } => bytes(self.buffer(0)?, 8 * row).map(f64::from_le_bytes),
            _ => Err(unknown("numbers of 16 bits with a point")),
        }
    }

    /// Where what belongs to a row begins and ends.
    fn bounds(&self, row: usize, large: bool) -> Result<(usize, usize)> {
        let offsets = self.buffer(0)?;
        let offset = |row: usize| {
            let offset = if large {
                i64::from_le_bytes(bytes(offsets, row.checked_mul(8).ok_or_else(broken)?)?)
            } else {
                i64::from(i32::from_le_bytes(bytes(offsets, row.checked_mul(4).ok_or_else(broken)?)?))
            };
            usize::try_from(offset).map_err(|_| broken())
        };
        Ok((offset(row)?, offset(row + 1)?))
    }

    fn slice(&self, row: usize, large: bool) -> Result<String> {
        let (start, end) = self.bounds(row, large)?;
        let text = self.buffer(1)?.get(start..end).ok_or_else(broken)?;
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

fn bit(bits: &[u8], row: usize) -> Result<bool> {
    bits.get(row / 8).map(|byte| byte >> (row % 8) & 1 == 1).ok_or_else(broken)
}
