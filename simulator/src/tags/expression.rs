//! Expressions over tags: `"Project" = 'Moon' AND "Status" >= '2'`, as
//! <https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags> and
//! <https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations> have them.

use std::cmp::Ordering;

use crate::names;

/// The use of an expression: the grammars differ slightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Finding blobs: `@container` is allowed, but not `OR` and `<>`.
    Find,
    /// A condition on a request: `OR` and `<>`, but no `@container`.
    Condition,
}

/// An expression: it is true if all comparisons of any of its groups are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    groups: Vec<Vec<Condition>>,
}

/// A comparison of one tag with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The name of the tag, or `@container`.
    pub key: String,
    operator: Operator,
    /// The value to compare with.
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Condition {
    /// The name of the container in expressions.
    pub const CONTAINER: &str = "@container";

    /// Whether a value of the tag satisfies it.
    pub fn holds(&self, value: &str) -> bool {
        let order = value.cmp(&self.value);
        match self.operator {
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => order != Ordering::Equal,
            Operator::Greater => order == Ordering::Greater,
            Operator::GreaterOrEqual => order != Ordering::Less,
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEqual => order != Ordering::Greater,
        }
    }
}

impl Expression {
    /// Reads an expression; an error is the position of the fault, in characters from 1 on.
    pub fn parse(text: &str, usage: Usage) -> Result<Self, usize> {
        let mut tokens = Tokens { text, place: 0 };
        let mut groups = vec![vec![tokens.condition(usage)?]];
        while let Some((word, place)) = tokens.word()? {
            if word.eq_ignore_ascii_case("AND") {
                let condition = tokens.condition(usage)?;
                if let Some(group) = groups.last_mut() {
                    group.push(condition);
                }
            } else if word.eq_ignore_ascii_case("OR") && usage == Usage::Condition {
                groups.push(vec![tokens.condition(usage)?]);
            } else {
                return Err(place);
            }
        }
        Ok(Self { groups })
    }

    /// Whether tags satisfy it. A missing tag satisfies no comparison.
    pub fn holds(&self, tags: &[(String, String)], container: &str) -> bool {
        let value = |key: &str| match key {
            Condition::CONTAINER => Some(container),
            _ => tags.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str()),
        };
        let holds = |condition: &Condition| value(&condition.key).is_some_and(|value| condition.holds(value));
        self.groups.iter().any(|group| group.iter().all(holds))
    }

    /// Its comparisons.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.groups.iter().flatten()
    }
}

struct Tokens<'a> {
    text: &'a str,
    place: usize,
}

impl<'a> Tokens<'a> {
    fn condition(&mut self, usage: Usage) -> Result<Condition, usize> {
        self.skip_spaces();
        let start = self.place + 1;
        let key = match self.rest().chars().next() {
            Some('"') => self.quoted('"')?,
            _ => self.word()?.ok_or(start)?.0.to_owned(),
        };
        let reserved = key.starts_with('@');
        if key.is_empty()
            || key.chars().count() > names::MAX_TAG_NAME
            || (reserved && (usage == Usage::Condition || key != Condition::CONTAINER))
        {
            return Err(start);
        }
        self.skip_spaces();
        let place = self.place + 1;
        let operator = self.operator().filter(|operator| match usage {
            Usage::Find if reserved => *operator == Operator::Equal,
            Usage::Find => *operator != Operator::NotEqual,
            Usage::Condition => true,
        });
        let operator = operator.ok_or(place)?;
        self.skip_spaces();
        Ok(Condition { key, operator, value: self.quoted('\'')? })
    }

    fn operator(&mut self) -> Option<Operator> {
        let all = [
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            ("<>", Operator::NotEqual),
            ("=", Operator::Equal),
            (">", Operator::Greater),
            ("<", Operator::Less),
        ];
        let (sign, operator) = all.into_iter().find(|(sign, _)| self.rest().starts_with(sign))?;
        self.place += sign.len();
        Some(operator)
    }

    fn quoted(&mut self, quote: char) -> Result<String, usize> {
        let start = self.place + 1;
        let inner = self.rest().strip_prefix(quote).ok_or(start)?;
        let end = inner.find(quote).ok_or(start)?;
        self.place += end + 2;
        Ok(inner[..end].to_owned())
    }

    /// The next word and its position; `None` at the end. A word without letters is an error.
    fn word(&mut self) -> Result<Option<(&'a str, usize)>, usize> {
        self.skip_spaces();
        let (rest, start) = (self.rest(), self.place + 1);
        if rest.is_empty() {
            return Ok(None);
        }
        let part = |character: char| character.is_alphanumeric() || "_@".contains(character);
        let end = rest.find(|character| !part(character)).unwrap_or(rest.len());
        self.place += end;
        if end == 0 { Err(start) } else { Ok(Some((&rest[..end], start))) }
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.place += rest.len() - rest.trim_start().len();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.place..]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(text: &str) -> bool {
        let tags = [("a".to_owned(), "5".to_owned()), ("b c".to_owned(), "x".to_owned())];
        Expression::parse(text, Usage::Condition).unwrap().holds(&tags, "box")
    }

    #[test]
    fn values_are_compared_as_text() {
        for (text, expected) in [
            ("a = '5'", true),
            ("\"a\"='5'", true),
            ("a <> '5'", false),
            ("a <> '6'", true),
            ("a > '41'", true),
            ("a > '5'", false),
            ("a >= '5'", true),
            ("a < '6' and \"b c\" = 'x'", true),
            ("a < '6' AND \"b c\" = 'y'", false),
            ("a = '1' OR \"b c\" = 'x'", true),
            ("a = '1' OR \"b c\" = 'x' AND a = '2'", false),
            ("a <= ''", false),
            ("missing = ''", false),
            ("missing <> 'x'", false),
        ] {
            assert_eq!(holds(text), expected, "{text}");
        }
    }

    #[test]
    fn find_expressions_allow_container_and_fewer_operators() {
        let expression = Expression::parse("@container = 'box' AND a = '5'", Usage::Find).unwrap();
        let tags = [("a".to_owned(), "5".to_owned())];
        assert!(expression.holds(&tags, "box") && !expression.holds(&tags, "other"));
        for text in ["a <> '5'", "a = '5' OR a = '6'", "@container > 'a'", "@other = 'a'"] {
            assert!(Expression::parse(text, Usage::Find).is_err(), "{text}");
        }
        assert_eq!(Expression::parse("@container = 'box'", Usage::Condition), Err(1));
    }

    #[test]
    fn a_syntax_error_names_its_position() {
        for (text, place) in [("", 1), ("a", 2), ("a ! 'x'", 3), ("a = x", 5), ("a = 'x", 5), ("a = 'x' NOR", 9)] {
            assert_eq!(Expression::parse(text, Usage::Condition), Err(place), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_any_text_never_panics(text in "[a-b\"'@=<>ü \\PC]{0,20}") {
            let _ = Expression::parse(&text, Usage::Find);
            let _ = Expression::parse(&text, Usage::Condition);
        }
    }
}
