//! Writes the names that each kind of object has among a caller's options, and of which kind they are, as the facade reads them. Only
//! tests and `npm run generate:models` use it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use ts_rs::{Config, TS};

use crate::rest::result_members::{body, members};

/// The path of the shapes, from the crate's root.
pub const SHAPES: &str = "facade/generated/shapes.ts";

const HEADER: &str = "// Generated from src by `npm run generate:models`. Do not edit.

/** Of which kind a member is: a value, names and values, or one or many objects of another shape. */
export type Kind = 'text' | 'number' | 'interval' | 'flag' | 'date' | 'bytes' | 'names' | 'texts' | { one: string } | { many: string };

";

/// The declared structs by name, each member with its TypeScript type; the names of string types; and the shapes that
/// the facade reads directly.
#[derive(Default)]
pub struct Shapes {
    members: BTreeMap<String, Vec<(String, String)>>,
    words: BTreeSet<String>,
    wanted: BTreeSet<String>,
    operations: BTreeMap<&'static str, Option<String>>,
}

impl Shapes {
    /// Adds the members of a struct from its TypeScript declaration.
    pub fn note(&mut self, name: &str, body: &str) {
        self.members.insert(name.to_owned(), members(body));
    }

    /// Records a string type.
    pub fn note_words(&mut self, name: &str) {
        self.words.insert(name.to_owned());
    }

    /// Whether a struct with this name was declared.
    pub fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// The facade reads an argument of this type.
    pub fn want(&mut self, name: String) {
        self.wanted.insert(name);
    }

    /// The facade reads options that no operation has: those of a struct, and others that it keeps to itself, one in a line.
    pub fn want_options<T: TS>(&mut self, name: &str, of_facade: &str) {
        let declaration = T::decl(&Config::default());
        self.want_members(name, &format!("{}\n{of_facade}", body(&declaration)));
    }

    /// The facade reads options with these members.
    pub fn want_members(&mut self, name: &str, members: &str) {
        self.note(name, members);
        self.want(name.to_owned());
    }

    /// An operation, whose options are not known yet.
    pub fn note_operation(&mut self, operation: &'static str) {
        self.operations.insert(operation, None);
    }

    /// The type of the operation's options.
    pub fn note_options(&mut self, operation: &'static str, name: &str) {
        self.operations.insert(operation, Some(name.to_owned()));
    }

    /// The kind of a member, and the shape that it refers to.
    fn kind<'a>(&self, kind: &'a str) -> (String, Option<&'a str>) {
        let list = kind.strip_prefix("Array<").and_then(|inner| inner.strip_suffix('>'));
        let name = list.unwrap_or(kind);
        let name = name.strip_prefix("Omit<").and_then(|inner| inner.split(',').next()).unwrap_or(name);
        if self.members.contains_key(name) {
            let count = if list.is_some() { "many" } else { "one" };
            return (format!("{{ {count}: '{name}' }}"), Some(name));
        }
        let word = match (kind, list) {
            (_, Some(_)) => "texts",
            ("number", _) => "number",
            ("interval", _) => "interval",
            ("boolean", _) => "flag",
            ("Date", _) => "date",
            ("Uint8Array", _) => "bytes",
            ("Record<string, string>", _) => "names",
            _ => {
                assert!(kind.contains("string") || self.words.contains(kind), "nobody knows what {kind} is");
                "text"
            }
        };
        (format!("'{word}'"), None)
    }

    /// The shapes that operations, arguments and copies need, as TypeScript.
    ///
    /// # Panics
    /// If the type of a member is unknown.
    pub fn finish(&mut self) -> String {
        let mut wanted: Vec<&str> =
            self.operations.values().flatten().chain(&self.wanted).map(String::as_str).collect();
        let mut shapes = BTreeMap::new();
        while let Some(name) = wanted.pop() {
            if shapes.contains_key(name) {
                continue;
            }
            let members = self.members.get(name).map_or(&[][..], Vec::as_slice);
            assert!(!members.is_empty(), "{name} is not declared, or has no members");
            let mut lines = String::new();
            for (member, kind) in members {
                let (kind, next) = self.kind(kind);
                wanted.extend(next);
                let _ = writeln!(lines, "    {member}: {kind},");
            }
            shapes.insert(name, lines);
        }
        let mut text = format!(
            "{HEADER}/** The members of each kind of object that operations read. */\nexport const SHAPES = {{\n"
        );
        for (name, lines) in shapes {
            let _ = writeln!(text, "  {name}: {{\n{lines}  }},");
        }
        text.push_str(
            "} as const satisfies Record<string, Record<string, Kind>>;\n\n/** The shape of each operation's options. */\n\
             export const OPERATION_OPTIONS = {\n",
        );
        for (operation, name) in &self.operations {
            let shape = name.as_ref().map_or_else(|| "undefined".to_owned(), |name| format!("'{name}'"));
            let _ = writeln!(text, "  {operation}: {shape},");
        }
        text.push_str("} as const;\n");
        text
    }
}
