//! Selects blobs by their tags. The grammar is that of Find Blobs by Tags: comparisons that are joined by `AND`.
//! <https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags>

use crate::base::error::{Error, Result};
use crate::rest::values::NameValues;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The operators, the longer ones first.
const OPERATORS: [(&str, Operator); 5] = [
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

#[derive(Debug, Clone, PartialEq, Eq)]
struct TagComparison {
    tag: String,
    operator: Operator,
    value: String,
}

/// A filter, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFilter(Vec<TagComparison>);

impl TagFilter {
    /// Reads a filter.
    ///
    /// # Errors
    /// An argument error with the position of the fault.
    pub fn new(text: &str) -> Result<Self> {
        let mut rest = text.trim_start();
        let mut comparisons = Vec::new();
        loop {
            let (tag, after) = tag(rest).ok_or_else(|| wrong(text, rest, "a tag"))?;
            let after = after.trim_start();
            let (sign, operator) = OPERATORS
                .into_iter()
                .find(|(sign, _)| after.starts_with(sign))
                .ok_or_else(|| wrong(text, after, "one of =, >, >=, <, <="))?;
            let after = after[sign.len()..].trim_start();
            let (value, after) = quoted(after, '\'').ok_or_else(|| wrong(text, after, "a value in '…'"))?;
            comparisons.push(TagComparison { tag, operator, value });
            rest = after.trim_start();
            if rest.is_empty() {
                return Ok(Self(comparisons));
            }
            rest = and(rest).ok_or_else(|| wrong(text, rest, "AND"))?;
        }
    }

    /// Whether tags fit the filter. A missing tag fits no comparison.
    pub fn takes(&self, tags: &NameValues) -> bool {
        self.0.iter().all(|TagComparison { tag, operator, value }| {
            let Some((_, actual)) = tags.0.iter().find(|(name, _)| name == tag) else { return false };
            match operator {
                Operator::Equal => actual == value,
                Operator::Less => actual < value,
                Operator::LessOrEqual => actual <= value,
                Operator::Greater => actual > value,
                Operator::GreaterOrEqual => actual >= value,
            }
        })
    }
}

/// A tag's name, in quotes or bare.
fn tag(text: &str) -> Option<(String, &str)> {
    if text.starts_with('"') {
        return quoted(text, '"').filter(|(name, _)| !name.is_empty());
    }
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (!name.is_empty()).then(|| (name.to_owned(), rest))
}

/// A text in quotes. A quote in it is doubled.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix(quote)?;
    let mut value = String::new();
    loop {
        let end = rest.find(quote)?;
        value.push_str(&rest[..end]);
        rest = &rest[end + quote.len_utf8()..];
        match rest.strip_prefix(quote) {
            Some(after) => {
                value.push(quote);
                rest = after;
            }
            None => return Some((value, rest)),
        }
    }
}

fn and(text: &str) -> Option<&str> {
    let (word, rest) = text.split_at_checked(3)?;
    let ends = rest.starts_with(|character: char| character.is_whitespace() || character == '"');
    (word.eq_ignore_ascii_case("and") && ends).then(|| rest.trim_start())
}

fn wrong(text: &str, rest: &str, wanted: &str) -> Error {
    let place = text.len() - rest.len();
    let message = format!(
        "The option \"tagFilter\" cannot be read at character {place}, where {wanted} is needed: {text:?}. Write it as for \
         findBlobsByTags: \"project\" = 'north' AND \"year\" >= '2024'."
    );
    Error::argument_range("options.tagFilter", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(filter: &str, tags: &[(&str, &str)]) -> bool {
        let tags = tags.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        TagFilter::new(filter).expect("a filter").takes(&NameValues(tags))
    }

    #[test]
    fn o9_blobs_are_chosen_by_tags() {
        let tags = [("project", "north"), ("year", "2024"), ("odd name", "it's")];
        for (filter, expected) in [
            ("project = 'north'", true),
            ("\"project\"='north' AND year >= '2024'", true),
            ("project = 'north' and year > '2024'", false),
            ("year < '2025' AND year <= '2024'", true),
            ("\"odd name\" = 'it''s'", true),
            ("Project = 'north'", false),
            ("missing = ''", false),
            ("project = 'North'", false),
        ] {
            assert_eq!(takes(filter, &tags), expected, "{filter}");
        }
    }

    #[test]
    fn an_unreadable_filter_is_rejected() {
        for filter in [
            "",
            "project",
            "project =",
            "project = north",
            "project = 'north",
            "= 'a'",
            "\"\" = 'a'",
            "a = 'b' OR c = 'd'",
            "a = 'b' AND",
            "a = 'b' c = 'd'",
            "a != 'b'",
            "a = 'b' ANDc = 'd'",
            "é'",
            "a = 'b' ﹠",
        ] {
            let error = TagFilter::new(filter).expect_err("a rejection");
            assert!(error.message().contains("\"tagFilter\" cannot be read"), "{filter}");
        }
    }
}
