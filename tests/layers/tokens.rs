//! Just enough of Rust's grammar to find paths: identifiers and punctuation with their lines, without comments, strings
//! and character literals (where `reqwest` may be mentioned freely).

/// An identifier or one character of punctuation, and the line that it is on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// Splits a source file into tokens.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut scanner = Scanner { rest: source, line: 1, found: Vec::new() };
    while !scanner.rest.is_empty() {
        scanner.step();
    }
    scanner.found
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Token>,
}

impl Scanner<'_> {
    fn step(&mut self) {
        let length = if self.rest.starts_with("//") {
            self.rest.find('\n').unwrap_or(self.rest.len())
        } else if self.rest.starts_with("/*") {
            block_comment(self.rest)
        } else if let Some(length) = string(self.rest).or_else(|| character(self.rest)) {
            length
        } else {
            self.token()
        };
        let (passed, rest) = self.rest.split_at(length);
        self.line += passed.matches('\n').count();
        self.rest = rest;
    }

    /// Takes an identifier, a punctuation character or white space, and returns its length.
    fn token(&mut self) -> usize {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let word = self.rest.find(|character| !is_word(character)).unwrap_or(self.rest.len());
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let length = word.max(first);
        let text = &self.rest[..length];
        if !text.trim().is_empty() {
            self.found.push(Token { text: text.to_owned(), line: self.line });
        }
        length
    }
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The length of a string literal of any kind, when one starts here.
fn string(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let prefix = rest.len() - body.len();
    if let Some(raw) = body.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let content = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = content.find(&end).map_or(content.len(), |at| at + end.len());
        return Some(prefix + 1 + hashes + 1 + length);
    }
    let content = body.strip_prefix('"')?;
    let mut is_escaped = false;
    for (at, character) in content.char_indices() {
        if character == '"' && !is_escaped {
            return Some(prefix + 1 + at + 1);
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    Some(rest.len())
}

/// The length of a character literal that starts here. A lifetime is not one: no quote closes it.
fn character(rest: &str) -> Option<usize> {
    let content = rest.strip_prefix('\'')?;
    let first = content.chars().next()?;
    if first == '\\' {
        // The escaped character itself may be the quote, so the search for the end starts after it.
        let escaped = content[1..].chars().next()?.len_utf8();
        return content[1 + escaped..].find('\'').map(|at| 1 + 1 + escaped + at + 1);
    }
    content[first.len_utf8()..].starts_with('\'').then(|| 1 + first.len_utf8() + 1)
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn texts(source: &str) -> Vec<String> {
        tokens(source).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn paths_are_split_at_their_punctuation() {
        assert_eq!(texts("use crate::http;"), ["use", "crate", ":", ":", "http", ";"]);
    }

    #[test]
    fn comments_and_literals_are_left_out() {
        assert_eq!(texts("a // napi\n/* napi /* napi */ napi */ b"), ["a", "b"]);
        assert_eq!(texts(r##"a "napi \" napi" r#"napi " napi"# b"napi" '"' '\'' '\u{41}' b"##), ["a", "b"]);
    }

    #[test]
    fn lifetimes_are_not_literals() {
        assert_eq!(
            texts("fn f<'a>(x: &'a str)"),
            ["fn", "f", "<", "'", "a", ">", "(", "x", ":", "&", "'", "a", "str", ")"]
        );
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let found = tokens("/*\n*/ \"\n\"\n// x\nlast");
        assert_eq!((found[0].text.as_str(), found[0].line), ("last", 5));
    }
}
