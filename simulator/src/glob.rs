//! Patterns for names: `*` is any run of characters, `?` is any one; everything else is itself, `/` and `[` too, and nothing escapes.

use wildmatch::WildMatch;

/// Whether a pattern fits all of a text.
pub fn fits(pattern: &str, text: &str) -> bool {
    WildMatch::new(pattern).matches(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_match() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "a/b"),
            ("a*c", "abcbc"),
            ("?b*", "ab"),
            ("a", "a"),
            ("*.txt", "ü.txt"),
            ("**", "x"),
            ("*a*b*", "xaxbx"),
            ("?", "ü"),
            ("", ""),
            ("a[b]{c,d}", "a[b]{c,d}"),
            ("\\*", "\\a"),
            ("*?*", "*"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", ""), ("a*c", "ab"), ("?", ""), ("a?", "a"), ("*b", "abc"), ("*ab", "aba"), ("A", "a")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
