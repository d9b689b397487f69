//! The rules for the engine, as a pure function from a file's name and text to what is wrong with it.

use crate::tokens::{Token, tokens};

/// The layers of `src/`, top first. A module may use what stands below it, and nothing above or beside.
const LAYERS: [&str; 9] = ["binding", "typescript", "bulk", "copy", "transfer", "rest", "auth", "http", "base"];

/// Crates that are kept in one place, so that they can be replaced there: their names, and where they may appear.
const CONFINED: [(&[&str], &[&str]); 2] =
    [(&["napi", "napi_derive"], &["src/binding/", "src/lib.rs"]), (&["reqwest"], &["src/http/transport/"])];

/// What breaks a rule in one file of `src/`, each with its line.
pub fn violations(file: &str, source: &str) -> Vec<String> {
    let found = tokens(source);
    let mut wrong = confined_crates(file, &found);
    let module = module_path(file);
    let Some(own) = module.first() else { return wrong }; // src/lib.rs declares the layers and belongs to none
    let Some(own_rank) = rank(own) else {
        wrong.push(format!(
            "{file}: `{own}` is not a layer; put it into one of {LAYERS:?}, or add it there and say why"
        ));
        return wrong;
    };
    for (target, line) in used_modules(&module, &found) {
        match rank(&target) {
            Some(other) if other < own_rank => {
                wrong.push(format!("{file}:{line}: `{own}` uses `{target}`, which is a layer above it"));
            }
            Some(_) => {}
            None => wrong.push(format!("{file}:{line}: `{own}` uses `crate::{target}`, which is not a layer")),
        }
    }
    wrong
}

/// Whether a manifest or cargo configuration sets `panic = "abort"`.
pub fn aborts_on_panic(toml: &str) -> bool {
    toml.lines().map(|line| line.split('#').next().unwrap_or_default()).any(|line| {
        let line: String = line.chars().filter(|character| !character.is_whitespace()).collect();
        line.contains("panic=\"abort\"") || line.contains("panic='abort'")
    })
}

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == module)
}

fn confined_crates(file: &str, found: &[Token]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (crates, places) in CONFINED {
        if places.iter().any(|place| file == *place || (place.ends_with('/') && file.starts_with(place))) {
            continue;
        }
        for token in found.iter().filter(|token| crates.contains(&token.text.as_str())) {
            let places = places.join(" and ");
            wrong.push(format!("{file}:{}: `{}` may appear in {places} alone", token.line, token.text));
        }
    }
    wrong
}

/// The module that a file is, such as `["http", "retry"]` for `src/http/retry.rs`. A file `retry_tests.rs` is included by
/// `retry.rs` as its module `tests`.
pub fn module_path(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    let inner = inner.strip_suffix("_tests").map_or_else(|| inner.to_owned(), |tested| format!("{tested}/tests"));
    inner.split('/').filter(|part| !matches!(*part, "mod" | "lib")).map(str::to_owned).collect()
}

/// The top-level modules that a file names, by `crate::…` or by `super::…` that leads out of its layer.
fn used_modules(module: &[String], found: &[Token]) -> Vec<(String, usize)> {
    let mut used = Vec::new();
    let mut inline = InlineModules::default();
    for (at, token) in found.iter().enumerate() {
        inline.pass(found, at);
        let continues_a_path = at > 0 && matches!(found[at - 1].text.as_str(), ":" | "super");
        match token.text.as_str() {
            "crate" if !continues_a_path => used.extend(first_names(&found[at + 1..])),
            "super" if !continues_a_path => {
                let ups = supers(&found[at..]);
                // `super` climbs the inline modules first (`mod tests { use super::*; }`), then the files.
                if ups == module.len() + inline.depth() {
                    used.extend(first_names(&found[at + ups * 3 - 2..]));
                }
            }
            _ => {}
        }
    }
    used
}

/// How many `super` follow each other, each with its `::`.
fn supers(path: &[Token]) -> usize {
    path.chunks(3).take_while(|part| part[0].text == "super").count()
}

/// The names right after `::`, a single one or a group in braces. An empty list when no `::` follows, as in `pub(crate)`.
fn first_names(rest: &[Token]) -> Vec<(String, usize)> {
    let texts = |count: usize| rest.iter().take(count).map(|token| token.text.as_str()).collect::<Vec<_>>();
    if texts(2) != [":", ":"] {
        return Vec::new();
    }
    let Some(first) = rest.get(2) else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.text.clone(), first.line)];
    }
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut is_first = false;
    for token in &rest[2..] {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 1 && is_first => names.push((token.text.clone(), token.line)),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        is_first = depth == 1 && matches!(token.text.as_str(), "{" | ",");
    }
    names
}

