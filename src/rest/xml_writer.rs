//! Writes XML requests. A document is built as a tree and written by quick-xml, which escapes every text.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::base::error::{Error, ErrorKind, Result};

/// An element with either children or a text.
#[derive(Debug, Clone, Default)]
pub struct Element<'a> {
    name: &'static str,
    text: Cow<'a, str>,
    children: Vec<Element<'a>>,
}

impl<'a> Element<'a> {
    /// An element that is still empty.
    pub fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// An element with a text.
    pub fn text(name: &'static str, text: impl Into<Cow<'a, str>>) -> Self {
        Self { name, text: text.into(), children: Vec::new() }
    }

    /// Adds a child.
    #[must_use]
    pub fn child(mut self, child: Element<'a>) -> Self {
        self.children.push(child);
        self
    }

    /// Adds children.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Element<'a>>) -> Self {
        self.children.extend(children);
        self
    }

    /// Adds a child with a text, when there is one.
    #[must_use]
    pub fn optional(self, name: &'static str, text: Option<impl Into<Cow<'a, str>>>) -> Self {
        match text {
            Some(text) => self.child(Element::text(name, text)),
            None => self,
        }
    }

    /// The document whose root this is, in UTF-8.
    ///
    /// # Errors
    /// None that is known: memory takes every write.
    pub fn to_document(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer
            .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))
            .and_then(|()| self.write(&mut writer))
            .map_err(|error| {
                Error::new(ErrorKind::Internal, "The request's XML could not be written.").with_source(error)
            })?;
        Ok(writer.into_inner())
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let start = BytesStart::new(self.name);
        if self.children.is_empty() && self.text.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            writer.write_event(Event::Text(BytesText::new(&self.text)))?;
        }
        for child in &self.children {
            child.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::xml::XmlCursor;
    use proptest::prelude::*;

    fn written(root: &Element<'_>) -> String {
        String::from_utf8(root.to_document().expect("written")).expect("UTF-8")
    }

    #[test]
    fn text_is_escaped_and_empty_elements_are_self_closing() {
        let root = Element::new("Root")
            .child(Element::text("A", "<&>\"'"))
            .optional("B", Some(""))
            .optional("C", None::<String>);
        assert_eq!(
            written(&root),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Root><A>&lt;&amp;&gt;&quot;&apos;</A><B/></Root>"
        );
        assert!(written(&Element::new("Root")).ends_with("?><Root/>"));
    }

    proptest! {
        #[test]
        fn any_text_round_trips(text in "[^\\x00-\\x1f\u{fffe}\u{ffff}]{0,50}") {
            let document = Element::new("Root").child(Element::text("A", text.as_str())).to_document().expect("written");
            let mut cursor = XmlCursor::new(&document).expect("UTF-8");
            cursor.root("Root").expect("the root");
            let mut read = String::new();
            cursor.children(|cursor, _start| { read = cursor.text()?; Ok(()) }).expect("well-formed");
            prop_assert_eq!(read, text);
        }
    }
}
