//! Decodes a file as it arrives. Bytes of the content are handed on as they come; all else is a few bytes, and is read whole.

use bytes::{Buf, Bytes, BytesMut};

use super::invalid::invalid;
use super::number::{read_length, read_long};
use super::schema::{Schema, Value, nth, read_bytes};
use crate::base::error::Result;

/// The start of every file.
const MAGIC: &[u8] = b"Obj\x01";

/// The length of the marker that ends the header and each block.
const MARKER_LENGTH: usize = 16;

/// The most bytes of a header. The service's has less than one thousand.
const MAX_HEADER: usize = 256 * 1024;

/// A part of the file that was decoded.
#[derive(Debug, PartialEq)]
pub enum Decoded {
    /// Bytes of the content, in their order.
    Content(Bytes),
    /// A record that has been read whole. One with content ends with it.
    Record(Record),
}

/// A record: its full name, and the values of its fields, but for the content.
#[derive(Debug, PartialEq)]
pub struct Record {
    /// The full name.
    pub name: String,
    /// The fields.
    pub fields: Vec<(String, Value)>,
}

impl Record {
    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }
}

/// The next part of the file.
#[derive(Debug)]
enum ExpectedPart {
    Magic,
    /// The number of entries of the header that come together.
    Entries,
    Key {
        left: u64,
    },
    EntryValue {
        left: u64,
        key: Bytes,
    },
    HeaderMarker,
    BlockCount,
    BlockSize,
    /// The number of the item's type.
    Item,
    /// A field of the current record.
    Field,
    /// So many bytes of content.
    Content(u64),
    Marker,
}

/// Decodes one file. `content` is the field whose bytes are handed on as they arrive: the name of a record, and of its field.
#[derive(Debug)]
pub struct AvroDecoder {
    content: (&'static str, &'static str),
    /// The bytes that have arrived and are not decoded yet: less than one value after decoding.
    buffer: Bytes,
    expected: ExpectedPart,
    header_length: usize,
    schema: Option<Schema>,
    marker: Bytes,
    items_left: u64,
    record: usize,
    fields: Vec<(String, Value)>,
}

impl AvroDecoder {
    /// A decoder at the start of a file.
    pub fn new(content_record: &'static str, content_field: &'static str) -> Self {
        Self {
            content: (content_record, content_field),
            buffer: Bytes::new(),
            expected: ExpectedPart::Magic,
            header_length: 0,
            schema: None,
            marker: Bytes::new(),
            items_left: 0,
            record: 0,
            fields: Vec::new(),
        }
    }

    /// Adds bytes that have arrived.
    pub fn push(&mut self, bytes: Bytes) {
        if self.buffer.is_empty() {
            self.buffer = bytes;
            return;
        }
        let mut both =
            std::mem::take(&mut self.buffer).try_into_mut().unwrap_or_else(|shared| BytesMut::from(&shared[..]));
        both.extend_from_slice(&bytes);
        self.buffer = both.freeze();
    }

    /// Whether the file may end here: between two blocks, with all decoded.
    pub fn is_between_blocks(&self) -> bool {
        matches!(self.expected, ExpectedPart::BlockCount) && self.buffer.is_empty()
    }

    /// The next event; `None` if more bytes are needed for it.
    ///
    /// # Errors
    /// It is not an Avro file, or one of another kind.
    pub fn decode(&mut self) -> Result<Option<Decoded>> {
        loop {
            let before = self.buffer.len();
            let event = match self.step()? {
                DecodingStep::Wait => return Ok(None),
                DecodingStep::Done => None,
                DecodingStep::Decoded(decoded) => Some(decoded),
            };
            if self.schema.is_none() {
                self.header_length += before - self.buffer.len();
                if self.header_length > MAX_HEADER {
                    return Err(invalid("has too long a header"));
                }
            }
            if event.is_some() {
                return Ok(event);
            }
        }
    }

    /// Decodes one value, if it is all there.
    fn step(&mut self) -> Result<DecodingStep> {
        match std::mem::replace(&mut self.expected, ExpectedPart::Marker) {
            ExpectedPart::Magic => {
                let known = self.buffer.len().min(MAGIC.len());
                if self.buffer[..known] != MAGIC[..known] {
                    return Err(invalid("is not an Avro file"));
                }
                if known < MAGIC.len() {
                    return Ok(self.wait(ExpectedPart::Magic));
                }
                self.buffer.advance(MAGIC.len());
                Ok(self.then(ExpectedPart::Entries))
            }
            ExpectedPart::Entries => self.entries(),
            ExpectedPart::Key { left } => match read_bytes(&self.buffer)? {
                None => Ok(self.wait(ExpectedPart::Key { left })),
                Some((key, taken)) => {
                    self.buffer.advance(taken);
                    Ok(self.then(ExpectedPart::EntryValue { left, key }))
                }
            },
            ExpectedPart::EntryValue { left, key } => self.entry_value(left, key),
            ExpectedPart::HeaderMarker => {
                if self.buffer.len() < MARKER_LENGTH {
                    return Ok(self.wait(ExpectedPart::HeaderMarker));
                }
                if self.schema.is_none() {
                    return Err(invalid("has no schema"));
                }
                // Copied, so that it does not hold what else had arrived.
                self.marker = Bytes::copy_from_slice(&self.buffer.split_to(MARKER_LENGTH));
                Ok(self.then(ExpectedPart::BlockCount))
            }
            ExpectedPart::BlockCount => self.length(ExpectedPart::BlockCount, |decoder, count| {
                decoder.items_left = count;
                ExpectedPart::BlockSize
            }),
            ExpectedPart::BlockSize => self.length(ExpectedPart::BlockSize, |decoder, _| decoder.next_item()),
            ExpectedPart::Item => self.item(),
            ExpectedPart::Field => self.field(),
            ExpectedPart::Content(left) => Ok(self.take_content(left)),
            ExpectedPart::Marker => {
                if self.buffer.len() < MARKER_LENGTH {
                    return Ok(self.wait(ExpectedPart::Marker));
                }
                if self.buffer.split_to(MARKER_LENGTH) != self.marker {
                    return Err(invalid("has a block that does not end with the marker of the file"));
                }
                Ok(self.then(ExpectedPart::BlockCount))
            }
        }
    }

