//! Globs for names: a pure match of the full name, character by character. A backslash in a name is an ordinary character on every system.
//!
//! A glob is a list of steps, and a match follows all steps that are possible at once. So no name takes longer than its length times that of
//! the glob, whatever the glob is.

use std::iter::Peekable;
use std::str::Chars;

/// A glob, read once.
#[derive(Debug, Clone, PartialEq)]
pub struct Glob {
    steps: Vec<GlobStep>,
}

#[derive(Debug, Clone, PartialEq)]
enum GlobStep {
    /// This character.
    Character(char),
    /// One of these ranges, or none of them, but never a slash.
    Class { ranges: Vec<(char, char)>, is_negated: bool },
    /// Any characters but slashes.
    Star,
    /// Any parts of the name with their slashes, or none, and then the step of this number.
    Parts(usize),
    /// All characters up to the end.
    All,
    /// Any of the steps with these numbers.
    Either(Vec<usize>),
    /// The step of this number.
    Goto(usize),
}

/// How deep alternatives may be nested. Each level takes stack.
const DEEPEST: usize = 100;

/// Why a glob cannot be read.
type Problem = &'static str;

impl Glob {
    /// Reads a glob.
    ///
    /// # Errors
    /// What is wrong with it. A glob left open by a typing error would match nothing, and a mirror would delete everything.
    pub fn new(text: &str) -> Result<Self, Problem> {
        match text.chars().next() {
            None => return Err("which is empty and matches no name"),
            Some('!') => {
                return Err(
                    "which begins with \"!\". Use \"exclude\" for names that are not to be copied, or \"\\!\" for the character",
                );
            }
            _ => {}
        }
        let mut reader = GlobReader { text: text.chars().peekable(), steps: Vec::new(), parts: Vec::new() };
        reader.sequence(0, true)?;
        Ok(Self { steps: reader.linked() })
    }

    /// Whether it matches the full name.
    pub fn matches(&self, name: &str) -> bool {
        let (mut now, mut next) = (ReachedSteps::of(self.steps.len()), ReachedSteps::of(self.steps.len()));
        self.reach(0, &mut now);
        for character in name.chars() {
            next.clear();
            for at in &now.open {
                match &self.steps[*at] {
                    GlobStep::Character(own) if *own == character => self.reach(at + 1, &mut next),
                    GlobStep::Class { ranges, is_negated } if character != '/' => {
                        let is_in = ranges.iter().any(|(low, high)| (*low..=*high).contains(&character));
                        if is_in != *is_negated {
                            self.reach(at + 1, &mut next);
                        }
                    }
                    GlobStep::Star if character != '/' => self.reach(*at, &mut next),
                    GlobStep::All => self.reach(*at, &mut next),
                    GlobStep::Parts(then) => {
                        self.enter(*at, &mut next);
                        if character == '/' {
                            self.reach(*then, &mut next);
                        }
                    }
                    _ => {}
                }
            }
            std::mem::swap(&mut now, &mut next);
        }
        now.is_seen[self.steps.len()]
    }

    /// Notes a step that takes the next character, and those that may be passed without one.
    fn reach(&self, at: usize, reached: &mut ReachedSteps) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if reached.is_seen[at] {
                continue;
            }
            self.enter(at, reached);
            match self.steps.get(at) {
                Some(GlobStep::Star | GlobStep::All) => open.push(at + 1),
                Some(GlobStep::Parts(then) | GlobStep::Goto(then)) => open.push(*then),
                Some(GlobStep::Either(all)) => open.extend(all),
                _ => {}
            }
        }
    }

    fn enter(&self, at: usize, reached: &mut ReachedSteps) {
        if !std::mem::replace(&mut reached.is_seen[at], true) && at < self.steps.len() {
            reached.open.push(at);
        }
    }
}

/// The steps that a match has reached.
struct ReachedSteps {
    is_seen: Vec<bool>,
    open: Vec<usize>,
}

impl ReachedSteps {
    fn of(steps: usize) -> Self {
        Self { is_seen: vec![false; steps + 1], open: Vec::new() }
    }

    fn clear(&mut self) {
        self.is_seen.fill(false);
        self.open.clear();
    }
}