/// Follows braces, to know how many `mod name { … }` of the file itself are open.
#[derive(Default)]
struct InlineModules {
    braces: usize,
    opened_at: Vec<usize>,
}

impl InlineModules {
    fn pass(&mut self, found: &[Token], at: usize) {
        match found[at].text.as_str() {
            "{" => {
                self.braces += 1;
                if at >= 2 && found[at - 2].text == "mod" {
                    self.opened_at.push(self.braces);
                }
            }
            "}" => {
                if self.opened_at.last() == Some(&self.braces) {
                    self.opened_at.pop();
                }
                self.braces = self.braces.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn depth(&self) -> usize {
        self.opened_at.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{aborts_on_panic, violations};

    fn first(file: &str, source: &str) -> String {
        violations(file, source).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn a_layer_may_use_those_below_it_and_itself() {
        let source =
            "use crate::http::Pipeline;\nuse crate::{auth, base::error::{Error, Result}};\nuse crate::rest::blob;";
        assert_eq!(violations("src/rest/copy.rs", source), Vec::<String>::new());
    }

    #[test]
    fn a_layer_may_not_use_one_above_it() {
        let message = "src/http/retry.rs:2: `http` uses `auth`, which is a layer above it";
        assert_eq!(first("src/http/retry.rs", "\nuse crate::auth::SharedKey;"), message);
        assert_eq!(first("src/http/retry.rs", "\nuse crate::{base::{Error}, auth};"), message);
        assert_eq!(first("src/http/retry.rs", "\nfn f(key: &crate::auth::SharedKey) {}"), message);
        assert_eq!(first("src/http/retry.rs", "\nuse super::super::auth::SharedKey;"), message);
        assert_eq!(first("src/http/retry.rs", "mod tests {\nuse super::super::super::auth::SharedKey; }"), message);
    }

    #[test]
    fn base_uses_nothing() {
        assert_eq!(
            first("src/base/error.rs", "use crate::http::Request;"),
            "src/base/error.rs:1: `base` uses `http`, which is a layer above it"
        );
        assert_eq!(
            first("src/base/error.rs", "use super::super::http::Request;"),
            "src/base/error.rs:1: `base` uses `http`, which is a layer above it"
        );
    }

    #[test]
    fn super_within_a_layer_and_crate_visibility_are_allowed() {
        let source =
            "use super::retry; mod a { use super::super::request; } pub(crate) fn f() {} pub(in crate::http) fn g() {}";
        assert_eq!(violations("src/http/pipeline.rs", source), Vec::<String>::new());
    }

    #[test]
    fn tests_in_a_file_of_their_own_are_a_module_of_the_tested_file() {
        let source = "use super::*; use super::super::request::Request;";
        assert_eq!(violations("src/http/retry_tests.rs", source), Vec::<String>::new());
        assert!(first("src/http/retry_tests.rs", "use super::super::super::auth::X;").contains("uses `auth`"));
    }

    #[test]
    fn napi_stays_in_the_binding() {
        assert_eq!(violations("src/binding/pipeline.rs", "use napi::Env; #[napi] fn f() {}"), Vec::<String>::new());
        assert_eq!(violations("src/lib.rs", "use napi_derive as _;"), Vec::<String>::new());
        let message = "src/copy/poller.rs:1: `napi` may appear in src/binding/ and src/lib.rs alone";
        assert_eq!(first("src/copy/poller.rs", "#[napi] pub struct Poller;"), message);
        assert_eq!(violations("src/copy/poller.rs", "// napi\nconst NAME: &str = \"napi\";"), Vec::<String>::new());
    }

    #[test]
    fn reqwest_stays_in_the_transport() {
        assert_eq!(violations("src/http/transport/proxied.rs", "use reqwest::Client;"), Vec::<String>::new());
        let message = "src/http/tls.rs:1: `reqwest` may appear in src/http/transport/ alone";
        assert_eq!(first("src/http/tls.rs", "use reqwest::Client;"), message);
    }

    #[test]
    fn every_module_belongs_to_a_layer() {
        assert!(first("src/helpers.rs", "").starts_with("src/helpers.rs: `helpers` is not a layer"));
        assert!(first("src/copy/mod.rs", "use crate::helpers;").contains("`crate::helpers`, which is not a layer"));
    }

    #[test]
    fn aborting_on_panic_is_detected() {
        assert!(aborts_on_panic("[profile.release]\npanic = \"abort\""));
        assert!(aborts_on_panic("[profile]\nrelease = { panic='abort' }"));
        assert!(!aborts_on_panic("# panic = \"abort\" is wrong here\npanic = \"unwind\""));
    }
}
