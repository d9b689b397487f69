//! Writes the names of the members that each result has, so that the facade can give it all of them. Only tests and
//! `npm run generate:models` use it.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The parts of results that the facade creates with all their members. `BlobItem` is the expensive one: a page has
/// 5,000.
const MADE: &[&str] = &[
    "BlobItem",
    "BlobProperties",
    "ContainerItem",
    "ContainerProperties",
    "CorsRule",
    "GeoReplication",
    "Logging",
    "Metrics",
    "RetentionPolicy",
    "StaticWebsite",
];

const HEADER: &str = "// Generated from src/rest by `npm run generate:models`. Do not edit.

type Plain = Record<string, unknown>;

const date = (value: unknown): unknown => (typeof value === 'number' ? new Date(value) : value);
const bytes = (value: unknown): unknown => (typeof value === 'string' ? Buffer.from(value, 'base64') : value);

/** Adds the elements that no member stands for. None replaces a member. */
function withOthers(made: Plain, { otherElements }: Plain): Plain {
  for (const [name, value] of Object.entries((otherElements ?? {}) as Plain)) {
    if (Object.hasOwn(made, name) && made[name] !== undefined) continue;
    Object.defineProperty(made, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return made;
}
";

/// The name and the TypeScript type of each member.
type Members = Vec<(String, String)>;

/// The members of all results.
#[derive(Default)]
pub struct ResultMembers {
    operations: BTreeMap<&'static str, Members>,
    parts: BTreeMap<String, Members>,
}

impl ResultMembers {
    /// Adds members to the result of an operation, from their declaration.
    pub fn note_operation(&mut self, operation: &'static str, body: &str) {
        self.operations.entry(operation).or_default().extend(members(body));
    }

    /// Adds a part of a result.
    pub fn note_part(&mut self, name: String, body: &str) {
        self.parts.insert(name, members(body));
    }

    /// The names as TypeScript.
    ///
    /// # Panics
    /// If a part is not declared.
    pub fn finish(&self) -> String {
        let mut text = format!(
            "{HEADER}\n/** The names of the members of each operation's result, with a space between them. */\n\
             export const RESULT_MEMBERS: Record<string, string> = {{\n"
        );
        for (operation, members) in &self.operations {
            let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            let _ = writeln!(text, "  {operation}: '{}',", names.join(" "));
        }
        text.push_str(
            "};\n\n// The parts of results, made with all members. Literals, because nothing else keeps a page of 5,000 blobs as cheap.\n",
        );
        for name in MADE {
            let members = self.parts.get(*name).unwrap_or_else(|| unreachable!("{name} is not part of a result"));
            let values: Vec<String> =
                members.iter().map(|(member, kind)| format!("{member}: {}", value(member, kind))).collect();
            let function = function(name);
            let _ = write!(
                text,
                "\nexport function {function}(plain: Plain): Plain {{\n  const made: Plain = {{ {} }};\n  \
                 return plain.otherElements === undefined ? made : withOthers(made, plain);\n}}\n",
                values.join(", ")
            );
        }
        text
    }
}

/// How a member is read from the JSON.
fn value(member: &str, kind: &str) -> String {
    match kind {
        "Date" => format!("date(plain.{member})"),
        "Uint8Array" => format!("bytes(plain.{member})"),
        _ if MADE.contains(&kind) => {
            format!("plain.{member} === undefined ? undefined : {}(plain.{member} as Plain)", function(kind))
        }
        _ => format!("plain.{member}"),
    }
}

/// The name of the function that makes a part.
fn function(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("make{}{rest}", first.to_uppercase())
}

/// The members of a TypeScript declaration.
pub fn members(body: &str) -> Members {
    let lines = body.lines().filter_map(|line| {
        let line = line.trim().trim_end_matches([' ', '}']).trim_end_matches(',').trim_start_matches('{').trim();
        let (member, kind) = line.split_once(": ")?;
        let member = member.trim_end_matches('?');
        member.chars().all(char::is_alphanumeric).then(|| (member.to_owned(), kind.trim().to_owned()))
    });
    lines.collect()
}

/// What follows `type Name = `, without the semicolon.
pub fn body(declaration: &str) -> &str {
    declaration.split_once(" = ").map_or(declaration, |(_, body)| body.trim_end_matches(';'))
}
