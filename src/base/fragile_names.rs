//! Names that URL handling is known to change.

/// Whether one of the parts of a name, or of the path of a URL, ends in a dot.
/// <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#blob-names>
pub fn is_fragile(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part.ends_with('.'))
}

/// Whether a signature for a name, or for the path of a URL, may be a signature for another name. Then its rejection says nothing about
/// other blobs.
pub fn has_ambiguous_signature(name: &str) -> bool {
    is_fragile(name) || has_backslash(name)
}

/// Whether a name, or the path of a URL, has a backslash, which the signature for one blob takes for a slash.
pub fn has_backslash(name: &str) -> bool {
    name.contains('\\') || name.contains("%5C") || name.contains("%5c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n3_url_handling_changes_names_with_a_segment_that_ends_in_a_dot() {
        for (name, fragile) in [
            ("a.", true),
            ("a./b", true),
            ("a/./b", true),
            ("a/..", true),
            ("a.\\b", true),
            (".a", false),
            ("a.b/c.d", false),
            ("", false),
        ] {
            assert_eq!(is_fragile(name), fragile, "{name}");
        }
    }

    #[test]
    fn n4_signatures_take_a_backslash_for_a_slash() {
        for (name, otherwise) in [("a\\b", true), ("/c/a%5Cb", true), ("a.", true), ("a/b", false), ("5C", false)] {
            assert_eq!(has_ambiguous_signature(name), otherwise, "{name}");
        }
    }
}
