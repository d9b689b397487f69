//! Reads what a caller passed, and reports which argument is wrong.

use std::fmt::Write;

use serde::de::DeserializeOwned;

use crate::base::error::{Error, Result};
use crate::base::type_mismatch::type_mismatch;

/// Reads options from JSON.
///
/// # Errors
/// An argument error that names the option, such as `options.metadata.owner`.
pub fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| wrong("options", json, &error))
}

/// Reads the arguments of a call, of which `options` is one.
///
/// # Errors
/// An argument error that names the argument, such as `size` or `options.metadata.owner`.
pub fn parse_call<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| wrong("", json, &error))
}

/// The error for an option of the wrong type. Its path is derived from the position in the text: a deserializer that tracks
/// paths would be compiled again for every type of options, which was a tenth of the addon.
fn wrong(parent: &str, json: &str, error: &serde_json::Error) -> Error {
    let path = path_at(json, error.column());
    let argument = match (parent, path.as_str()) {
        ("", "") => "options".to_owned(),
        ("", path) => path.to_owned(),
        (parent, "") => parent.to_owned(),
        (parent, path) => format!("{parent}.{path}"),
    };
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason);
    let mismatch = type_mismatch(reason).unwrap_or_else(|| format!("has the wrong type: {reason}"));
    Error::argument_type(&argument, format!("The argument \"{argument}\" {mismatch}."))
        .with_code("ERR_INVALID_ARG_TYPE")
}

/// The reader's position in a value.
enum PathFrame {
    /// In an object, at this key.
    Object(String),
    /// In a list, at this index.
    List(usize),
}

/// The path to the value at byte `length`, in JSON on one line, as `JSON.stringify` writes it.
fn path_at(json: &str, length: usize) -> String {
    let bytes = json.as_bytes();
    let (mut frames, mut at, mut key_follows) = (Vec::new(), 0, false);
    while at < length.min(bytes.len()) {
        match bytes[at] {
            b'{' => frames.push(PathFrame::Object(String::new())),
            b'[' => frames.push(PathFrame::List(0)),
            b'}' | b']' => _ = frames.pop(),
            b',' => {
                if let Some(PathFrame::List(place)) = frames.last_mut() {
                    *place += 1;
                }
            }
            b'"' => {
                let end = end_of_text(bytes, at);
                if key_follows && let Some(PathFrame::Object(key)) = frames.last_mut() {
                    *key = json.get(at..end).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
                }
                at = end - 1;
            }
            _ => {}
        }
        // A text is a name only after these two; elsewhere it is a value.
        key_follows = match bytes[at] {
            b'{' => true,
            b',' => matches!(frames.last(), Some(PathFrame::Object(_))),
            byte => key_follows && byte.is_ascii_whitespace(),
        };
        at += 1;
    }
    write_path(&frames)
}

/// The first byte after a text that starts at `start`.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    bytes.len().min(at + 1)
}

fn write_path(frames: &[PathFrame]) -> String {
    let mut path = String::new();
    for frame in frames {
        match frame {
            PathFrame::Object(key) if key.is_empty() => {}
            PathFrame::Object(key) if path.is_empty() => path.push_str(key),
            PathFrame::Object(key) => _ = write!(path, ".{key}"),
            PathFrame::List(place) => _ = write!(path, "[{place}]"),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    #[derive(Default)]
    struct Options {
        tier: Option<String>,
        count: Option<u64>,
        metadata: Option<BTreeMap<String, String>>,
        conditions: Option<Box<Options>>,
        blocks: Option<Vec<String>>,
    }

    fn argument(json: &str) -> String {
        parse::<Options>(json).expect_err(json).argument().unwrap_or_default().to_owned()
    }

    #[test]
    fn an_invalid_option_is_named() {
        for (json, name) in [
            (r#"{"tier":1}"#, "options.tier"),
            (r#"{"tier":{"a":"b"}}"#, "options.tier"),
            (r#"{"tier":["a"]}"#, "options.tier"),
            (r#"{"tier":"a","count":"1"}"#, "options.count"),
            (r#"{"count":-1,"tier":"a"}"#, "options.count"),
            (r#"{"count":true}"#, "options.count"),
            (r#"{"metadata":{"a":"1","owner":2}}"#, "options.metadata.owner"),
            (r#"{"metadata":{"a,{\"b":"x","c":null},"tier":"x"}"#, "options.metadata.c"),
            (r#"{"metadata":"no"}"#, "options.metadata"),
            (r#"{"conditions":{"conditions":{"tier":0}}}"#, "options.conditions.conditions.tier"),
            (r#"{"blocks":["a","b",3]}"#, "options.blocks[2]"),
            (r#"{ "blocks" : [ "a" , {} ] }"#, "options.blocks[1]"),
            (r#"{"conditions":{"tier":"x"},"blocks":"a"}"#, "options.blocks"),
            ("5", "options"),
        ] {
            assert_eq!(argument(json), name, "{json}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(json in ".{0,60}", length in 0_usize..80) {
            let _ = path_at(&json, length);
            let _ = parse::<Options>(&json);
        }

        #[test]
        fn surrounding_text_does_not_matter(
            before in "[ -~äöü🚢]{0,20}", after in "[ -~]{0,20}", key in "[ -~ö]{1,10}",
        ) {
            let json = serde_json::json!({ "a": before, "metadata": { &key: 1 }, "z": after }).to_string();
            prop_assert_eq!(argument(&json), format!("options.metadata.{key}"));
        }
    }
}
