//! Distinguishes the states of a blob. The Blob service has an `ETag` for that, and rejects requests for another state. Other
//! servers may have a weak `ETag` or only a time, and may ignore conditions.

use crate::rest::values::Timestamp;

/// One state of a blob as text, to be compared: its `ETag`, or its time. `None` if the server reports neither.
///
/// A weak `ETag` may stay the same while bytes change, so the time counts too.
pub fn version(etag: Option<&str>, last_modified: Option<Timestamp>) -> Option<String> {
    match (etag, last_modified) {
        (Some(etag), Some(time)) if is_weak(etag) => Some(format!("{etag} {}", time.0)),
        (Some(etag), _) => Some(etag.to_owned()),
        (None, time) => time.map(|time| time.0.to_string()),
    }
}

/// Whether an `ETag` is weak. A weak `ETag` never matches in a condition.
pub fn is_weak(etag: &str) -> bool {
    etag.starts_with("W/")
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
}
