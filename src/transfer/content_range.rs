//! Reads `Content-Range` headers.

/// The first byte of a range: 100 of `bytes 100-199/1000`.
pub fn range_start(content_range: &str) -> Option<u64> {
    let (first, _) = content_range.trim().strip_prefix("bytes ")?.split_once('-')?;
    first.trim().parse().ok()
}

/// The size of the whole: 1000 of `bytes 100-199/1000`, or of `bytes */1000`. `None` if the header does not contain it.
pub fn range_total(content_range: &str) -> Option<u64> {
    let (_, total) = content_range.trim().strip_prefix("bytes ")?.rsplit_once('/')?;
    total.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_and_total_of_a_range_are_parsed() {
        assert_eq!(range_start("bytes 100-199/1000"), Some(100));
        assert_eq!(range_start("bytes 0-0/*"), Some(0));
        for text in ["", "bytes */1000", "bytes -5/10", "items 1-2/3", "bytes x-1/2"] {
            assert_eq!(range_start(text), None, "{text}");
        }
        for (text, total) in [
            ("bytes 100-199/1000", Some(1000)),
            ("bytes */0", Some(0)),
            ("bytes 0-0/*", None),
            ("bytes 0-0", None),
            ("items 0-0/5", None),
            ("bytes 0-0/-5", None),
            ("", None),
        ] {
            assert_eq!(range_total(text), total, "{text}");
        }
    }
}
