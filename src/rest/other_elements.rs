//! Elements of a response that are not declared here, such as the owner and the permissions of a directory. They are
//! passed on under the names of the service, as in `@azure/storage-blob`.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// An unknown element. It is a text if it has nothing else. Otherwise it is an object of its children, with `#` for its
/// text and `$` for its attributes, as the reference's XML parser writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlValue {
    /// An element with a text.
    Text(String),
    /// An element with children or attributes.
    Element(OtherElements),
    /// Several elements of the same name.
    Several(Vec<XmlValue>),
}

/// Elements by name, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherElements(pub Vec<(String, XmlValue)>);

impl OtherElements {
    /// Adds an element. A second one of the same name makes a list.
    pub fn push(&mut self, name: &str, value: XmlValue) {
        let Some((_, known)) = self.0.iter_mut().find(|(known, _)| known == name) else {
            self.0.push((name.to_owned(), value));
            return;
        };
        match known {
            XmlValue::Several(values) => values.push(value),
            first => {
                let first_value = std::mem::replace(first, XmlValue::Several(Vec::new()));
                *first = XmlValue::Several(vec![first_value, value]);
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of an element that has nothing else.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.iter().find(|(known, _)| known == name) {
            Some((_, XmlValue::Text(text))) => Some(text),
            _ => None,
        }
    }

    /// Records an empty element, by the public name of its property.
    pub fn push_empty(&mut self, property: &str) {
        self.push(property, XmlValue::Text(String::new()));
    }
}

impl Serialize for OtherElements {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for XmlValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Element(members) => members.serialize(serializer),
            Self::Several(values) => values.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::xml::XmlCursor;

    fn read(element: &str) -> String {
        let document = format!("<Root>{element}</Root>");
        let mut cursor = XmlCursor::new(document.as_bytes()).expect("UTF-8");
        cursor.root("Root").expect("a root");
        let mut others = OtherElements::default();
        cursor
            .children(|cursor, start| {
                others.push(start.name(), cursor.value(start)?);
                Ok(())
            })
            .expect("well-formed");
        serde_json::to_string(&others).expect("JSON")
    }

    #[test]
    fn unknown_elements_are_kept() {
        for (element, expected) in [
            ("<A>1</A>", r#"{"A":"1"}"#),
            ("<A/>", r#"{"A":""}"#),
            ("<A x=\"1\">t</A>", r##"{"A":{"#":"t","$":{"x":"1"}}}"##),
            ("<A x=\"1\"/>", r#"{"A":{"$":{"x":"1"}}}"#),
            ("<A><B>1</B><B>2</B><B/></A>", r#"{"A":{"B":["1","2",""]}}"#),
            ("<A>1</A><A>2</A>", r#"{"A":["1","2"]}"#),
            ("<A>\n <B>&lt;</B>\n</A>", r#"{"A":{"B":"<"}}"#),
        ] {
            assert_eq!(read(element), expected, "{element}");
        }
    }

    #[test]
    fn very_deep_elements_are_omitted() {
        let deep = format!("{}{}", "<A>".repeat(5000), "</A>".repeat(5000));
        assert_eq!(read(&deep).matches('A').count(), 17);
    }
}
