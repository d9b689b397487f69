//! Names that URL handling is known to change.

/// Whether one of the parts of a name, or of the path of a URL, ends in a dot.
/// <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#blob-names>
pub fn is_fragile(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n3_names_with_a_part_that_ends_in_a_dot_are_touched_by_url_handling() {
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
}
