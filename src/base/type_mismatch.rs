//! Says in JavaScript's words what serde found in place of what it expected.

/// The end of a sentence about an argument: `must be a number, not a string`. `None` if the reason is not about a type.
///
/// Texts are not repeated: a secret may have been passed in the wrong place.
pub fn type_mismatch(reason: &str) -> Option<String> {
    let mismatch = reason.strip_prefix("invalid type: ").or_else(|| reason.strip_prefix("invalid value: "))?;
    // A text that was found may have any content.
    let (found, expected) = mismatch.rsplit_once(", expected ")?;
    Some(format!("must be {}, not {}", expected_type(expected), found_value(found)))
}

fn expected_type(expected: &str) -> &str {
    match expected {
        "f64" => "a number",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "a sequence" => "an array",
        "a map" => "an object",
        name if name.starts_with("struct ") => "an object",
        other => other,
    }
}

fn found_value(found: &str) -> &str {
    let quoted = || found.split('`').nth(1).unwrap_or(found);
    match found {
        "sequence" => "an array",
        "map" => "an object",
        "unit value" => "null",
        text if text.starts_with("string ") => "a string",
        value if ["integer `", "floating point `", "boolean `"].iter().any(|kind| value.starts_with(kind)) => quoted(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_javascript() {
        for (reason, expected) in [
            ("invalid type: string \"3\", expected f64", "must be a number, not a string"),
            (
                "invalid type: string \"a, expected b\", expected u64",
                "must be a whole number that is not negative, not a string",
            ),
            ("invalid value: integer `-1`, expected u32", "must be a whole number that is not negative, not -1"),
            (
                "invalid type: floating point `1.5`, expected u64",
                "must be a whole number that is not negative, not 1.5",
            ),
            ("invalid type: integer `5`, expected a string", "must be a string, not 5"),
            ("invalid type: boolean `true`, expected a sequence", "must be an array, not true"),
            ("invalid type: sequence, expected struct Options", "must be an object, not an array"),
            ("invalid type: map, expected a boolean", "must be a boolean, not an object"),
            ("invalid type: null, expected a Date", "must be a Date, not null"),
        ] {
            assert_eq!(type_mismatch(reason).as_deref(), Some(expected), "{reason}");
        }
        assert_eq!(type_mismatch("missing field `key`"), None);
    }
}