    fn wait(&mut self, for_what: ExpectedPart) -> DecodingStep {
        self.expected = for_what;
        DecodingStep::Wait
    }

    fn then(&mut self, next: ExpectedPart) -> DecodingStep {
        self.expected = next;
        DecodingStep::Done
    }

    fn length(&mut self, now: ExpectedPart, then: fn(&mut Self, u64) -> ExpectedPart) -> Result<DecodingStep> {
        let Some((length, taken)) = read_length(&self.buffer)? else { return Ok(self.wait(now)) };
        self.buffer.advance(taken);
        let next = then(self, length);
        Ok(self.then(next))
    }

    /// The number of entries. A negative one is followed by their length in bytes, which is not needed.
    fn entries(&mut self) -> Result<DecodingStep> {
        let Some((count, taken)) = read_long(&self.buffer)? else { return Ok(self.wait(ExpectedPart::Entries)) };
        let mut all = taken;
        if count < 0 {
            let Some((_, more)) = read_length(&self.buffer[taken..])? else {
                return Ok(self.wait(ExpectedPart::Entries));
            };
            all += more;
        }
        self.buffer.advance(all);
        let left = count.unsigned_abs();
        Ok(self.then(if left == 0 { ExpectedPart::HeaderMarker } else { ExpectedPart::Key { left } }))
    }

    fn entry_value(&mut self, left: u64, key: Bytes) -> Result<DecodingStep> {
        let Some((value, taken)) = read_bytes(&self.buffer)? else {
            return Ok(self.wait(ExpectedPart::EntryValue { left, key }));
        };
        self.buffer.advance(taken);
        match &key[..] {
            b"avro.codec" if &value[..] != b"null" => return Err(invalid("is compressed, which is not supported")),
            b"avro.schema" => self.schema = Some(Schema::parse(&value)?),
            _ => {}
        }
        Ok(self.then(if left > 1 { ExpectedPart::Key { left: left - 1 } } else { ExpectedPart::Entries }))
    }

    /// The part that follows an item, or the head of a block.
    fn next_item(&mut self) -> ExpectedPart {
        if self.items_left == 0 { ExpectedPart::Marker } else { ExpectedPart::Item }
    }

    fn item(&mut self) -> Result<DecodingStep> {
        let schema = self.schema.as_ref().ok_or_else(|| invalid("has no schema"))?;
        self.record = if schema.is_union {
            let Some((number, taken)) = read_length(&self.buffer)? else { return Ok(self.wait(ExpectedPart::Item)) };
            nth(&schema.records, number)?;
            self.buffer.advance(taken);
            usize::try_from(number).unwrap_or_default()
        } else {
            0
        };
        self.fields.clear();
        Ok(self.then(ExpectedPart::Field))
    }

    fn field(&mut self) -> Result<DecodingStep> {
        let record = self.schema.as_ref().and_then(|schema| schema.records.get(self.record));
        let record = record.ok_or_else(|| invalid("has no schema"))?;
        let Some((name, kind)) = record.fields.get(self.fields.len()) else {
            let record = Record { name: record.name.clone(), fields: std::mem::take(&mut self.fields) };
            self.items_left -= 1;
            self.expected = self.next_item();
            return Ok(DecodingStep::Decoded(Decoded::Record(record)));
        };
        if (record.name.as_str(), name.as_str()) == self.content {
            if *kind != super::schema::Type::Bytes {
                return Err(invalid("has content that is not bytes"));
            }
            // The content has no value of its own.
            let name = name.clone();
            return self.length_of_content(name);
        }
        match kind.read(&self.buffer)? {
            None => Ok(self.wait(ExpectedPart::Field)),
            Some((value, taken)) => {
                self.fields.push((name.clone(), value));
                self.buffer.advance(taken);
                Ok(self.then(ExpectedPart::Field))
            }
        }
    }

    fn length_of_content(&mut self, name: String) -> Result<DecodingStep> {
        let Some((length, taken)) = read_length(&self.buffer)? else { return Ok(self.wait(ExpectedPart::Field)) };
        self.buffer.advance(taken);
        self.fields.push((name, Value::Null));
        Ok(self.then(ExpectedPart::Content(length)))
    }

    fn take_content(&mut self, left: u64) -> DecodingStep {
        if left == 0 {
            return self.then(ExpectedPart::Field);
        }
        if self.buffer.is_empty() {
            return self.wait(ExpectedPart::Content(left));
        }
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.buffer.len());
        let content = self.buffer.split_to(length);
        self.expected = ExpectedPart::Content(left - content.len() as u64);
        DecodingStep::Decoded(Decoded::Content(content))
    }
}

/// The result of a step.
enum DecodingStep {
    /// More bytes are needed.
    Wait,
    /// Something was decoded that is not an event.
    Done,
    Decoded(Decoded),
}

#[cfg(test)]
#[path = "decoder_tests.rs"]
mod tests;
