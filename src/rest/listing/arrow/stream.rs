//! The messages of a stream: first what the columns are, then dictionaries and batches of rows.
//! <https://github.com/apache/arrow/blob/main/format/Message.fbs>

use crate::base::error::Result;
use crate::rest::listing::arrow::column::{Column, Dictionaries, Parts};
use crate::rest::listing::arrow::flatbuffer::{Table, broken, bytes};
use crate::rest::listing::arrow::schema::{Field, Schema, unknown};

/// The start of every message.
pub const CONTINUATION: [u8; 4] = [0xFF; 4];

/// Kinds of messages.
const SCHEMA: u8 = 1;
const DICTIONARY: u8 = 2;
const BATCH: u8 = 3;

/// Takes a batch, with the columns in order.
pub type EachBatch<'a> = &'a mut dyn FnMut(&Schema, &[Column<'_>], &Dictionaries<'_>) -> Result<()>;

/// Reads a stream, and passes each batch to `each`.
///
/// # Errors
/// A protocol error when the stream is broken, and what `each` fails with.
pub fn read(document: &[u8], each: EachBatch<'_>) -> Result<Schema> {
    let mut rest = document;
    let mut known: Option<Schema> = None;
    let mut dictionaries = Dictionaries::new();
    while let Some(message) = next(&mut rest)? {
        let (kind, table) = (message.head.byte(1)?.unwrap_or_default(), message.head.table(2)?.ok_or_else(broken)?);
        match (kind, &known) {
            (SCHEMA, None) => known = Some(Schema::read(table)?),
            (DICTIONARY, Some(schema)) => {
                let id = table.long(0)?.unwrap_or_default();
                let field = with_dictionary(&schema.fields, id).ok_or_else(broken)?;
                let mut parts = parts(table.table(1)?.ok_or_else(broken)?, message.body)?;
                let column = parts.dictionary(field)?;
                let pieces = dictionaries.entry(id).or_default();
                if table.byte(2)?.unwrap_or_default() == 0 {
                    pieces.clear();
                }
                pieces.push(column);
            }
            (BATCH, Some(schema)) => {
                let mut parts = parts(table, message.body)?;
                let columns = schema.fields.iter().map(|field| parts.column(field)).collect::<Result<Vec<_>>>()?;
                each(schema, &columns, &dictionaries)?;
            }
            _ => return Err(broken()),
        }
    }
    known.ok_or_else(broken)
}

struct IpcMessage<'a> {
    head: Table<'a>,
    body: &'a [u8],
}

/// The next message; nothing at the end of the stream. A connection that breaks off is noticed before: a response has a length.
fn next<'a>(rest: &mut &'a [u8]) -> Result<Option<IpcMessage<'a>>> {
    if rest.is_empty() {
        return Ok(None);
    }
    if bytes::<4>(rest, 0)? != CONTINUATION {
        return Err(broken());
    }
    let length = u32::from_le_bytes(bytes(rest, 4)?) as usize;
    if length == 0 {
        return Ok(None);
    }
    let end = length.checked_add(8).ok_or_else(broken)?;
    let head = Table::root(rest.get(8..end).ok_or_else(broken)?)?;
    let body_length = usize::try_from(head.long(3)?.unwrap_or_default()).map_err(|_| broken())?;
    let body_end = end.checked_add(body_length).ok_or_else(broken)?;
    let body = rest.get(end..body_end).ok_or_else(broken)?;
    *rest = &rest[body_end..];
    Ok(Some(IpcMessage { head, body }))
}

fn parts<'a>(batch: Table<'_>, body: &'a [u8]) -> Result<Parts<'a>> {
    if batch.table(3)?.is_some() {
        return Err(unknown("compressed columns"));
    }
    if batch.has_elements(4)? {
        return Err(unknown("columns of views"));
    }
    Ok(Parts { nodes: batch.pairs(1)?.into_iter(), buffers: batch.pairs(2)?.into_iter(), body })
}

fn with_dictionary(fields: &[Field], id: i64) -> Option<&Field> {
    fields.iter().find_map(|field| {
        let own = field.dictionary.is_some_and(|(own, _)| own == id);
        if own { Some(field) } else { with_dictionary(&field.children, id) }
    })
}
