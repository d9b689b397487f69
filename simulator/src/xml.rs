//! XML that clients send, as a tree. The documents are small: they need not be read as a stream.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;

use crate::failure::{Failure, Result};

/// The deepest nesting that any document of the service has, and some.
const DEEPEST: usize = 16;

/// An element. Its attributes are not kept: the service has none that matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its text, without that of its children.
    pub text: String,
    /// Its children.
    pub children: Vec<Element>,
}

impl Element {
    /// An element with text.
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), children: Vec::new() }
    }

    /// An element with others in it.
    pub fn of(name: &str, children: Vec<Self>) -> Self {
        Self { name: name.to_owned(), text: String::new(), children }
    }

    /// Reads a document.
    pub fn parse(xml: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(xml).map_err(|_| invalid_xml())?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        loop {
            match reader.read_event().map_err(|_| invalid_xml())? {
                Event::Start(tag) if root.is_none() && open.len() < DEEPEST => {
                    open.push(Self::new(tag.name().as_ref(), ""));
                }
                Event::Empty(tag) if root.is_none() => close(Self::new(tag.name().as_ref(), ""), &mut open, &mut root),
                Event::Start(_) | Event::Empty(_) | Event::DocType(_) => return Err(invalid_xml()),
                Event::End(_) => {
                    let mut element = open.pop().ok_or_else(invalid_xml)?;
                    if !element.children.is_empty() {
                        element.text.clear();
                    }
                    close(element, &mut open, &mut root);
                }
                Event::Text(text) => append(&mut open, &text)?,
                Event::CData(text) => append(&mut open, &text)?,
                Event::GeneralRef(name) => {
                    let resolved =
                        quick_xml::escape::unescape(&format!("&{};", &*name)).map(std::borrow::Cow::into_owned);
                    append(&mut open, &resolved.map_err(|_| invalid_xml())?)?;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if open.is_empty() { root.ok_or_else(invalid_xml) } else { Err(invalid_xml()) }
    }

    /// Reads a document whose root has a name.
    pub fn parse_named(xml: &[u8], name: &str) -> Result<Self> {
        Self::parse(xml).and_then(|root| if root.name == name { Ok(root) } else { Err(invalid_xml()) })
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of a name.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }

    /// Writes it as the service does: empty elements as `<Name />`.
    pub fn write(&self, xml: &mut String) {
        use std::fmt::Write;
        let name = &self.name;
        if self.children.is_empty() && self.text.is_empty() {
            let _ = write!(xml, "<{name} />");
            return;
        }
        let _ = write!(xml, "<{name}>{}", escape(&self.text));
        for child in &self.children {
            child.write(xml);
        }
        let _ = write!(xml, "</{name}>");
    }
}

/// The document is not one that the operation takes.
pub fn invalid_xml() -> Failure {
    Failure::new(400, "InvalidXmlDocument", "XML specified is not syntactically valid.")
}

fn append(open: &mut [Element], text: &str) -> Result<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(invalid_xml()),
    }
    Ok(())
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_parsed_into_a_tree() {
        let root = Element::parse(b"<?xml version=\"1.0\"?>\n<A>\n <B>x &amp; &#65;</B><C/><D> y</D>\n</A>").unwrap();
        assert_eq!((root.name.as_str(), root.text.as_str()), ("A", ""));
        assert_eq!((root.text_of("B"), root.text_of("C"), root.text_of("D")), (Some("x & A"), Some(""), Some(" y")));
        let mut xml = String::new();
        root.write(&mut xml);
        assert_eq!(xml, "<A><B>x &amp; A</B><C /><D> y</D></A>");
    }

    #[test]
    fn an_invalid_document_is_rejected() {
        let deep = "<A>".repeat(100);
        for xml in ["", "x", "<A>", "<A></B>", "<A/><A/>", "<A/>x", "<A>&nope;</A>", deep.as_str()] {
            assert_eq!(Element::parse(xml.as_bytes()).unwrap_err().code, "InvalidXmlDocument", "{xml:.20}");
        }
        assert!(Element::parse_named(b"<A/>", "B").is_err());
    }
}
