//! Holds the layer rules of `docs/architecture.md` by reading the sources: who may use whom, where `napi` and `reqwest`
//! may appear, and that the facade needs nothing but Node. It never compiles anything, so it can say exactly which line
//! breaks which rule.

#[path = "layers/circles.rs"]
mod circles;
#[path = "layers/facade.rs"]
mod facade;
#[path = "layers/paths.rs"]
mod paths;
#[path = "layers/rules.rs"]
mod rules;
#[path = "layers/tokens.rs"]
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn the_engine_keeps_its_layers() {
    check("src", "rs", rules::violations);
}

#[test]
fn modules_of_a_layer_have_no_circular_dependencies() {
    let mut files = Vec::new();
    collect(&root().join("src"), "rs", &mut files);
    let read = |file: &PathBuf| Some((relative_name(file), fs::read_to_string(file).ok()?));
    let sources: Vec<_> = files.iter().filter_map(read).collect();
    assert!(!sources.is_empty() && sources.len() == files.len(), "a file below src/ cannot be read");
    let found = circles::circles(&sources);
    assert!(
        found.is_empty(),
        "a circle of modules cannot be understood, tested or replaced one by one. Move what they share into a module of its own:\n{}",
        found.join("\n")
    );
}

#[test]
fn the_facade_depends_on_node_only() {
    check("facade", "ts", facade::violations);
}

#[test]
fn a_panic_never_ends_the_process() {
    for name in ["Cargo.toml", ".cargo/config.toml"] {
        let Ok(text) = fs::read_to_string(root().join(name)) else { continue };
        assert!(
            !rules::aborts_on_panic(&text),
            "{name} sets panic = \"abort\": a panic in the engine would end the user's process, where it must become a \
             rejected promise. Remove the line."
        );
    }
}

/// Applies a rule to every file below a folder and fails with all that it found.
fn check(folder: &str, extension: &str, rule: fn(&str, &str) -> Vec<String>) {
    let mut files = Vec::new();
    collect(&root().join(folder), extension, &mut files);
    assert!(!files.is_empty(), "{folder}/ has no .{extension} files: has it moved? Then this test has to follow it.");
    let mut found = Vec::new();
    for file in files {
        let name = relative_name(&file);
        match fs::read_to_string(&file) {
            Ok(text) => found.extend(rule(&name, &text)),
            Err(error) => found.push(format!("{name} cannot be read: {error}")),
        }
    }
    assert!(
        found.is_empty(),
        "the layers are broken (docs/architecture.md says why they exist):\n{}",
        found.join("\n")
    );
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
}

/// The path from the repository's root, with `/` on every platform.
fn relative_name(file: &Path) -> String {
    let relative = file.strip_prefix(root()).unwrap_or(file);
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
