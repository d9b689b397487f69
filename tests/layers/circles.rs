//! The rule that modules of one layer do not use each other in a circle, as a pure function from all files to their circles.
//!
//! A module is what is directly below a layer: `src/http/retry_policy.rs`, or all of `src/http/transport/`. The files and folders below it are
//! modules of their folder. Tests do not count, because they may combine anything. What a `mod.rs` re-exports counts as a use of the module
//! that it comes from. An item that a `mod.rs` defines itself counts as a module that uses all others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::paths::{exports, paths};
use crate::rules::module_path;
use crate::tokens::{Token, tokens};

/// The module of what a `mod.rs` defines itself.
const OWN: &str = "mod.rs";

/// Where one module uses another.
type Uses = BTreeMap<(String, String), String>;

/// One layer: what its `mod.rs` re-exports, by name, and who uses whom.
#[derive(Default)]
struct Layer {
    modules: BTreeSet<String>,
    exports: BTreeMap<String, String>,
    uses: Uses,
}

/// The circles in all folders, each with the places at which its modules use each other.
pub fn circles(files: &[(String, String)]) -> Vec<String> {
    let files: Vec<(&str, Vec<String>, Vec<Token>)> = files
        .iter()
        .map(|(file, source)| (file.as_str(), module_path(file), without_tests(&tokens(source))))
        .filter(|(file, module, _)| !module.is_empty() && !is_test(file))
        .collect();
    let mut folders: BTreeMap<Vec<String>, Layer> = BTreeMap::new();
    for (_, module, _) in &files {
        for depth in depths(module) {
            folders.entry(module[..depth].to_vec()).or_default().modules.insert(module[depth].clone());
        }
    }
    for (_, module, found) in &files {
        if let Some(folder) = folders.get_mut(module) {
            folder.exports.extend(exports(found));
        }
    }
    for (file, module, found) in &files {
        for (path, line) in paths(module, found) {
            for depth in depths(module) {
                if path.get(..depth) != Some(&module[..depth]) {
                    break;
                }
                let (Some(folder), Some(name)) = (folders.get_mut(&module[..depth]), path.get(depth)) else { continue };
                let target = match folder.modules.get(name).or_else(|| folder.exports.get(name)) {
                    Some(module) => module.clone(),
                    None => OWN.to_owned(),
                };
                let own = &module[depth];
                if target != *own {
                    folder.uses.entry((own.clone(), target)).or_insert_with(|| format!("{file}:{line}"));
                }
            }
        }
    }
    folders.iter().flat_map(|(path, folder)| folder.circles(&path.join("/"))).collect()
}

/// How many names lead to each folder that a module is in, from its layer down.
fn depths(module: &[String]) -> std::ops::Range<usize> {
    1..module.len()
}

impl Layer {
    /// The shortest circle of each module that is on one, each circle once.
    fn circles(&self, name: &str) -> Vec<String> {
        let mut reported: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
        let mut found = Vec::new();
        for module in &self.modules {
            let Some(circle) = self.circle(module) else { continue };
            if !reported.insert(circle.iter().copied().collect()) {
                continue;
            }
            let steps = circle.iter().zip(circle.iter().cycle().skip(1)).map(|(user, used)| {
                let place = self.uses.get(&((*user).to_owned(), (*used).to_owned()));
                let place = place.map_or_else(|| format!("src/{name}/mod.rs"), Clone::clone);
                format!("  {place}: `{user}` uses `{used}`")
            });
            let steps = steps.collect::<Vec<_>>().join("\n");
            found.push(format!("src/{name}: modules use each other in a circle\n{steps}"));
        }
        found
    }

    fn used_by<'a>(&'a self, module: &'a str) -> impl Iterator<Item = &'a str> {
        let all = self.modules.iter().filter(move |_| module == OWN).map(String::as_str);
        let own = self.uses.keys().filter(move |(user, _)| user == module).map(|(_, used)| used.as_str());
        all.chain(own)
    }

    /// The shortest way from a module back to itself.
    fn circle<'a>(&'a self, start: &'a str) -> Option<Vec<&'a str>> {
        let mut from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(module) = queue.pop_front() {
            for used in self.used_by(module) {
                if used == start {
                    let mut circle = vec![module];
                    while let Some(before) = circle.last().and_then(|last| from.get(last)) {
                        circle.push(before);
                    }
                    circle.reverse();
                    return Some(circle);
                }
                if !from.contains_key(used) {
                    from.insert(used, module);
                    queue.push_back(used);
                }
            }
        }
        None
    }
}

fn is_test(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    name == "tests" || name.ends_with("_tests") || name.starts_with("test_") || file.contains("/tests/")
}

/// The tokens without the items that are there for tests alone: those below `#[cfg(test)]`, or `#[cfg(all(test, …))]`.
fn without_tests(found: &[Token]) -> Vec<Token> {
    const CFG_TEST: [&str; 5] = ["#", "[", "cfg", "(", "test"];
    const CFG_ALL_TEST: [&str; 7] = ["#", "[", "cfg", "(", "all", "(", "test"];
    let starts_with = |here: &[Token], texts: &[&str]| {
        here.len() > texts.len() && here.iter().zip(texts).all(|(token, text)| token.text == *text)
    };
    let mut kept = Vec::new();
    let mut at = 0;
    while at < found.len() {
        let here = &found[at..];
        if starts_with(here, &CFG_TEST) || starts_with(here, &CFG_ALL_TEST) {
            let attribute = here.iter().take_while(|token| token.text != "]").count() + 1;
            at += attribute + item_length(&here[attribute.min(here.len())..]);
        } else {
            kept.push(found[at].clone());
            at += 1;
        }
    }
    kept
}