/// Reads the steps.
struct GlobReader<'a> {
    text: Peekable<Chars<'a>>,
    steps: Vec<GlobStep>,
    /// The numbers of steps that are full parts `**`, if what follows allows it.
    parts: Vec<usize>,
}

impl GlobReader<'_> {
    /// Reads up to the end, or to that of an alternative. `begins` says whether a part of the name begins here.
    fn sequence(&mut self, depth: usize, mut begins: bool) -> Result<(), Problem> {
        while let Some(character) = self.text.peek().copied() {
            if depth > 0 && matches!(character, ',' | '}') {
                return Ok(());
            }
            self.text.next();
            let began = std::mem::replace(&mut begins, character == '/');
            let step = match character {
                '*' => {
                    let is_double = self.text.next_if_eq(&'*').is_some();
                    if is_double && began {
                        self.parts.push(self.steps.len());
                    }
                    GlobStep::Star
                }
                '?' => GlobStep::Class { ranges: Vec::new(), is_negated: true },
                '[' => self.class()?,
                '{' => {
                    self.alternatives(depth, began)?;
                    continue;
                }
                '}' => return Err("in which a \"}\" has no \"{\""),
                '\\' => GlobStep::Character(self.escaped()?),
                other => GlobStep::Character(other),
            };
            self.steps.push(step);
        }
        if depth > 0 { Err("in which a \"{\" is not closed") } else { Ok(()) }
    }

    fn alternatives(&mut self, depth: usize, began: bool) -> Result<(), Problem> {
        if depth == DEEPEST {
            return Err("in which alternatives are nested too deeply");
        }
        let either = self.steps.len();
        self.steps.push(GlobStep::Star);
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        loop {
            all.push(self.steps.len());
            self.sequence(depth + 1, began)?;
            ends.push(self.steps.len());
            self.steps.push(GlobStep::Star);
            if self.text.next() == Some('}') {
                break;
            }
        }
        let after = self.steps.len();
        for end in ends {
            self.steps[end] = GlobStep::Goto(after);
        }
        self.steps[either] = GlobStep::Either(all);
        Ok(())
    }

    fn class(&mut self) -> Result<GlobStep, Problem> {
        let is_negated = self.text.next_if(|character| matches!(character, '!' | '^')).is_some();
        let (mut ranges, mut is_first) = (Vec::new(), true);
        loop {
            let low = match self.text.next() {
                None => return Err("in which a \"[\" is not closed"),
                Some(']') if !is_first => return Ok(GlobStep::Class { ranges, is_negated }),
                Some('\\') => self.escaped()?,
                Some(character) => character,
            };
            is_first = false;
            let mut ahead = self.text.clone();
            let high = match (ahead.next(), ahead.next()) {
                (Some('-'), Some(high)) if high != ']' => {
                    self.text = ahead;
                    if high == '\\' { self.escaped()? } else { high }
                }
                _ => low,
            };
            ranges.push((low, high));
        }
    }

    fn escaped(&mut self) -> Result<char, Problem> {
        self.text.next().ok_or("which ends in \"\\\"")
    }

    /// The steps, with `**` as any number of parts where it is a full part.
    fn linked(mut self) -> Vec<GlobStep> {
        for at in std::mem::take(&mut self.parts) {
            let mut then = at + 1;
            while let Some(GlobStep::Goto(next)) = self.steps.get(then) {
                then = *next;
            }
            match self.steps.get(then) {
                None => self.steps[at] = GlobStep::All,
                Some(GlobStep::Character('/')) => self.steps[at] = GlobStep::Parts(then + 1),
                _ => {}
            }
        }
        self.steps
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(glob: &str, name: &str) -> bool {
        Glob::new(glob).expect(glob).matches(name)
    }

    #[test]
    fn o6_wildcards_match_characters_and_not_bytes() {
        for (glob, matching, other) in [
            ("?", &["a", "é", "～", "日", "😀", "\\"][..], &["", "/", "ab", "e\u{301}"][..]),
            ("??", &["ab", "é～", "e\u{301}"], &["é", "😀"]),
            ("[à-ÿ]x", &["éx", "ÿx"], &["ax", "ǿx", "éy"]),
            ("[x～😀]", &["x", "～", "😀"], &["y", "\u{FF5D}"]),
            ("[!é]", &["a", "～"], &["é", "/", "aa"]),
            ("[^a-c]", &["d", "é"], &["a", "b", "/"]),
            ("[]a]", &["]", "a"], &["b"]),
            ("[a-]", &["a", "-"], &["b"]),
            ("[\\]-\\^]", &["]", "^"], &["\\"]),
            ("{é,～}*", &["é", "～1"], &["a", "é/"]),
            ("a\\*\\{b\\,c", &["a*{b,c"], &["ab"]),
            ("a\\\\b", &["a\\b"], &["a/b", "ab"]),
            ("a*c", &["abc", "a\\c", "ac"], &["a/c"]),
        ] {
            for name in matching {
                assert!(matches(glob, name), "{glob} {name}");
            }
            for name in other {
                assert!(!matches(glob, name), "{glob} {name}");
            }
        }
    }

    #[test]
    fn o6_two_stars_are_any_number_of_parts_if_they_are_a_full_one() {
        for (glob, matching, other) in [
            ("**", &["", "a", "a/b", "/"][..], &[][..]),
            ("a/**", &["a/", "a/b", "a/b/c"], &["a", "b/a/c"]),
            ("**/a", &["a", "b/a", "b/c/a", "/a"], &["ba", "a/b"]),
            ("a/**/b", &["a/b", "a/c/b", "a/c/d/b", "a//b"], &["ab", "a/cb"]),
            ("a/**/**/b", &["a/b", "a/c/b"], &["ab"]),
            ("**/", &["", "a/", "a/b/"], &["a", "a/b"]),
            ("a**", &["a", "ab"], &["a/b"]),
            ("**b", &["b", "ab"], &["a/b"]),
            ("{a/**,b}/c", &["a/c", "a/x/y/c", "b/c"], &["a", "ac", "b/x/c"]),
            ("{**/,}a", &["a", "x/a", "x/y/a"], &["xa"]),
            ("x/{**/,}a", &["x/a", "x/y/a"], &["x/ya"]),
            ("{a,{b,c/**}}", &["a", "b", "c/d/e"], &["c", "d"]),
            ("{,a}b", &["b", "ab"], &["aab"]),
        ] {
            for name in matching {
                assert!(matches(glob, name), "{glob} {name}");
            }
            for name in other {
                assert!(!matches(glob, name), "{glob} {name}");
            }
        }
    }

    #[test]
    fn d5_no_number_of_alternatives_makes_a_glob_match_nothing() {
        let glob = "{a,b}".repeat(40);
        assert!(matches(&glob, &"ab".repeat(20)) && !matches(&glob, &"ab".repeat(19)));
        assert!(matches(&format!("{}x{}", "{".repeat(30), "}".repeat(30)), "x"));
        assert!(Glob::new(&"{".repeat(100_000)).is_err());
        assert!(matches(&"*".repeat(100_000), "a") && !matches(&"*a".repeat(1000), &"ab".repeat(999)));
    }

    /// The same in the plainest way: all rests of the name are tried.
    fn plainly(glob: &[char], name: &[char], begins: bool) -> bool {
        match glob {
            [] => name.is_empty(),
            ['*', '*'] if begins => true,
            ['*', '*', '/', rest @ ..] if begins => {
                plainly(rest, name, true)
                    || (0..name.len()).any(|at| name[at] == '/' && plainly(rest, &name[at + 1..], true))
            }
            ['*', rest @ ..] => {
                let rest = if let ['*', rest @ ..] = rest { rest } else { rest };
                let most = name.iter().position(|character| *character == '/').unwrap_or(name.len());
                (0..=most).any(|at| plainly(rest, &name[at..], false))
            }
            ['?', rest @ ..] => matches!(name, [one, names @ ..] if *one != '/' && plainly(rest, names, false)),
            [one, rest @ ..] => matches!(name, [own, names @ ..] if own == one && plainly(rest, names, *one == '/')),
        }
    }

    proptest! {
        #[test]
        fn a_match_is_that_of_all_rests(glob in "[a/é*?]{1,8}", name in "[a/é]{0,8}") {
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&glob, &name), plainly(&characters(&glob), &characters(&name), true));
        }

        #[test]
        fn any_text_is_a_glob_or_an_error(glob in ".{0,12}", name in ".{0,12}") {
            if let Ok(glob) = Glob::new(&glob) {
                glob.matches(&name);
            }
        }
    }
}
