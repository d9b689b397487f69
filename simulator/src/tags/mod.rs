//! Blob index tags: valid tags, and the expressions for finding blobs and for conditions.

mod expression;

pub use expression::{Expression, Usage};

use crate::failure::{Failure, Result};
use crate::names;
use crate::xml::{Element, invalid_xml};

/// Sorts tags by name, and rejects those that the service does not accept:
/// <https://learn.microsoft.com/rest/api/storageservices/set-blob-tags>.
pub fn check(mut tags: Vec<(String, String)>) -> Result<Vec<(String, String)>> {
    tags.sort();
    let too_long = |(key, value): &(String, String)| {
        key.chars().count() > names::MAX_TAG_NAME || value.chars().count() > names::MAX_TAG_VALUE
    };
    if tags.len() > names::MAX_TAGS || tags.iter().any(too_long) {
        let message = "The tags specified exceed the maximum permissible limit.";
        return Err(Failure::new(400, "TagsTooLarge", message));
    }
    if tags.iter().any(|(key, _)| key.is_empty()) {
        let message = "The name of one of the tag key-value pairs is empty.";
        return Err(Failure::new(400, "EmptyTagName", message));
    }
    let permitted = |character: char| character.is_ascii_alphanumeric() || " +-./:=_".contains(character);
    if !tags.iter().all(|(key, value)| key.chars().chain(value.chars()).all(permitted)) {
        let message = "The tags specified are invalid. It contains characters that are not permitted.";
        return Err(Failure::new(400, "InvalidTag", message));
    }
    if tags.windows(2).any(|two| two[0].0 == two[1].0) {
        return Err(Failure::new(400, "DuplicateTagNames", "The tags specified contain duplicate names."));
    }
    Ok(tags)
}

/// Reads the body of Set Blob Tags.
pub fn read(xml: &[u8]) -> Result<Vec<(String, String)>> {
    let root = Element::parse_named(xml, "Tags")?;
    let set = root.child("TagSet").ok_or_else(invalid_xml)?;
    let pair = |tag: &Element| {
        let part = |name| tag.text_of(name).map(str::to_owned).ok_or_else(invalid_xml);
        if tag.name == "Tag" { Ok((part("Key")?, part("Value")?)) } else { Err(invalid_xml()) }
    };
    check(set.children.iter().map(pair).collect::<Result<_>>()?)
}

/// Tags as the service shows them.
pub fn element<'a>(tags: impl IntoIterator<Item = &'a (String, String)>) -> Element {
    let tag = |(key, value): &(String, String)| {
        Element::of("Tag", vec![Element::new("Key", key), Element::new("Value", value)])
    };
    Element::of("Tags", vec![Element::of("TagSet", tags.into_iter().map(tag).collect())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(tags: &[(&str, &str)]) -> Option<&'static str> {
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        check(tags).err().map(|failure| failure.code)
    }

    #[test]
    fn tag_limits_are_enforced() {
        let (name, value) = ("n".repeat(128), "v".repeat(256));
        assert_eq!(code(&[(&name, &value), ("a +-./:=_", "")]), None);
        assert_eq!(code(&[(&format!("{name}n"), "")]), Some("TagsTooLarge"));
        assert_eq!(code(&[("n", &format!("{value}v"))]), Some("TagsTooLarge"));
        assert_eq!(code(&[("", "")]), Some("EmptyTagName"));
        assert_eq!(code(&[("a", "1"), ("a", "2")]), Some("DuplicateTagNames"));
        assert_eq!(code(&[("a", "ü")]), Some("InvalidTag"));
        assert_eq!(code(&[("a&b", "")]), Some("InvalidTag"));
        let names: Vec<_> = (0..11).map(|number| number.to_string()).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!((code(&many[..10]), code(&many)), (None, Some("TagsTooLarge")));
    }
}