/// How many tokens an item has: up to its semicolon, or to the end of its braces.
fn item_length(rest: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in rest.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                // The braces of `use a::{b};` are followed by its semicolon.
                if depth == 0 && rest.get(at + 1).is_none_or(|next| next.text != ";") {
                    return at + 1;
                }
            }
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::circles as circles_of;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|(file, source)| ((*file).to_owned(), (*source).to_owned())).collect();
        circles_of(&files)
    }

    #[test]
    fn a_chain_of_modules_is_no_circle() {
        let none = circles(&[
            ("src/http/mod.rs", "mod a; mod b; mod c; pub use a::A; pub use c::{C, D};"),
            ("src/http/a.rs", "use crate::http::b::B; use crate::http::{C, b};"),
            ("src/http/b.rs", "use super::c::C; fn f() { crate::http::c::f() } use crate::base::error::Error;"),
            ("src/http/c.rs", "// use crate::http::a::A;\nuse crate::auth::a;"),
            ("src/base/error.rs", ""),
        ]);
        assert_eq!(none, Vec::<String>::new());
    }

    #[test]
    fn the_files_on_a_circle_are_named() {
        let found = circles(&[
            ("src/http/a.rs", "\nuse crate::http::b::B;"),
            ("src/http/b/mod.rs", ""),
            ("src/http/b/inner.rs", "use crate::{base, http::{c::{C}, d}};"),
            ("src/http/c.rs", "\n\nuse super::a;"),
            ("src/http/d.rs", "use super::b;"),
        ]);
        let first = "src/http: modules use each other in a circle\n  src/http/a.rs:2: `a` uses `b`\n  \
                     src/http/b/inner.rs:1: `b` uses `c`\n  src/http/c.rs:3: `c` uses `a`";
        let second = "src/http: modules use each other in a circle\n  src/http/b/inner.rs:1: `b` uses `d`\n  \
                      src/http/d.rs:1: `d` uses `b`";
        assert_eq!(found, [first, second]);
    }

    #[test]
    fn a_re_export_leads_to_its_module() {
        let found = circles(&[
            ("src/http/mod.rs", "mod a; mod b; pub use self::a::{A, inner::Other as Renamed}; pub(crate) use b::B;"),
            ("src/http/a.rs", "use crate::http::B;"),
            ("src/http/b.rs", "use crate::http::Renamed;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("src/http/b.rs:1: `b` uses `a`"), "{found:?}");
    }

    #[test]
    fn an_item_of_a_mod_file_makes_a_circle() {
        let found =
            circles(&[("src/http/mod.rs", "mod a; pub struct Common;"), ("src/http/a.rs", "use crate::http::Common;")]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("`a` uses `mod.rs`") && found[0].contains("src/http/mod.rs: `mod.rs` uses `a`"));
    }

    #[test]
    fn a_folder_below_a_layer_has_no_circle_either() {
        let found = circles(&[
            ("src/http/a/mod.rs", "mod one; mod two;"),
            ("src/http/a/one.rs", "use super::two::X;"),
            ("src/http/a/two.rs", "use crate::http::a::one;"),
        ]);
        let one = "src/http/a: modules use each other in a circle\n  src/http/a/one.rs:1: `one` uses `two`\n  \
                   src/http/a/two.rs:1: `two` uses `one`";
        assert_eq!(found, [one]);
    }

    #[test]
    fn in_a_folder_below_what_a_mod_file_defines_is_a_module() {
        let found = circles(&[
            ("src/http/transport/mod.rs", "mod pool; mod place; pub const LIMIT: u32 = 1;"),
            ("src/http/transport/pool.rs", "use crate::http::transport::place::Place;"),
            ("src/http/transport/place.rs", "use super::pool::Pool;"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("src/http/transport/pool.rs:1: `pool` uses `place`"), "{found:?}");
        let found = circles(&[
            ("src/http/transport/mod.rs", "mod pool; pub const LIMIT: u32 = 1;"),
            ("src/http/transport/pool.rs", "use crate::http::transport::LIMIT;"),
        ]);
        assert_eq!(found.len(), 1, "what `mod.rs` defines counts: {found:?}");
    }

    #[test]
    fn tests_do_not_count() {
        let none = circles(&[
            ("src/http/a.rs", "use super::b;"),
            (
                "src/http/b.rs",
                "#[cfg(test)] use crate::http::{a::X, a}; #[cfg(test)] mod tests { use crate::http::a; fn f() {} } \
                 #[cfg(test)] impl A { fn f() { crate::http::a::f() } } struct B;",
            ),
            ("src/http/b_tests.rs", "use crate::http::a;"),
            ("src/http/b/tests.rs", "use crate::http::a;"),
            ("src/http/c.rs", "#[cfg(all(test, unix))] mod tests { use crate::http::a; }"),
            ("src/http/a.rs", "use super::c;"),
            ("src/http/test_server.rs", "use crate::http::a;"),
        ]);
        assert_eq!(none, Vec::<String>::new());
        let found = circles(&[
            ("src/http/a.rs", "use super::b;"),
            ("src/http/b.rs", "#[cfg(test)] mod tests {} use crate::http::a;"),
        ]);
        assert_eq!(found.len(), 1, "what comes behind them does: {found:?}");
    }
}
