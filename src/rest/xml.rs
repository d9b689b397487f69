//! Reads XML responses from the root down: each reader takes the children of its element and skips unknown ones.
//! Entities other than XML's five and numeric characters are rejected, so nothing can expand.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::base::error::{Error, ErrorKind, Result};
use crate::rest::other_elements::{OtherElements, XmlValue};

/// The maximum depth to which unknown elements are read. Deeper ones are dropped: the service chooses the depth, and
/// the stack is limited.
const MAX_DEPTH: usize = 16;

/// A position in an XML document.
pub struct XmlCursor<'a> {
    reader: Reader<&'a [u8]>,
}

/// The start of an element.
pub struct XmlStart<'a> {
    start: BytesStart<'a>,
}

impl XmlStart<'_> {
    /// The element's name.
    pub fn name(&self) -> &str {
        self.start.name().0
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let attribute = self.start.try_get_attribute(name).ok()??;
        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }

    /// All attributes that can be read.
    fn attributes(&self) -> OtherElements {
        let mut all = OtherElements::default();
        for attribute in self.start.attributes().flatten() {
            if let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
                all.push(attribute.key.0, XmlValue::Text(value.into_owned()));
            }
        }
        all
    }
}

impl<'a> XmlCursor<'a> {
    /// Reads from the start of a document, after a byte order mark if there is one.
    ///
    /// # Errors
    /// A protocol error when the bytes are not UTF-8.
    pub fn new(document: &'a [u8]) -> Result<Self> {
        let text =
            std::str::from_utf8(document).map_err(|error| protocol("the response is not UTF-8").with_source(error))?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader })
    }

    /// Goes to the document's root element.
    ///
    /// # Errors
    /// A protocol error when there is none, or it has another name.
    pub fn root(&mut self, name: &str) -> Result<XmlStart<'a>> {
        loop {
            match self.next()? {
                Event::Start(start) if start.name().0 == name => return Ok(XmlStart { start }),
                Event::Start(start) => {
                    return Err(protocol(&format!("it begins with <{}> instead of <{name}>", start.name().0)));
                }
                Event::Eof => return Err(protocol("it has no root element")),
                _ => {}
            }
        }
    }

    /// Passes each child of the current element to `child`, which must read it to its end with [`Self::children`],
    /// [`Self::text`] or [`Self::skip`].
    ///
    /// # Errors
    /// A protocol error when the document is truncated, and the errors of `child`.
    pub fn children(&mut self, mut child: impl FnMut(&mut Self, &XmlStart<'a>) -> Result<()>) -> Result<()> {
        loop {
            match self.next()? {
                Event::Start(start) => child(self, &XmlStart { start })?,
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(protocol("it breaks off")),
                _ => {}
            }
        }
    }

    /// The text of the current element.
    ///
    /// # Errors
    /// A protocol error when the document breaks off or has an entity that XML does not define.
    pub fn text(&mut self) -> Result<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Event::Start(start) => self.skip(&XmlStart { start })?,
                Event::End(_) => return Ok(text),
                event => push_text(&mut text, event)?,
            }
        }
    }

    /// The current element as it is, for an unknown one: see [`XmlValue`].
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn value(&mut self, start: &XmlStart<'a>) -> Result<XmlValue> {
        self.value_within(start, MAX_DEPTH)
    }

    fn value_within(&mut self, start: &XmlStart<'a>, depth: usize) -> Result<XmlValue> {
        let mut text = String::new();
        let mut members = OtherElements::default();
        loop {
            match self.next()? {
                Event::Start(child) if depth == 0 => self.skip(&XmlStart { start: child })?,
                Event::Start(child) => {
                    let child = XmlStart { start: child };
                    let value = self.value_within(&child, depth - 1)?;
                    members.push(child.name(), value);
                }
                Event::End(_) => break,
                event => push_text(&mut text, event)?,
            }
        }
        let attributes = start.attributes();
        if attributes.0.is_empty() && members.0.is_empty() {
            return Ok(XmlValue::Text(text));
        }
        if !text.trim().is_empty() {
            members.push("#", XmlValue::Text(text));
        }
        if !attributes.0.is_empty() {
            members.push("$", XmlValue::Element(attributes));
        }
        Ok(XmlValue::Element(members))
    }

    /// Skips the current element.
    ///
    /// # Errors
    /// A protocol error when the document breaks off.
    pub fn skip(&mut self, start: &XmlStart<'_>) -> Result<()> {
        self.reader.read_to_end(start.start.name()).map(|_| ()).map_err(malformed)
    }

    fn next(&mut self) -> Result<Event<'a>> {
        self.reader.read_event().map_err(malformed)
    }
}

/// Adds the text of an event. The caller handles starts and ends.
fn push_text(text: &mut String, event: Event<'_>) -> Result<()> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => {
            if let Some(character) = reference.resolve_char_ref().map_err(malformed)? {
                text.push(character);
            } else if let Some(resolved) = resolve_predefined_entity(&reference.xml10_content()) {
                text.push_str(resolved);
            } else {
                return Err(protocol("it uses an entity that XML does not define"));
            }
        }
        Event::Eof => return Err(protocol("it breaks off")),
        _ => {}
    }
    Ok(())
}

fn malformed(error: quick_xml::Error) -> Error {
    protocol(&error.to_string()).with_source(error)
}

/// The error for a response that cannot be read.
pub fn protocol(what: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("The service's response could not be parsed: {what}."))
        .with_code("PARSE_ERROR")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(document: &str) -> Result<Vec<(String, String)>> {
        let mut cursor = XmlCursor::new(document.as_bytes())?;
        cursor.root("Root")?;
        let mut texts = Vec::new();
        cursor.children(|cursor, start| {
            texts.push((start.name().to_owned(), cursor.text()?));
            Ok(())
        })?;
        Ok(texts)
    }

    #[test]
    fn text_is_unescaped_and_nested_elements_are_omitted() {
        let read = texts("\u{feff}<?xml version=\"1.0\"?><Root><A>x &amp;&#x20AC;&lt;</A><B/><C>1<D>2</D>3</C></Root>");
        let expected = [("A", "x &€<"), ("B", ""), ("C", "13")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(read.expect("well-formed"), expected);
    }

    #[test]
    fn truncated_or_invalid_xml_is_rejected() {
        for document in ["", "<Root>", "<Root><A>", "<Root><A>text", "<Other/>", "no xml", "<Root><A></B></Root>"] {
            let error = texts(document).expect_err(document);
            assert_eq!(error.kind(), ErrorKind::Protocol, "{document}");
        }
    }

    #[test]
    fn entities_cannot_expand() {
        let bomb = "<!DOCTYPE Root [<!ENTITY a \"aaaa\">]><Root><A>&a;</A></Root>";
        assert_eq!(texts(bomb).expect_err("rejected").kind(), ErrorKind::Protocol);
    }

    proptest! {
        #[test]
        fn hostile_documents_never_panic(document in ".{0,200}", nested in 0usize..2000) {
            let _ = texts(&document);
            let _ = texts(&format!("<Root>{}", "<A>".repeat(nested)));
        }
    }
}
