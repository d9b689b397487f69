//! The modules of the simulator use each other in no circle: each can be read after those that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Which modules each module uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_have_no_circular_dependencies() {
    let mut uses = Uses::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), None, &mut uses);
    assert!(uses.len() > 30, "the sources were read: {uses:?}");
    assert_eq!(circular(uses), Uses::new());
}

#[test]
fn a_circular_dependency_is_found() {
    let uses = |text: &str| used(text).collect::<BTreeSet<_>>();
    let circle = Uses::from([
        ("a".to_owned(), uses("use crate::b::{self, Thing};")),
        ("b".to_owned(), uses("use crate::{\n    c::{d, e},\n    f,\n};")),
        ("c".to_owned(), uses("// crate::f\nfn x() { crate::a::y() }\n#[cfg(test)]\nmod tests { use crate::g; }")),
        ("f".to_owned(), uses("")),
        ("top".to_owned(), uses("use crate::a;")),
    ]);
    let found = circular(circle);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["a", "b", "c", "top"]);
    assert_eq!(found["c"], BTreeSet::from(["a".to_owned()]));
}

/// What is left when modules that use none of the others are taken away, again and again: circles, and what uses them.
fn circular(mut uses: Uses) -> Uses {
    loop {
        let before = uses.len();
        let left: BTreeSet<_> = uses.keys().cloned().collect();
        for used in uses.values_mut() {
            used.retain(|module| left.contains(module));
        }
        uses.retain(|_, used| !used.is_empty());
        if uses.len() == before {
            return uses;
        }
    }
}

fn read(folder: &Path, module: Option<&str>, uses: &mut Uses) {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    for path in entries.map(|entry| entry.expect("a source").path()) {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        if name.ends_with("tests") || (module.is_none() && matches!(name, "lib" | "main")) {
            continue;
        }
        let own = module.unwrap_or(name);
        if path.is_dir() {
            read(&path, Some(own), uses);
        } else {
            let text = fs::read_to_string(&path).expect("a source");
            uses.entry(own.to_owned()).or_default().extend(used(&text).filter(|module| module != own));
        }
    }
}

/// The modules that a file names by `crate::…`, outside of comments and tests.
fn used(text: &str) -> impl Iterator<Item = String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let names: Vec<_> = code.split("crate::").skip(1).flat_map(first_names).collect();
    names.into_iter()
}

/// The names that a path begins with: one, or those of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut names, mut depth) = (vec![String::new()], 0_usize);
    for letter in group.chars() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().expect("at least one").push(letter),
            _ => {}
        }
    }
    names.iter().map(|part| name(part)).filter(|name| !name.is_empty()).collect()
}
