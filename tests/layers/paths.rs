//! The paths that a file names, and what a `mod.rs` re-exports, with groups in braces taken apart.

use crate::tokens::Token;

/// What a `mod.rs` re-exports: the public name, and the module that it comes from.
pub fn exports(found: &[Token]) -> Vec<(String, String)> {
    let mut exported = Vec::new();
    for (at, token) in found.iter().enumerate() {
        let is_public = at > 0 && matches!(found[at - 1].text.as_str(), "pub" | ")");
        if token.text != "use" || !is_public {
            continue;
        }
        let mut tree = Tree { rest: &found[at + 1..], paths: Vec::new() };
        tree.read(Vec::new());
        for (mut path, _) in tree.paths {
            if path.first().is_some_and(|first| first == "self") {
                path.remove(0);
            }
            if let (Some(first), Some(last)) = (path.first(), path.last()) {
                exported.push((last.clone(), first.clone()));
            }
        }
    }
    exported
}

/// The paths that a file names from its crate's root, by `crate::…` or by `super::…`, each with its line.
pub fn paths(module: &[String], found: &[Token]) -> Vec<(Vec<String>, usize)> {
    let mut named = Vec::new();
    for (at, token) in found.iter().enumerate() {
        let continues_a_path = at > 0 && found[at - 1].text == ":";
        if continues_a_path || !matches!(token.text.as_str(), "crate" | "super") {
            continue;
        }
        let mut tree = Tree { rest: &found[at..], paths: Vec::new() };
        tree.read(Vec::new());
        for (path, line) in tree.paths {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let base = if path[0] == "crate" { &[][..] } else { &module[..module.len().saturating_sub(ups)] };
            let rest = path.iter().skip(ups.max(1)).cloned();
            named.push((base.iter().cloned().chain(rest).collect(), line));
        }
    }
    named
}

/// Reads one path, or the tree of a `use`.
struct Tree<'a> {
    rest: &'a [Token],
    paths: Vec<(Vec<String>, usize)>,
}

impl Tree<'_> {
    fn text(&self, at: usize) -> &str {
        self.rest.get(at).map_or("", |token| token.text.as_str())
    }

    fn read(&mut self, mut path: Vec<String>) {
        let line = self.rest.first().map_or(0, |token| token.line);
        loop {
            match self.text(0) {
                "{" => return self.read_group(&path),
                "" | "}" | "," | ";" => return,
                name => path.push(name.to_owned()),
            }
            self.rest = &self.rest[1..];
            if (self.text(0), self.text(1)) != (":", ":") {
                break;
            }
            self.rest = &self.rest[2..];
        }
        if self.text(0) == "as" {
            // Under its new name it is looked for.
            path.push(self.text(1).to_owned());
            self.rest = &self.rest[2.min(self.rest.len())..];
        }
        self.paths.push((path, line));
    }

    fn read_group(&mut self, path: &[String]) {
        self.rest = &self.rest[1..];
        loop {
            match self.text(0) {
                "" => return,
                "}" => {
                    self.rest = &self.rest[1..];
                    return;
                }
                "," => self.rest = &self.rest[1..],
                _ => {
                    let before = self.rest.len();
                    self.read(path.to_vec());
                    if self.rest.len() == before {
                        return;
                    }
                }
            }
        }
    }
}
