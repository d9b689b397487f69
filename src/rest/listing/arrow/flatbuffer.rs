//! Reads what is written as a `FlatBuffer`: tables whose fields are found by their number. Nothing that is read is trusted.
//! <https://flatbuffers.dev/internals/>

use crate::base::error::Result;
use crate::rest::xml::protocol;

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    buffer: &'a [u8],
    at: usize,
}

/// The bytes from `at` on, `N` of them.
pub fn bytes<const N: usize>(buffer: &[u8], at: usize) -> Result<[u8; N]> {
    let end = at.checked_add(N).ok_or_else(broken)?;
    buffer.get(at..end).and_then(|bytes| bytes.try_into().ok()).ok_or_else(broken)
}

/// The error for a stream that contradicts itself.
pub fn broken() -> crate::base::error::Error {
    protocol("the Arrow stream of the listing is broken")
}

fn offset(buffer: &[u8], at: usize) -> Result<usize> {
    let distance = u32::from_le_bytes(bytes(buffer, at)?) as usize;
    at.checked_add(distance).ok_or_else(broken)
}

impl<'a> Table<'a> {
    /// The table at the start of a buffer.
    pub fn root(buffer: &'a [u8]) -> Result<Self> {
        Ok(Self { buffer, at: offset(buffer, 0)? })
    }

    /// Where a field is, if it has a value.
    fn field(self, number: usize) -> Result<Option<usize>> {
        let distance = i32::from_le_bytes(bytes(self.buffer, self.at)?);
        let fields = i64::try_from(self.at).map_err(|_| broken())? - i64::from(distance);
        let fields = usize::try_from(fields).map_err(|_| broken())?;
        let length = usize::from(u16::from_le_bytes(bytes(self.buffer, fields)?));
        let entry = 4 + 2 * number;
        if entry + 2 > length {
            return Ok(None);
        }
        let place = usize::from(u16::from_le_bytes(bytes(self.buffer, fields + entry)?));
        Ok((place != 0).then_some(self.at + place))
    }

    /// A number of one byte.
    pub fn byte(self, number: usize) -> Result<Option<u8>> {
        self.field(number)?.map(|at| bytes::<1>(self.buffer, at).map(|[byte]| byte)).transpose()
    }

    /// A number of two bytes.
    pub fn short(self, number: usize) -> Result<Option<i16>> {
        self.field(number)?.map(|at| bytes(self.buffer, at).map(i16::from_le_bytes)).transpose()
    }

    /// A number of four bytes.
    pub fn int(self, number: usize) -> Result<Option<i32>> {
        self.field(number)?.map(|at| bytes(self.buffer, at).map(i32::from_le_bytes)).transpose()
    }

    /// A number of eight bytes.
    pub fn long(self, number: usize) -> Result<Option<i64>> {
        self.field(number)?.map(|at| bytes(self.buffer, at).map(i64::from_le_bytes)).transpose()
    }

    /// Another table.
    pub fn table(self, number: usize) -> Result<Option<Self>> {
        let Some(at) = self.field(number)? else { return Ok(None) };
        Ok(Some(Self { buffer: self.buffer, at: offset(self.buffer, at)? }))
    }

    /// A text.
    pub fn text(self, number: usize) -> Result<Option<&'a str>> {
        let Some((start, length)) = self.vector(number, 1)? else { return Ok(None) };
        std::str::from_utf8(&self.buffer[start..start + length]).map(Some).map_err(|_| broken())
    }

    /// A list of tables.
    pub fn tables(self, number: usize) -> Result<Vec<Self>> {
        let Some((start, count)) = self.vector(number, 4)? else { return Ok(Vec::new()) };
        let table = |index| Ok(Self { buffer: self.buffer, at: offset(self.buffer, start + 4 * index)? });
        (0..count).map(table).collect()
    }

    /// A list of pairs of numbers.
    pub fn pairs(self, number: usize) -> Result<Vec<(i64, i64)>> {
        let Some((start, count)) = self.vector(number, 16)? else { return Ok(Vec::new()) };
        let long = |at| bytes(self.buffer, at).map(i64::from_le_bytes);
        (0..count).map(|index| Ok((long(start + 16 * index)?, long(start + 16 * index + 8)?))).collect()
    }

    /// Whether a list has an element.
    pub fn has_elements(self, number: usize) -> Result<bool> {
        Ok(self.vector(number, 1)?.is_some_and(|(_, count)| count > 0))
    }

    /// Where the elements of a list begin, and how many there are. They are all within the buffer.
    fn vector(self, number: usize, size: usize) -> Result<Option<(usize, usize)>> {
        let Some(at) = self.field(number)? else { return Ok(None) };
        let at = offset(self.buffer, at)?;
        let count = u32::from_le_bytes(bytes(self.buffer, at)?) as usize;
        let start = at + 4;
        let end = count.checked_mul(size).and_then(|length| length.checked_add(start)).ok_or_else(broken)?;
        if end > self.buffer.len() { Err(broken()) } else { Ok(Some((start, count))) }
    }
}
