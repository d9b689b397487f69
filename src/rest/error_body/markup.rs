//! Errors in XML, and HTML pages about errors.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::parts::ErrorBody;

/// The root of the service's own errors.
const ERROR: &str = "Error";

/// An open element.
struct OpenElement {
    name: String,
    text: String,
    has_children: bool,
}

/// Reads a document as far as possible. The code is the first element of that name at any depth, or an attribute.
pub fn read(document: &str) -> ErrorBody {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut found = FoundFields::default();
    let mut open: Vec<OpenElement> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                if let Some(parent) = open.last_mut() {
                    parent.has_children = true;
                }
                found.attributes(&start);
                open.push(OpenElement { name: local_name(&start), text: String::new(), has_children: false });
            }
            Ok(Event::End(_)) => {
                if let Some(element) = open.pop() {
                    found.element(element, &open);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => {
                if let Some(element) = open.last_mut() {
                    push_text(&mut element.text, &event);
                }
            }
        }
    }
    // In a document that ends within an element, the part before is still valid.
    if let Some(element) = open.pop() {
        found.element(element, &open);
    }
    found.body()
}

#[derive(Default)]
struct FoundFields {
    code: Option<String>,
    message: Option<String>,
    code_attribute: Option<String>,
    message_attribute: Option<String>,
    fields: Vec<(String, String)>,
}

impl FoundFields {
    fn attributes(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().flatten() {
            let name = attribute.key.local_name();
            let place = match name.as_ref() {
                name if name.eq_ignore_ascii_case("code") => &mut self.code_attribute,
                name if name.eq_ignore_ascii_case("message") => &mut self.message_attribute,
                _ => continue,
            };
            if place.is_none() {
                let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                *place = value.ok().map(std::borrow::Cow::into_owned);
            }
        }
    }

    fn element(&mut self, OpenElement { name, text, has_children }: OpenElement, around: &[OpenElement]) {
        if has_children || around.is_empty() {
            return;
        }
        let place = match name.as_str() {
            name if name.eq_ignore_ascii_case("code") => &mut self.code,
            name if name.eq_ignore_ascii_case("message") => &mut self.message,
            _ => {
                if let [OpenElement { name: root, .. }] = around
                    && root == ERROR
                {
                    self.fields.push((name, text));
                }
                return;
            }
        };
        if place.is_none() {
            *place = Some(text);
        }
    }

    fn body(self) -> ErrorBody {
        ErrorBody {
            code: self.code.or(self.code_attribute),
            message: self.message.or(self.message_attribute),
            fields: self.fields,
        }
    }
}

fn local_name(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

/// Adds the text of an event. An unknown entity stays as written.
fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => {
            let name = reference.xml10_content();
            if let Ok(Some(character)) = reference.resolve_char_ref() {
                text.push(character);
            } else if let Some(resolved) = resolve_predefined_entity(&name) {
                text.push_str(resolved);
            } else {
                text.push('&');
                text.push_str(&name);
                text.push(';');
            }
        }
        _ => {}
    }
}

/// Whether a text is a page of HTML.
pub fn is_page(text: &str) -> bool {
    let mut start = text.trim_start().chars().take(1000).collect::<String>();
    start.make_ascii_lowercase();
    start.starts_with("<!doctype html") || (start.starts_with('<') && start.contains("<html"))
}

/// The text of a page, without tags, comments, scripts and styles.
pub fn words(page: &str) -> String {
    let mut words = String::new();
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        words.push_str(text);
        words.push(' ');
        rest = if tag.starts_with("!--") {
            after(tag, "-->")
        } else if let Some(name) = ["script", "style"].into_iter().find(|name| begins_with(tag, name)) {
            after(after(tag, &format!("</{name}")), ">")
        } else {
            after(tag, ">")
        };
    }
    words.push_str(rest);
    let words = words.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    words.replace("&#39;", "'").replace("&amp;", "&")
}

fn begins_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The text after the first occurrence of `end`, ignoring case.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    let found = text.as_bytes().windows(end.len()).position(|part| part.eq_ignore_ascii_case(end.as_bytes()));
    found.and_then(|start| text.get(start + end.len()..)).unwrap_or_default()
}
