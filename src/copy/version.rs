//! What tells one state of a source from another. A Blob service has an `ETag` for that, and refuses requests for another
//! one; other servers may have a weak one, or only a time, and may answer whatever is asked.

use crate::rest::values::Timestamp;

/// One state of a source as text, to be compared: its `ETag`, or what there is instead. `None` when there is nothing.
///
/// A weak `ETag` may stay the same while bytes change, so the time counts too.
pub fn version(etag: Option<&str>, last_modified: Option<Timestamp>) -> Option<String> {
    match (etag, last_modified) {
        (Some(etag), Some(time)) if is_weak(etag) => Some(format!("{etag} {}", time.0)),
        (Some(etag), _) => Some(etag.to_owned()),
        (None, time) => time.map(|time| time.0.to_string()),
    }
}

/// Whether an `ETag` is a weak one, which never matches in a condition.
pub fn is_weak(etag: &str) -> bool {
    etag.starts_with("W/")
}

/// The first byte of a `Content-Range`: `bytes 100-199/1000`.
pub fn range_start(content_range: &str) -> Option<u64> {
    let (first, _) = content_range.trim().strip_prefix("bytes ")?.split_once('-')?;
    first.trim().parse().ok()
}

/// The size of the whole that a `Content-Range` names: of `bytes 100-199/1000`, or `bytes */1000`. `None` when it leaves it open.
pub fn range_total(content_range: &str) -> Option<u64> {
    let (_, total) = content_range.trim().strip_prefix("bytes ")?.rsplit_once('/')?;
    total.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strong_etag_suffices_and_a_weak_one_does_not() {
        let time = Some(Timestamp(5));
        assert_eq!(version(Some("\"a\""), time), version(Some("\"a\""), None));
        assert_ne!(version(Some("W/\"a\""), time), version(Some("W/\"a\""), Some(Timestamp(6))));
        assert_ne!(version(None, time), version(None, Some(Timestamp(6))));
        assert_eq!(version(None, None), None);
    }

    #[test]
    fn the_start_of_a_range_is_read() {
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
