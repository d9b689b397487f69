//! Patterns for names: `*` is any run of characters, `?` is any one; everything else is itself.

/// Whether a pattern fits all of a text.
pub fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut place) = (0, 0);
    // Where to go on when what follows the last star does not fit: one character further on in the text.
    let mut star = None;
    while place < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == text[place] => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((star_at, star_place)) = star else { return false };
                star = Some((star_at, star_place + 1));
                at = star_at + 1;
                place = star_place + 1;
            }
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
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
