//! Long lists of a result, as JSON in slices, so that the reader's thread is not blocked by all of them at once.

use serde::Serialize;

use crate::base::error::{Error, ErrorKind, Result};

/// The maximum number of elements in a slice: JavaScript decodes them in about a millisecond.
const SLICE_ELEMENTS: usize = 128;

/// The maximum number of bytes in a slice: elements with much metadata take longer.
const SLICE_BYTES: usize = 64 * 1024;

/// The lists of one result. Elements of several lists may come mixed. The slices of each list stay together, in the
/// order in which the lists were declared.
pub struct SliceWriter {
    lists: Vec<SlicedList>,
}

struct SlicedList {
    name: &'static str,
    /// The finished slices.
    slices: Vec<String>,
    /// The current slice: `{"name":[…`.
    open: String,
    elements: usize,
}

impl SliceWriter {
    /// Lists with these names, in this order.
    pub fn new(names: &[&'static str]) -> Self {
        let list = |&name| SlicedList { name, slices: Vec::new(), open: String::new(), elements: 0 };
        Self { lists: names.iter().map(list).collect() }
    }

    /// Adds an element to a list.
    ///
    /// # Errors
    /// An internal error when the element cannot be written.
    pub fn push<T: Serialize>(&mut self, name: &str, element: &T) -> Result<()> {
        let list = self.lists.iter_mut().find(|list| list.name == name);
        let list = list.ok_or_else(|| Error::new(ErrorKind::Internal, format!("The response has no list {name}.")))?;
        let json = serde_json::to_string(element).map_err(|error| {
            Error::new(ErrorKind::Internal, format!("A response cannot be written as JSON: {error}."))
        })?;
        if list.elements == 0 {
            list.open = format!("{{\"{}\":[", list.name);
        } else {
            list.open.push(',');
        }
        list.open.push_str(&json);
        list.elements += 1;
        if list.elements == SLICE_ELEMENTS || list.open.len() >= SLICE_BYTES {
            list.close();
        }
        Ok(())
    }

    /// All slices and the text that they were read from, as one buffer that crosses without being copied: the number of
    /// slices, the end of each, the slices, the text. Numbers have four bytes, little-endian.
    ///
    /// # Errors
    /// An internal error when a number needs more than four bytes.
    pub fn finish(mut self, text: &[u8]) -> Result<Vec<u8>> {
        // A document that is no text, such as an Arrow stream, is not handed on.
        let text = if text.first() == Some(&0xFF) { &[] } else { text };
        for list in &mut self.lists {
            list.close();
        }
        let slices: Vec<&str> = self.lists.iter().flat_map(|list| &list.slices).map(String::as_str).collect();
        let start = 4 * (1 + slices.len());
        let length = start + slices.iter().map(|slice| slice.len()).sum::<usize>() + text.len();
        let mut all = Vec::with_capacity(length);
        all.extend_from_slice(&number(slices.len())?);
        let mut end = start;
        for slice in &slices {
            end += slice.len();
            all.extend_from_slice(&number(end)?);
        }
        for slice in &slices {
            all.extend_from_slice(slice.as_bytes());
        }
        all.extend_from_slice(text);
        Ok(all)
    }
}

impl SlicedList {
    fn close(&mut self) {
        if self.elements > 0 {
            self.open.push_str("]}");
            self.slices.push(std::mem::take(&mut self.open));
            self.elements = 0;
        }
    }
}

fn number(value: usize) -> Result<[u8; 4]> {
    u32::try_from(value)
        .map(u32::to_le_bytes)
        .map_err(|_| Error::new(ErrorKind::Internal, "The response has more than four gibibytes."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits what [`SliceWriter::finish`] writes.
    fn read(all: &[u8]) -> (Vec<String>, &[u8]) {
        let number = |at: usize| u32::from_le_bytes(all[4 * at..4 * at + 4].try_into().expect("four bytes")) as usize;
        let count = number(0);
        let mut start = 4 * (1 + count);
        let mut slices = Vec::new();
        for slice in 1..=count {
            slices.push(String::from_utf8(all[start..number(slice)].to_vec()).expect("UTF-8"));
            start = number(slice);
        }
        (slices, &all[start..])
    }

    #[test]
    fn lists_are_sliced_in_order() {
        let mut writer = SliceWriter::new(&["a", "b"]);
        for element in 0..=SLICE_ELEMENTS {
            writer.push("b", &element).expect("a list");
            if element < 2 {
                writer.push("a", &"é").expect("a list");
            }
        }
        let all = writer.finish(b"text").expect("small");
        let (slices, text) = read(&all);
        assert_eq!(slices.len(), 3);
        assert_eq!(slices[0], r#"{"a":["é","é"]}"#);
        assert!(slices[1].starts_with(r#"{"b":[0,1,"#), "{}", slices[1]);
        assert_eq!(slices[2], format!("{{\"b\":[{SLICE_ELEMENTS}]}}"));
        assert_eq!(text, b"text");
    }

    #[test]
    fn large_elements_make_short_slices() {
        let mut writer = SliceWriter::new(&["a"]);
        for _ in 0..3 {
            writer.push("a", &"x".repeat(SLICE_BYTES)).expect("a list");
        }
        assert_eq!(read(&writer.finish(b"").expect("small")).0.len(), 3);
    }

    #[test]
    fn an_empty_list_has_no_slice() {
        let all = SliceWriter::new(&["a"]).finish(b"<a/>").expect("small");
        assert_eq!(read(&all), (vec![], b"<a/>".as_slice()));
    }
}
